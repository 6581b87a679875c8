// A version of the minutes is signed: every state of the page by axe, on a desk and on a phone.
import type { Page } from "@playwright/test";
import { complaints, onBothScreens } from "./axe.ts";
import { expect } from "./program.ts";
import { desktop, phone, test } from "./table.ts";

/** What the chair reads out: a code for somebody, made on the page that lists who has signed. */
async function code(chair: Page, pages: string, name: string): Promise<string> {
  await chair.goto(`${pages}/sign`);
  await chair.getByRole("button", { name: `Make a code for ${name}` }).click();
  await expect(chair.getByRole("heading", { level: 1 })).toContainText(`Code for ${name}`);
  return chair.locator(".app-code").innerText();
}

test("each signs with a code or the day's sign-in, and the chair makes the version final", async ({ program, table }) => {
  const { chair } = table;
  const police = await table.invite("DS Patel", "police", "member", phone);
  await table.invite("Mo Minutes", "social-care", "minute-taker", desktop).then((taker) => taker.enter());
  await police.enter();
  await chair.write("attendee", { name: "Nia Ward", agency: { sector: "health", name: "Example Health" }, role: "member", telephone: true });
  const nurse = Object.entries((await chair.read()).attendees).find(([, at]) => at.name === "Nia Ward")![0];
  await chair.write("attendance", { attendee: nurse, state: "telephone" });
  await chair.write("information", { item: "q1", text: "Seen on Monday, no injury.", from: nurse });
  await chair.write("attendance", { attendee: "a1", state: "joined" });
  await chair.write("phase", { phase: "closed", reason: "A rehearsal" });
  await chair.write("version", { by: "" });
  const pages = `${program.url}/meetings/${chair.meeting}`;
  const [chaired, phoned] = [chair.page, police.page];
  const said = complaints(chaired);
  await chaired.goto(`${pages}/sign`);
  await onBothScreens(chaired, "sign-too-early");
  await chair.write("signing", { by: "", reason: "A rehearsal" });

  // Police on a phone, with a disagreement.
  await phoned.goto(`${pages}/minutes`);
  await phoned.getByRole("button", { name: "Read and sign" }).click();
  await onBothScreens(phoned, "sign-member");
  await phoned.getByLabel("I attended and disagree:").check();
  await phoned.getByLabel("What you disagree with").fill("I left before the read-back.");
  await phoned.getByLabel("Your name").fill("DS Patel");
  await phoned.getByLabel("Code from the chair").fill("2222-2222");
  await phoned.getByRole("button", { name: "Sign version 1" }).click();
  await expect(phoned.getByRole("alert")).toContainText("The chair has made no code for you.");
  await onBothScreens(phoned, "sign-error");
  const read = await code(chaired, pages, "DS Patel");
  await onBothScreens(chaired, "sign-code");
  await phoned.getByLabel("Code from the chair").fill(read.toLowerCase().replace("-", " "));
  await phoned.getByRole("button", { name: "Sign version 1" }).click();
  await expect(phoned.locator(".app-signoff")).toContainText("I left before the read-back.");
  await onBothScreens(phoned, "sign-signed");

  // Who spoke by telephone confirms what was written in their name.
  const [, token] = [await chaired.goto(`${pages}/people`), await table.reinvite(nurse)];
  const context = await chaired.context().browser()!.newContext({ viewport: phone });
  const spoken = await context.newPage();
  await spoken.goto(`${program.url}/join#${token}`);
  await spoken.getByRole("button", { name: "Join", exact: true }).click();
  await spoken.locator(".room").waitFor();
  await spoken.goto(`${pages}/sign`);
  await onBothScreens(spoken, "sign-spoken");
  await spoken.getByLabel("I agree that these minutes are an accurate record.").check();
  await spoken.getByLabel("Your name").fill("Nia Ward");
  await spoken.getByLabel("Code from the chair").fill(await code(chaired, pages, "Nia Ward"));
  await spoken.getByRole("button", { name: "Sign version 1" }).click();
  await expect(spoken.getByRole("alert")).toContainText("Confirm that it is what you said");
  await onBothScreens(spoken, "sign-spoken-error");
  await spoken.getByLabel("What was written in my name is what I said.").check();
  await spoken.getByRole("button", { name: "Sign version 1" }).click();
  await expect(spoken.locator(".app-signoff")).toContainText("Confirms what was written in their name");

  // The chair, known by the sign-in of today, finishes without the minute-taker.
  await chaired.goto(`${pages}/sign`);
  await onBothScreens(chaired, "sign-chair");
  await chaired.getByLabel("I agree that these minutes are an accurate record.").check();
  await chaired.getByLabel("Your name").fill("Chris Sample");
  await chaired.getByRole("button", { name: "Sign version 1" }).click();
  await expect(chaired.locator(".app-signoff")).toContainText("Signed in with their account");
  await onBothScreens(chaired, "sign-chair-signed");
  await chaired.getByLabel("Why you do not wait longer").fill("Mo is ill");
  await chaired.getByRole("button", { name: "Make version 1 final" }).click();
  await expect(chaired.getByText("Version 1 of the minutes is final.")).toBeVisible();
  await onBothScreens(chaired, "sign-final");
  expect(said).toEqual([]);
});
