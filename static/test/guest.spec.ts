// Guests who have to be known: by a code that goes to their e-mail address, or by being recognised. Until then they see
// nothing of the meeting, and when it closes their room ends.
import type { Page } from "@playwright/test";
import { complaints, onBothScreens, sound } from "./axe.ts";
import { knocks, link, silent, test } from "./guests.ts";
import { Keys } from "./keys.ts";
import { expect, type Program } from "./program.ts";
import { phone } from "./table.ts";

async function inRoom(page: Page, program: Program, meeting: string): Promise<void> {
  await page.locator(".room").waitFor();
  expect(new URL(page.url()).pathname).toBe(`/meetings/${meeting}`);
  expect(page.url().startsWith(program.url)).toBe(true);
}

test("a guest comes in by a code, with the keyboard, and back to their own pages by another", async ({
  table,
  program,
  post,
  browser,
}) => {
  test.slow();
  const { chair } = table;
  const page = await knocks(browser, await link(table, "Pat Sample", "pat@police.example"));
  const said = complaints(page);
  await onBothScreens(page, "guest-waiting");
  await page.setViewportSize(phone);

  await test.step("the code", async () => {
    const keys = new Keys(page);
    await keys.tabTo(page.getByRole("button", { name: "Send me a code by e-mail" }));
    await keys.press("Enter");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Type your code");
    await expect(page.getByRole("status")).toContainText("If you were invited at an e-mail address, a code is on its way there.");
    await silent(page);
    await keys.tabTo(page.getByLabel("Code"));
    await keys.words("2222-2222");
    await keys.press("Enter");
    await expect(page.getByRole("alert")).toContainText("This is not a code that lets you in");
    await onBothScreens(page, "guest-code");
    await page.setViewportSize(phone);
    await page.getByLabel("Code").fill(await post.code("pat@police.example"));
    await page.getByLabel("Code").press("Enter");
    await inRoom(page, program, chair.meeting);
  });
  // The browser itself says so of the page that was answered with 403.
  expect(said.filter((line) => !line.includes("403"))).toEqual([]);

  await test.step("the room ends with the meeting", async () => {
    await chair.write("phase", { phase: "closed", reason: "A rehearsal" });
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Out of the meeting");
    await expect(page.getByRole("alert")).toContainText("The meeting has closed, and its room with it.");
    await expect(page.locator("body")).not.toContainText("A.B.");
    await sound(page);
    await page.getByRole("link", { name: "Show again that it is you" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Show that it is you");
    await silent(page);
    await onBothScreens(page, "guest-after");
  });

  await test.step("their own pages", async () => {
    await page.getByRole("button", { name: "Send me a code by e-mail" }).click();
    await page.getByLabel("Code").fill(await post.code("pat@police.example"));
    await page.getByRole("button", { name: "Go in" }).click();
    await expect(page).toHaveURL(`${program.url}/meetings/${chair.meeting}/minutes`);
    await page.goto(`${program.url}/meetings/${chair.meeting}`);
    await expect(page).toHaveURL(`${program.url}/meetings/${chair.meeting}/minutes`);
    await page.goto(`${program.url}/api/meetings/${chair.meeting}/minutes`);
    await expect(page.locator("main")).toContainText("Known by a code sent by e-mail");
  });
});

test("a guest is let in on being recognised, and the minutes say by whom", async ({ table, program, browser }) => {
  test.slow();
  const { chair } = table;
  const room = await chair.enter();
  const page = await knocks(browser, await link(table, "Gil Guest"));
  const asking = room.getByRole("group", { name: "Asking to come in" });
  await expect(asking).toContainText("Let in only whom you recognise, by voice or face.");
  await expect(asking.getByRole("listitem")).toContainText("Gil Guest, Example Police");
  await sound(room);
  if (process.env.STRATEGYROOM_PICTURES) await room.screenshot({ path: `${process.env.STRATEGYROOM_PICTURES}/guest-asking.png` });
  const list = await room.context().newPage();
  await list.goto(`${program.url}/meetings/${chair.meeting}/people`);
  await expect(list.locator("main")).toContainText("Let in only whom you recognise, by voice or face.");
  await onBothScreens(list, "guest-asking-list");
  await page.getByRole("link", { name: "Type a code" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Type your code");
  await new Keys(room).add("/in");
  await inRoom(page, program, chair.meeting); // also from the page for codes
  await expect(asking).toBeHidden();
  const known = (await chair.record()).filter((entry) => entry.kind === "attendee.known");
  expect(known.map(({ body }) => body.how)).toEqual(["recognised"]);
  await list.goto(`${program.url}/api/meetings/${chair.meeting}/minutes`);
  await expect(list.locator("main")).toContainText("Recognised by Chris Sample");

  await test.step("after closing the chair finds who asks to come back", async () => {
    await room.getByRole("button", { name: "Close", exact: true }).click();
    await expect(room.locator(".room")).toContainText("Guests leave the room when the meeting closes");
    await onBothScreens(room, "guest-closing");
    await chair.write("phase", { phase: "closed", reason: "A rehearsal" });
    await page.getByRole("link", { name: "Show again that it is you" }).click();
    await page.getByRole("button", { name: "Send me a code by e-mail" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Type your code");
    const people = room.getByRole("link", { name: "Guests and codes, 1 asking to come in" });
    await expect(people).toBeVisible();
    await sound(room);
    if (process.env.STRATEGYROOM_PICTURES) await room.screenshot({ path: `${process.env.STRATEGYROOM_PICTURES}/guest-asks-back.png` });
    await people.click();
    await expect(room.getByRole("button", { name: "Let in Gil Guest" })).toBeVisible();
  });
});

test("a guest is let in while their code is under way, and comes in by it", async ({ table, post, program, browser }) => {
  const page = await knocks(browser, await link(table, "Pat Sample", "pat@police.example"));
  await page.getByRole("button", { name: "Send me a code by e-mail" }).click();
  await page.getByLabel("Code").fill(await post.code("pat@police.example"));
  let send = () => {};
  const sent = new Promise<void>((resolve) => (send = resolve));
  const looked = page.waitForRequest("**/api/knocks/*");
  await page.route("**/api/knocks/*", async (route) => {
    await sent;
    await route.fulfill({ json: { meeting: table.chair.meeting, state: "admitted" } });
  });
  await page.route(`**/meetings/${table.chair.meeting}/waiting`, async (route) => {
    const answered = page.waitForResponse("**/api/knocks/*");
    send(); // the answer comes while the code is under way
    await answered;
    await route.continue();
  });
  await looked;
  await page.getByRole("button", { name: "Go in" }).click();
  await inRoom(page, program, table.chair.meeting);
});

test("without script a code lets in too", async ({ table, program, post, browser }) => {
  const url = await link(table, "Pat Sample", "pat@police.example");
  const page = await (await browser.newContext({ viewport: phone, javaScriptEnabled: false })).newPage();
  await page.goto(`${program.url}/join`);
  await page.getByLabel("Code of the invitation").fill(url);
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByRole("button", { name: "Join" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Waiting to be let in");
  // That page is loaded again every few seconds; this one stays while somebody types.
  await page.goto(`${program.url}/meetings/${table.chair.meeting}/waiting/code`);
  await page.getByRole("button", { name: "Send another code" }).click();
  await expect(page.getByRole("status")).toContainText("a code is on its way there");
  await page.getByLabel("Code").fill(await post.code("pat@police.example"));
  await page.getByRole("button", { name: "Go in" }).click();
  await expect(page).toHaveURL(`${program.url}/meetings/${table.chair.meeting}`);
  await expect(page.locator("main")).toContainText("You: Pat Sample");
});
