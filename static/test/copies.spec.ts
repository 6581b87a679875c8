// Copies of the minutes: given after a preview, taken by somebody who is not in the meeting. Every page by axe, on a desk
// and on a phone.
import { readFileSync } from "node:fs";
import { complaints, onBothScreens } from "./axe.ts";
import { pages } from "./pdf.ts";
import { expect } from "./program.ts";
import { desktop, test } from "./table.ts";

test("a copy without the child's name is given after a preview and taken by its link", async ({ program, table, browser }) => {
  const { chair } = table;
  const taker = await table.invite("Mo Minutes", "social-care", "minute-taker", desktop);
  await chair.enter();
  await taker.enter();
  await chair.write("person", { category: "child", name: "Tomos Enghraifft", born: "2016-05-04" });
  await chair.write("note", {
    item: "q1",
    version: 0,
    edits: [{ at: 0, insert: "Tomos told his teacher. He plays as Drago.\nBorn on 4/5/16." }],
  });
  await chair.write("phase", { phase: "closed", reason: "A rehearsal" });
  const at = `${program.url}/meetings/${chair.meeting}`;
  const page = await chair.page.context().newPage();
  const said = complaints(page);

  // On the day: decisions and actions for those of the meeting.
  await page.goto(`${at}/copies`);
  await expect(page.getByText("only decisions and actions can be given")).toBeVisible();
  await page.getByText("Give a copy to somebody else").click();
  await page.getByText("Say that somebody gets no copy").click();
  await onBothScreens(page, "copies-closed");
  await page.getByRole("button", { name: "Preview these copies" }).click();
  await onBothScreens(page, "copies-preview-sheet");
  await page.getByRole("button", { name: /^Give th/ }).click();
  await expect(page.getByRole("status")).toContainText("Saved");
  await taker.page.goto(`${at}/copies`);
  await onBothScreens(taker.page, "copies-others");

  // Final: without the name, for the school.
  await chair.write("version", { by: "" });
  await chair.write("signing", { by: "", reason: "A rehearsal" });
  await chair.post(`/api/meetings/${chair.meeting}/signatures`, {
    id: "chair-signs",
    version: 1,
    agree: true,
    name: "Chris Sample",
  });
  await chair.write("final", { version: 1, reason: "A rehearsal" });
  await page.goto(`${at}/copies`);
  await page.getByText("Give a copy to somebody else").click();
  const form = page.locator("#other");
  await form.getByRole("button", { name: "Preview this copy" }).click();
  await expect(page.getByRole("alert")).toContainText("The name is missing.");
  await onBothScreens(page, "copies-error");
  await form.getByLabel("Name", { exact: true }).fill("Head Teacher");
  await form.getByLabel("Sector").selectOption("Education");
  await form.getByLabel("Agency").fill("Ysgol Enghraifft");
  await form.getByLabel("Without the child’s name").check();
  await form.getByText("Words to take out as well").click();
  await form.getByLabel("Words or names, one a line").fill("Drago");
  await form.getByRole("button", { name: "Preview this copy" }).click();
  const preview = page.locator("article");
  await expect(preview).toContainText("[child C] told his teacher. He plays as [withheld].");
  await expect(preview).toContainText("Born on [date withheld].");
  await expect(preview).not.toContainText(/Tomos|Enghraifft|Drago|May 2016/);
  await onBothScreens(page, "copies-preview");
  await page.getByRole("button", { name: "Give this copy" }).click();
  await onBothScreens(page, "copies-link");
  const text = await page.getByLabel("Head Teacher", { exact: true }).inputValue();
  expect(text).not.toMatch(/Tomos|Enghraifft/);

  // The head teacher's browser: fetching the link uses nothing up, the button does.
  const head = await (await browser.newContext()).newPage();
  const heard = complaints(head);
  const link = /http\S+\/copy#\S+/.exec(text)![0];
  await head.goto(link);
  await expect(head.getByLabel("Code of the copy")).toHaveValue(/^\S{40,}$/);
  expect(head.url()).toBe(`${program.url}/copy`); // no code where the next person would find it
  await onBothScreens(head, "copy-code");
  await head.getByRole("button", { name: "Continue" }).click();
  await expect(head.getByRole("heading", { level: 1 })).toHaveText("A copy for you");
  await onBothScreens(head, "copy");
  await page.goto(`${at}/copies`);
  await expect(page.locator(".app-meetings__one").first()).toContainText("Not opened yet");
  const [file] = await Promise.all([head.waitForEvent("download"), head.getByRole("button", { name: "Download (PDF, sealed)" }).click()]);
  expect(file.suggestedFilename()).toMatch(/^SM-[\w-]+\.pdf$/);
  const words = pages(readFileSync(await file.path())).join("\n");
  expect(words).toContain("[child C] told his teacher. He plays as [withheld].");
  expect(words).not.toMatch(/Tomos|Enghraifft|Drago|May 2016/i);
  await page.reload();
  await expect(page.locator(".app-meetings__one").first()).toContainText("First opened");
  await head.goto(program.url);
  await onBothScreens(head, "copy-start");
  await head.goto(at);
  await expect(head.getByText("There is no such meeting.")).toBeVisible();
  expect([...said, ...heard].filter((line) => !/40[014]|422/.test(line))).toEqual([]);
});
