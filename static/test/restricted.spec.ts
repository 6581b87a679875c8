// A line that only some may see: whom it is for is chosen before it is typed, and the others see nothing of it, in the
// room, on the wire, in their minutes and in what counts what was written.
import type { Page } from "@playwright/test";
import { complaints, sound } from "./axe.ts";
import { pages } from "./pdf.ts";
import { expect } from "./program.ts";
import { phone, test } from "./table.ts";

const secret = "The house is searched tomorrow at six.";
const later = "The house is searched tomorrow at seven.";

/** All that the sockets and answers of a page carry from now on. */
function carried(page: Page): string[] {
  const all: string[] = [];
  page.on("websocket", (socket) => {
    socket.on("framereceived", (frame) => void all.push(String(frame.payload)));
    socket.on("framesent", (frame) => void all.push(String(frame.payload)));
  });
  return all;
}

test("police intelligence is seen by those it is for and by nobody else", async ({ table, program }) => {
  const police = await table.invite("Pat Sample", "police", "member", phone);
  const minutes = await table.invite("Mo Minutes", "social-care", "minute-taker");
  const nurse = await table.invite("Nia Ward", "health", "member");
  const wire = carried(nurse.page);
  const said = [police, minutes, nurse, table.chair].map((one) => complaints(one.page));
  await table.chair.write("item.current", { item: "q1" });
  const [chair, officer, taker, health] = await Promise.all(
    [table.chair, police, minutes, nurse].map((one) => one.enter()),
  );
  const folder = process.env.STRATEGYROOM_PICTURES;
  const picture = async (page: Page, name: string) => {
    if (folder) await page.screenshot({ path: `${folder}/restricted-${name}.png` });
  };

  await test.step("on a phone, by the keyboard alone: whom it is for, then what it is", async () => {
    const { keyboard } = officer!;
    await officer!.getByRole("button", { name: "For some only" }).focus();
    await keyboard.press("Enter");
    const why = officer!.getByLabel("Why only some may see it");
    await expect(why).toBeFocused();
    const seen = officer!.getByRole("group", { name: "Who may see it" });
    await expect(seen).toContainText("You, Chris Sample and Mo Minutes will see it.");
    await sound(officer!);
    await picture(officer!, "form");
    await keyboard.press("Control+Enter");
    await expect(officer!.getByRole("alert")).toContainText("Say why only some may see it.");
    await why.selectOption("Police intelligence");
    await seen.getByLabel("Mo Minutes").focus();
    await keyboard.press("Space");
    await expect(seen).toContainText("You and Chris Sample will see it.");
    await officer!.getByLabel("What they may know").fill(secret);
    await keyboard.press("Control+Enter");
    const entry = officer!.getByRole("listitem").filter({ hasText: secret });
    await expect(entry).toContainText("Police intelligence. Only Chris Sample and you see this.");
    await sound(officer!);
    await picture(officer!, "police");
  });

  await test.step("the chair sees it, the minute-taker who was left out and the nurse do not", async () => {
    await expect(chair!.getByText(secret)).toBeVisible();
    await sound(chair!);
    await picture(chair!, "chair");
    // Something written after it, so that the others' screens have all that was before.
    await table.chair.write("information", { item: "q1", text: "Seen on Monday." });
    for (const page of [taker!, health!]) {
      await expect(page.getByText("Seen on Monday.")).toBeVisible();
      await expect(page.getByRole("listitem").filter({ hasText: /For some|Only/ })).toHaveCount(0);
    }
    await picture(health!, "nurse");
  });

  await test.step("amended and for the minute-taker too, it is told to those alone", async () => {
    await officer!.getByRole("button", { name: /^Amend For some only/ }).press("Enter");
    await officer!.getByLabel("What they say").fill(later);
    await officer!.keyboard.press("Control+Enter");
    await expect(chair!.getByText(later)).toBeVisible();
    await police.write("restricted", {
      item: "q1",
      text: "The laptop is traced.",
      because: "police-intelligence",
      for: [table.chair.attendee],
    });
    await expect(taker!.getByText("The laptop is traced.")).toBeVisible();
  });

  await test.step("cut off and back, the nurse still has nothing of it", async () => {
    await nurse.enter();
    await expect(health!.getByText("Seen on Monday.")).toBeVisible();
    await table.chair.write("information", { item: "q1", text: "Seen on Tuesday." });
    await expect(health!.getByText("Seen on Tuesday.")).toBeVisible();
    const theirs = JSON.stringify(await nurse.read()) + (await health!.content()) + wire.join("\n");
    for (const word of ["searched", "laptop", "intelligence"]) expect(theirs.includes(word), word).toBe(false);
    expect(JSON.stringify(await police.read())).toContain("laptop");
    const hidden = (await nurse.record()).filter((entry) => !entry.kind);
    expect(hidden.map((entry) => Object.keys(entry))).toEqual(
      Array<string[]>(3).fill(["commit", "fingerprint", "number"]),
    );
  });

  await test.step("in the minutes it stands for those it is for, behind what everybody signs", async () => {
    await table.chair.write("phase", { phase: "closed", reason: "A rehearsal" });
    const html = `${program.url}/api/meetings/${table.chair.meeting}/minutes`; // each as they may see them
    await chair!.goto(html);
    await expect(chair!.getByRole("heading", { name: "For some only" })).toBeVisible();
    await expect(chair!.getByText(later)).toBeVisible();
    await sound(chair!);
    await health!.goto(html);
    await expect(health!.getByText("Seen on Tuesday.")).toBeVisible();
    await expect(health!.getByRole("heading", { name: "For some only" })).toHaveCount(0);
    expect(await health!.content()).not.toContain("searched");
    const printed = async (page: Page, name: string) =>
      pages(await (await page.request.get(html.replace("minutes", name))).body()).join(" ");
    expect(await printed(chair!, "minutes.pdf")).toContain("searched tomorrow at seven");
    expect(await printed(health!, "minutes.pdf")).not.toContain("searched");
    expect(await printed(chair!, "decisions.pdf")).not.toContain("searched");
  });
  expect(said.flat()).toEqual([]);
});
