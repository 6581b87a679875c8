// What was typed is either saved or visibly not yet, whatever becomes of the line, the page and the browser.
import { expect, type Page } from "@playwright/test";
import { sound } from "./axe.ts";
import { Cable } from "./cable.ts";
import { button, item, notes, onDevice, onDisk, whole, written } from "./room.ts";
import { desktop, phone, test } from "./table.ts";
import { held, leave, saved, say, texts, theNotes, type } from "./unsaved.ts";

/** Where somebody wants to look at it. */
async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env.STRATEGYROOM_PICTURES;
  for (const size of folder ? [phone, desktop] : []) {
    await page.setViewportSize(size);
    await page.screenshot({ path: `${folder}/${name}-${size.width}.png` });
  }
}

test("what is being saved and what is saved are never on the screen together", async ({ table }) => {
  const page = await table.chair.enter();
  const most = await page.evaluateHandle(() => {
    const seen = { lines: 0 };
    const look = () => {
      const lines = [...document.querySelectorAll(".room-entries li")].filter((line) => line.textContent.includes("Said once."));
      seen.lines = Math.max(seen.lines, lines.length);
    };
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
    return seen;
  });
  for (let n = 1; n <= 10; n++) await say(page, `Line ${n}. Said once.`);
  await expect(page.getByRole("listitem").filter({ hasText: /Said once.*Amend/ })).toHaveCount(10);
  expect(await most.evaluate(({ lines }) => lines)).toBe(10);
});

test("typed while cut off and the page loaded again: all comes back and goes out once, over others' words", async ({
  table,
}) => {
  const police = await table.invite("Pat Sample", "police", "minute-taker");
  const cable = await Cable.lay(police.page.context());
  const [page, chair] = [await police.enter(), await table.chair.enter()];
  await type(page, "One. ");
  await saved(page);
  await cable.cut();
  await say(page, "Said in the tunnel.");
  await type(page, "Two. ");
  await say(page, "/d Decided in the tunnel.");
  await page.getByRole("form").getByRole("textbox").first().press("Control+Enter");
  await held(page);
  await expect(page.getByText("3 lines are held on this device")).toBeVisible();
  await expect(page.reload()).rejects.toThrow(/ERR_INTERNET_DISCONNECTED/);
  await notes(chair).press("Control+Home");
  await chair.keyboard.type("Zero. ");
  await saved(chair);
  await cable.mend();
  await police.enter();
  await saved(page);
  await expect(notes(page)).toHaveValue("Zero. One. Two. ");
  await expect(notes(chair)).toHaveValue("Zero. One. Two. ");
  await expect.poll(() => texts(police, "information")).toEqual(["Said in the tunnel."]);
  await expect.poll(() => texts(police, "decision")).toEqual(["Decided in the tunnel."]);
  await expect.poll(() => onDevice(page)).toBe(0);
});

test("a page that is loaded without a connection says what is held, and sends it once there is one", async ({
  table,
}) => {
  const cable = await Cable.lay(table.chair.page.context());
  const page = await table.chair.enter();
  await cable.cut({ pages: false });
  await say(page, "Behind a wall.");
  await type(page, "Notes behind a wall.");
  await held(page);
  await page.reload();
  await expect(page.getByRole("status")).toContainText("2 lines that you wrote are held on this device since");
  await cable.mend();
  await saved(page);
  await expect(notes(page)).toHaveValue("Notes behind a wall.");
  await expect(written(page).getByText("Behind a wall.")).toHaveCount(1);
  await expect.poll(() => texts(table.chair, "information")).toEqual(["Behind a wall."]);
});

