// The minutes after the meeting, as far as corrections go: every page by axe, on a desk and on a phone, and the room beside.
import { complaints, onBothScreens, sound } from "./axe.ts";
import { expect } from "./program.ts";
import { desktop, phone, test } from "./table.ts";

test("notes are tidied, corrections asked for and replied to, beside a room that is open", async ({ program, table }) => {
  const { chair } = table;
  const taker = await table.invite("Mo Minutes", "social-care", "minute-taker", desktop);
  const police = await table.invite("DS Patel", "police", "member", phone);
  await police.enter();
  await taker.enter();
  await chair.write("note", {
    item: "q1",
    version: 0,
    edits: [{ at: 0, insert: "A.B. told a teacher on Tuseday.\nThe laptop is with the the police." }],
  });
  await police.write("information", { item: "q1", text: "The laptop is with us since noon." });
  await chair.write("phase", { phase: "closed", reason: "A rehearsal" });
  const pages = `${program.url}/meetings/${chair.meeting}`;

  // In the room the notes can still be typed by chair and minute-taker, and nobody else.
  const room = await taker.enter();
  const said = complaints(room);
  await room.goto(`${pages}?item=q1`);
  await room.locator(".room").waitFor();
  const notes = room.getByLabel("Notes", { exact: true });
  await expect(notes).toBeEditable();
  await notes.press("Control+End");
  await notes.pressSequentially(" It is a grey one.");
  await expect(room.getByText("Saved", { exact: false }).first()).toBeVisible();
  await expect.poll(async () => (await chair.read()).notes["q1"]?.text).toContain("grey");
  await expect(room.getByText("the notes are put in order for version 1")).toBeVisible();
  await sound(room);
  await police.page.goto(`${pages}?item=q1`);
  await police.page.locator(".room").waitFor();
  await expect(police.page.getByLabel("Notes", { exact: true })).not.toBeEditable();
  await expect(police.page.getByText("the notes are put in order for version 1")).toBeVisible();
  await sound(police.page);
  const folder = process.env.STRATEGYROOM_PICTURES;
  if (folder) {
    await room.screenshot({ path: `${folder}/room-tidying-1280.png` });
    await police.page.screenshot({ path: `${folder}/room-tidying-320.png` });
  }

  // Without the room: the same by a form.
  const desk = await taker.page.context().newPage();
  const plain = complaints(desk);
  await desk.goto(`${pages}/minutes`);
  await onBothScreens(desk, "minutes-tidying");
  await desk.getByRole("button", { name: "Tidy the notes" }).click();
  await onBothScreens(desk, "minutes-tidy");
  const area = desk.getByLabel("Notes on question 1", { exact: true });
  await area.fill((await area.inputValue()).replace("Tuseday", "Tuesday"));
  await area.locator("xpath=ancestor::form").getByRole("button", { name: "Save" }).click();
  await expect(desk.getByRole("status")).toContainText("Saved");
  await expect(notes).toHaveValue(/Tuesday/);
  await desk.getByRole("button", { name: "Go on to issuing version 1" }).click();
  await desk.getByRole("button", { name: "Issue version 1" }).click();
  await expect(desk.locator("#stage")).toContainText("Version 1 – corrections until");
  await onBothScreens(desk, "minutes-correcting");
  await expect(notes).not.toBeEditable();
  await expect(room.getByText("version 1, corrections until")).toBeVisible();

  // Police on a phone.
  const phoned = police.page;
  await phoned.goto(pages + "/minutes");
  await phoned.getByRole("button", { name: "Read it and ask for corrections" }).click();
  await phoned.getByRole("link", { name: /^Ask for a correction ?: The laptop is with the the/ }).click();
  await phoned.getByLabel("How it should read").fill("The laptop is with the police. It is a grey one.");
  await phoned.getByRole("button", { name: "Ask for this correction" }).click();
  await expect(phoned.getByRole("alert")).toContainText("Say why");
  await onBothScreens(phoned, "minutes-ask-error");
  await phoned.getByLabel("Why").fill("A word twice");
  await phoned.getByRole("button", { name: "Ask for this correction" }).click();
  await expect(phoned.locator("del")).toContainText("the");
  await onBothScreens(phoned, "minutes-corrections-own");
  await phoned.goto(pages + "/corrections?passage=attendance");
  await phoned.getByLabel("What has to be put right").fill("DS Patel left at 16:00.");
  await phoned.getByLabel("Why").fill("So it was");
  await phoned.getByRole("button", { name: "Ask for this correction" }).click();
  await desk.goto(pages + "/corrections");
  await desk.goto(pages + "/corrections?passage=note-q1-2");
  await onBothScreens(desk, "minutes-ask-other");

  // The chair replies.
  const chaired = chair.page;
  await chaired.setViewportSize(desktop);
  await chaired.goto(pages + "/minutes");
  await onBothScreens(chaired, "minutes-chair");
  await chaired.getByRole("button", { name: "Read the requests and reply" }).click();
  await onBothScreens(chaired, "minutes-corrections-chair");
  for (const name of ["Accept", "Accept"]) {
    const request = chaired.locator("article.app-request", { hasNotText: "Chair’s reply" }).first();
    await request.getByLabel(name, { exact: true }).check();
    await request.getByLabel("What you answer").fill("Thank you.");
    await request.getByRole("button", { name: "Reply" }).click();
    await expect(chaired.getByRole("status")).toContainText("Saved");
  }
  await onBothScreens(chaired, "minutes-corrections-replied");
  await chaired.getByRole("button", { name: "Go on to issuing version 2" }).click();
  await chaired.getByLabel("Why you do not wait").fill("Everybody has answered");
  await onBothScreens(chaired, "minutes-issue");
  await chaired.getByRole("button", { name: "Issue version 2 with 2 corrections and open the signing" }).click();
  await expect(chaired.locator("#stage")).toContainText("Version 2 – signatures until");
  await onBothScreens(chaired, "minutes-signing");
  await expect(notes).toHaveValue(/with the police\. It is a grey one/);
  await expect(room.getByText("version 2, signatures until")).toBeVisible();
  await sound(room);
  if (folder) await room.screenshot({ path: `${folder}/room-signing-1280.png` });
  await chaired.goto(`${program.url}/api/meetings/${chair.meeting}/minutes`);
  await onBothScreens(chaired, "minutes-paper");
  await chaired.goto(program.url);
  await onBothScreens(chaired, "minutes-start");
  expect([...said, ...plain]).toEqual([]);
});
