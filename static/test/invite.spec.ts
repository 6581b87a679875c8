// Inviting from the room: what is sent by e-mail, and the text that the chair passes on where nothing was.
import { expect } from "@playwright/test";
import { accessible } from "./axe.ts";
import { Mailbox } from "./mailbox.ts";
import { test } from "./table.ts";

test("invitations go out by e-mail; one that fails, and one without an address, are there to be passed on", async ({
  table,
  program,
}) => {
  const box = await Mailbox.open();
  try {
    await program.restart(...box.flags);
    const chair = await table.chair.enter();
    const invites = async (lines: string) => {
      await chair.locator(".room-people").getByRole("button", { name: "Invite" }).click();
      await chair.getByLabel("Names or e-mail addresses, one a line").fill(lines);
      await chair.getByLabel("Sector").selectOption("Police");
      await chair.getByLabel("Agency").fill("Example Police");
      await chair.getByRole("button", { name: "Make links" }).click();
    };
    const passed = chair.getByText("Each link lets one person in. Send it to nobody else.");
    await invites("Pat Sample <pat@police.example>");
    await expect(chair.getByText("Pat Sample: sent by e-mail")).toBeVisible();
    await expect(passed).toHaveCount(0); // there is nothing to pass on
    await invites("No Body <nobody@police.example>\nKit Sample");
    await expect(passed).toBeVisible();
    const failed = chair.getByLabel("Text with the link for No Body");
    await expect(failed).toHaveValue(/^Chris Sample, Example County Council, invites you to a strategy meeting\.\n(.|\n)*\/join#/);
    await expect(
      chair.getByRole("alert").filter({ hasText: "The e-mail could not be sent. Pass the text on yourself." }),
    ).toHaveCount(1);
    const text = chair.getByLabel("Text with the link for Kit Sample");
    await expect(text).toHaveValue(/\/join#/);
    await expect(text).toHaveJSProperty("readOnly", true);
    await expect(text).not.toHaveValue(/A\.B\.|C\.D\.|Rehearsal/);
    await expect(chair.getByLabel("Text with the link for Pat Sample")).toHaveCount(0);

    // By keyboard: the field is reached and holds all of the text chosen, and the next stop is Copy.
    await failed.focus();
    await chair.keyboard.press("Tab");
    await expect(chair.getByRole("button", { name: "Copy the text for No Body" })).toBeFocused();
    await chair.keyboard.press("Tab");
    await expect(text).toBeFocused();
    await expect
      .poll(() => text.evaluate((field: HTMLTextAreaElement) => field.selectionEnd - field.selectionStart === field.value.length))
      .toBe(true);
    await accessible(chair);

    await expect.poll(() => box.letters.map((letter) => letter.to)).toEqual(["pat@police.example"]);
    expect(box.letters[0]!.text).toContain("Subject: OFFICIAL-SENSITIVE: invitation to a meeting");
    expect(box.letters[0]!.text).not.toMatch(/A\.B\.|C\.D\.|Rehearsal/);
  } finally {
    box.close();
  }
});

test("a line that could be read in two ways invites nobody before it is clear", async ({ table }) => {
  const chair = await table.chair.enter();
  await chair.getByRole("button", { name: "Invite" }).click();
  const lines = chair.getByLabel("Names or e-mail addresses, one a line");
  await lines.fill("Kit Sample\npat@police.example, Example Police, observer");
  await chair.getByLabel("Sector").selectOption("Police");
  await chair.getByRole("button", { name: "Make links" }).click();
  await expect(chair.getByText("What is “Example Police”?")).toBeVisible();
  expect(Object.keys((await table.chair.read()).attendees)).toHaveLength(1);

  await chair.getByLabel("Agency").fill("Example Police");
  await chair.getByRole("button", { name: "Make links" }).click();
  await expect(chair.getByLabel("Text with the link for Pat")).toHaveValue(/\/join#/);
  const invited = Object.values((await table.chair.read()).attendees).map((a) => [a.name, a.agency.name, a.role]);
  expect(invited.slice(1)).toEqual([
    ["Kit Sample", "Example Police", "member"],
    ["Pat", "Example Police", "observer"],
  ]);
});

test("an attendee takes the meeting's entry for their calendar", async ({ table }) => {
  const police = await (await table.invite("Pat Sample", "police", "member")).enter();
  await police.getByRole("button", { name: "Details of the meeting" }).click();
  const download = police.waitForEvent("download");
  await police.getByRole("link", { name: "Entry for your calendar" }).click();
  expect((await download).suggestedFilename()).toBe("meeting.ics");
});