test("the server is killed after it wrote something down and before anybody heard: nothing is written twice", async ({
  table,
  program,
}) => {
  const cable = await Cable.lay(table.chair.page.context());
  const page = await table.chair.enter();
  await saved(page);
  for (const type of ["accepted", "entry", "heartbeat"]) cable.lost.add(type);
  await say(page, "Written, unheard.");
  await type(page, "Notes too.");
  await expect.poll(async () => (await texts(table.chair, "note")).length).toBe(1);
  await type(page, " And more.");
  await program.kill9();
  await onDisk(page);
  await leave(page); // the page is gone too
  cable.lost.clear();
  await program.start();
  await table.chair.enter();
  await saved(page);
  await expect(notes(page)).toHaveValue("Notes too. And more.");
  await expect.poll(() => texts(table.chair, "information")).toEqual(["Written, unheard."]);
  await expect.poll(() => theNotes(table.chair)).toBe("Notes too. And more.");
});

test("signing out with something unsaved asks first, and what was held comes back with the person", async ({
  table,
  program,
}) => {
  const police = await table.invite("Pat Sample", "police", "member");
  const cable = await Cable.lay(police.page.context());
  const page = await police.enter();
  await cable.cut();
  await say(page, "Not for the next person.");
  await held(page);
  await leave(page);
  await cable.mend();
  await page.goto(program.url);
  await button(page, "Sign out").click();
  await expect(page.getByRole("alert")).toContainText("1 line that you wrote is not saved yet");
  await button(page, "Sign out all the same").click();
  await expect(page.getByText("You were invited")).toBeVisible();

  const other = await table.invite("Nia Ward", "health", "member"); // at the same browser
  await police.post("/api/session", { token: await table.reinvite(other.attendee) });
  await page.goto(`${program.url}/meetings/${table.chair.meeting}`);
  await saved(page);
  expect(await texts(table.chair, "information")).toEqual([]);
  expect(await onDevice(page)).toBe(1);
  await page.goto(program.url);
  await button(page, "Sign out").click();
  await expect(page.getByText("You were invited")).toBeVisible();

  await police.post("/api/session", { token: await table.reinvite(police.attendee) });
  await police.enter();
  await expect.poll(() => texts(table.chair, "information")).toEqual(["Not for the next person."]);
  await expect.poll(() => onDevice(page)).toBe(0);
});

test("the chair sees whose device holds something before closing, and what comes too late is added with its date, once", async ({
  table,
}) => {
  const police = await table.invite("Pat Sample", "police", "minute-taker");
  const cable = await Cable.lay(police.page.context());
  const [page, chair] = [await police.enter(), await table.chair.enter()];
  await saved(page);
  cable.lost.add("command"); // a line that is about to fail
  await type(page, "Typed too late. ");
  await expect.poll(() => cable.holding).toBe(1);
  await cable.cut();
  await say(page, "Said too late.");
  await held(page);
  await button(chair, "Close").click();
  const closing = chair.getByRole("form", { name: "Close the meeting" });
  await expect(closing).toContainText(/Pat Sample’s device holds 1 line not saved yet/);
  await closing.getByLabel(/^Why the meeting closes/).fill("A rehearsal");
  await closing.getByRole("button", { name: "Close with a reason" }).click();
  await expect(chair.locator(".room-top__phase")).toHaveText("Closed");
  await table.chair.write("version", { by: "" });
  cable.lost.clear();
  await cable.mend();
  const late = page.getByRole("region", { name: "Not saved" });
  await expect(late).toContainText("Typed too late.");
  await expect(late).toContainText("Version 1 of the minutes is issued");
  await expect(late).toContainText("Said too late.");
  await expect(
    late.getByText(/^The meeting closed at \d\d:\d\d \w+\. This was typed on your device at \d\d:\d\d \w+ and not saved\.$/),
  ).toHaveCount(2);
  await sound(page);
  await picture(page, "late");
  await page.reload();
  await expect(late).toContainText("Typed too late.");
  await expect(late).toContainText("Said too late.");

  const add = (text: string) => late.locator("> div", { hasText: text }).getByRole("button", { name: /^Add it to the/ });
  await add("Typed too late.").click();
  await expect(late).not.toContainText("Typed too late.");
  await expect.poll(() => texts(table.chair, "addition")).toEqual(["Typed too late."]);
  await cable.cut({ pages: false });
  await add("Said too late.").click(); // on a dead line, and the page is loaded again before anybody answers
  await held(page);
  await page.reload();
  await cable.mend();
  await expect.poll(() => texts(table.chair, "addition")).toEqual(["Typed too late.", "Said too late."]);
  await expect(late).toHaveCount(0);
  await expect.poll(() => onDevice(page)).toBe(0);

  const after = chair.getByRole("region", { name: "After the meeting" });
  await expect(after).toContainText(/Added late, to: .*Said too late\./);
  await after.scrollIntoViewIfNeeded();
  await picture(chair, "late-added");
  await chair.goto(`${new URL(chair.url()).origin}/api/meetings/${table.chair.meeting}/minutes`);
  for (const words of ["Typed too late.", "Said too late."])
    await expect(chair.locator("#after ~ *", { hasText: words })).toContainText("not saved before the meeting closed");
  await picture(chair, "late-minutes");
});

test("what follows a command is written once too, when the page is gone before the command is answered", async ({ table }) => {
  const cable = await Cable.lay(table.chair.page.context());
  const page = await table.chair.enter();
  await whole(page);
  for (const type of ["accepted", "entry", "heartbeat"]) cable.lost.add(type);
  await button(page, "Add someone").click();
  const form = page.getByRole("form", { name: "Someone by telephone" });
  await form.getByLabel("Name").fill("Toni Example");
  await form.getByLabel("Sector").selectOption({ label: "Police" });
  await form.getByRole("button", { name: "Add" }).click();
  const written = async (kind: string) =>
    (await table.chair.record()).filter((entry) => entry.kind === kind).map((entry) => entry.body);
  await expect.poll(async () => (await written("attendee")).length).toBe(1); // nobody at the screen hears of it
  await leave(page);
  cable.lost.clear();
  await table.chair.enter();
  await saved(page);
  await expect.poll(async () => (await written("attendance")).filter((said) => said.state === "telephone")).toHaveLength(1);
  expect((await table.chair.read()).attendees[(await written("attendance")).at(-1)!.attendee!]!.name).toBe("Toni Example");
  expect(await written("attendee")).toHaveLength(1);

  // The same for both children, typed on a dead line; the page is loaded again before there is another.
  await whole(page);
  await item(page, /^Outcome/).click();
  await cable.cut({ pages: false });
  await page.getByRole("group", { name: "A.B." }).getByRole("button", { name: /^Safe tonight/ }).click();
  const safe = page.getByRole("form", { name: "Safe tonight, A.B." });
  await safe.getByLabel("Safe tonight").selectOption({ label: "No" });
  await safe.getByLabel("What is done about it").fill("Stays with the aunt.");
  await safe.getByLabel("Same for all 2 children").check();
  await safe.getByRole("button", { name: "Save" }).click();
  await held(page);
  await page.reload();
  await cable.mend();
  await saved(page);
  await expect.poll(async () => (await written("child")).length).toBe(2);
  expect(new Set((await written("child")).map(({ person }) => person)).size).toBe(2);
  await expect.poll(() => onDevice(page)).toBe(0);
});

test("somebody who was taken out of the meeting can copy what they had typed", async ({ table }) => {
  const police = await table.invite("Pat Sample", "police", "minute-taker");
  const cable = await Cable.lay(police.page.context());
  const page = await police.enter();
  await whole(page);
  await cable.cut();
  await say(page, "Said outside.");
  await type(page, "Typed outside.");
  await button(page, "Details of the meeting").click();
  await button(page, "Add a person").click();
  const form = page.getByRole("form");
  await form.getByRole("textbox").first().fill("Robin Placeholder");
  await form.getByRole("textbox").first().press("Control+Enter");
  await held(page);
  await table.chair.write("conflict", { attendee: police.attendee, finding: "may-not-attend", reason: "A rehearsal" });
  await cable.mend();
  const late = page.getByRole("region", { name: "Not saved" });
  await expect(late).toContainText("Said outside.");
  await expect(late).toContainText("Typed outside.");
  await expect(late).toContainText("Robin Placeholder");
  await expect(late).toContainText("no longer in this meeting");
});
