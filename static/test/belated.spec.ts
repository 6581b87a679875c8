// What a guest typed and what was not saved when the meeting closed: their room has ended, so they add it on their own page
// of the minutes, once, with its date. What was saved is never said not to be.
import { expect, type Page } from "@playwright/test";
import { onBothScreens, sound } from "./axe.ts";
import { Cable } from "./cable.ts";
import { knocks, link, test } from "./guests.ts";
import { Keys } from "./keys.ts";
import type { Post } from "./post.ts";
import { item, notes, onDevice, onDisk, whole } from "./room.ts";
import { desktop, phone } from "./table.ts";
import { say, texts } from "./unsaved.ts";

const address = "pat@police.example";
const late = (page: Page) => page.getByRole("region", { name: "What came too late" });
const text = (page: Page, words: string) => late(page).getByRole("listitem").filter({ hasText: words });

/** Shows again who they are, by the keyboard, from the page of who was sent out. */
async function comesBack(page: Page, post: Post): Promise<void> {
  const keys = new Keys(page);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Show that it is you");
  await keys.tabTo(page.getByRole("button", { name: "Send me a code by e-mail" }));
  await keys.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Type your code");
  const code = await post.code(address);
  await keys.tabTo(page.getByLabel("Code"));
  await keys.words(code);
  await keys.press("Enter");
  await expect(page).toHaveURL(/\/minutes$/);
}

test("what a guest typed while cut off, and the meeting closed, is added on their own page, once, with its date", async ({
  table,
  post,
  browser,
}) => {
  test.slow();
  const { chair } = table;
  const context = await browser.newContext({ viewport: desktop });
  const cable = await Cable.lay(context);
  const page = await knocks(context, await link(table, "Pat Sample", address, "minute-taker"));
  const keys = new Keys(page);

  await test.step("in the room, and cut off", async () => {
    await page.getByRole("button", { name: "Send me a code by e-mail" }).click();
    await page.getByLabel("Code").fill(await post.code(address));
    await page.getByLabel("Code").press("Enter");
    await page.locator(".room").waitFor();
    await whole(page);
    for (const type of ["accepted", "entry", "heartbeat"]) cable.lost.add(type);
    await say(page, "Saved and unheard.");
    await expect.poll(() => texts(chair, "information")).toEqual(["Saved and unheard."]);
    await cable.cut();
    await say(page, "Said too late.");
    await say(page, "Not meant.");
    await notes(page).press("Control+End");
    await page.keyboard.type("Typed too late. ");
    await expect(page.locator(".room-saved")).toHaveText(/^Held on this device since/);
    await onDisk(page);
  });

  await test.step("the room has ended", async () => {
    await chair.write("phase", { phase: "closed", reason: "A rehearsal" });
    cable.lost.clear();
    await cable.mend();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Out of the meeting");
    const alarm = page.getByRole("alert").first();
    await expect(alarm).toContainText("4 lines are held on this device: beside the minutes you see whether that was saved");
    for (const words of ["Saved and unheard.", "Said too late.", "Not meant.", "Typed too late."])
      await expect(page.locator(".room-left")).toContainText(words);
    await expect(page.locator("body")).not.toContainText(/not saved/i);
    await onBothScreens(page, "late-out");
    await keys.tabTo(page.getByRole("link", { name: "Show again that it is you" }));
    await keys.press("Enter");
    await comesBack(page, post);
  });

  await test.step("added, and thrown away", async () => {
    const said = late(page).getByRole("status");
    await expect(said).toContainText("1 text held on this device is saved.");
    await expect(said).toContainText("3 texts that you typed were not saved before the meeting closed.");
    await expect(late(page)).not.toContainText("Saved and unheard.");
    await expect(text(page, "Said too late.")).toContainText(/Typed on your device at \d\d:\d\d \w+\. The meeting closed at \d\d:\d\d \w+\./);
    await page.setViewportSize(phone);
    await sound(page);
    await onBothScreens(page, "late-held");
    await keys.tabTo(text(page, "Said too late.").getByRole("button", { name: "Add what came too late" }));
    await keys.press("Enter");
    await expect(said).toContainText("1 text added, dated today");
    await expect(said).toBeFocused();
    await keys.tabTo(text(page, "Not meant.").getByRole("button", { name: "Throw away" }));
    await keys.press("Enter");
    await expect(text(page, "Not meant.").getByRole("button", { name: "Yes, throw it away for good" })).toBeFocused();
    await expect(late(page).getByRole("listitem")).toHaveCount(2);
    await keys.press("Enter");
    await expect(late(page).getByRole("listitem")).toHaveCount(1);
    await expect.poll(() => texts(chair, "addition")).toEqual(["Said too late."]);
  });

  await test.step("the answer is lost, and the page is loaded again", async () => {
    await context.route("**/commands", async (route) => {
      await route.fetch();
      await route.abort();
    });
    await text(page, "Typed too late.").getByRole("button", { name: "Add what came too late" }).click();
    await expect(late(page).getByRole("status")).toContainText("Not connected.");
    await sound(page);
    await expect.poll(() => texts(chair, "addition")).toEqual(["Said too late.", "Typed too late."]);
    await page.reload();
    await expect(late(page).getByRole("status")).toContainText("Not connected.");
    await context.unroute("**/commands");
    await expect(late(page).getByRole("status")).toContainText("1 text added, dated today", { timeout: 30_000 });
    await onBothScreens(page, "late-added");
    await page.locator("#late summary").click();
    await onBothScreens(page, "late-by-hand");
    await expect.poll(() => onDevice(page)).toBe(0);
    expect(await texts(chair, "addition")).toEqual(["Said too late.", "Typed too late."]);
    expect(await texts(chair, "information")).toEqual(["Saved and unheard."]);
  });

  await test.step("in the minutes", async () => {
    await page.getByRole("link", { name: "Read the minutes" }).click();
    for (const words of ["Said too late.", "Typed too late."]) {
      const added = page.locator("#after ~ *", { hasText: words });
      await expect(added).toHaveCount(1);
      await expect(added).toContainText("not saved before the meeting closed");
    }
    await expect(page.locator("main")).not.toContainText("Not meant.");
  });
});

test("what is refused for good is shown with its words, and who has to show again that it is them is told so", async ({
  table,
  post,
  browser,
}) => {
  test.slow();
  const { chair } = table;
  await chair.write("circumstances", { circumstances: { "household-of-suspect": true } });
  const context = await browser.newContext({ viewport: desktop });
  const cable = await Cable.lay(context);
  const page = await knocks(context, await link(table, "Pat Sample", address, "minute-taker"));
  await page.getByRole("button", { name: "Send me a code by e-mail" }).click();
  await page.getByLabel("Code").fill(await post.code(address));
  await page.getByLabel("Code").press("Enter");
  await page.locator(".room").waitFor();
  await whole(page);
  await cable.cut();
  await say(page, "Said too late.");
  await item(page, /Reason for the meeting/).click();
  await page.getByRole("button", { name: /^Done Police officers refer the case/ }).click();
  await expect(page.locator(".room-saved")).toHaveText(/^Held on this device since/);
  await onDisk(page);
  await chair.write("phase", { phase: "closed", reason: "A rehearsal" });
  const refusal = { code: "signed-out", message: "Sign in first." };
  await context.route("**/commands", (route) => route.fulfill({ status: 401, json: refusal }));
  await cable.mend();
  await page.getByRole("link", { name: "Show again that it is you" }).click();
  await comesBack(page, post);
  const said = late(page).getByRole("status");
  const again = said.getByRole("link", { name: "Show again that it is you" });
  await expect(again).toHaveAttribute("href", `/meetings/${chair.meeting}/waiting`);
  await expect(said).not.toContainText("Not connected.");
  await sound(page);

  Object.assign(refusal, { code: "link-ended", message: "Your access has ended." });
  await context.route("**/commands", async (route) =>
    route.request().postData()!.includes("Said too late.") ? route.fallback() : route.continue(),
  );
  await expect(text(page, "Said too late.")).toContainText("Your access has ended.");
  await expect(text(page, "Said too late.").getByRole("button", { name: "Copy" })).toBeVisible();
  const done = text(page, "Done: Police officers refer the case");
  await expect(done).toContainText("It cannot be added here: copy it.");
  await expect(said).toContainText("2 texts that you typed were not saved");
  await expect(again).toHaveCount(0);
  await expect(late(page).getByRole("button", { name: "Add what came too late" })).toHaveCount(0);
  await sound(page);
  await done.getByRole("button", { name: "Throw away" }).click();
  await done.getByRole("button", { name: "Yes, throw it away for good" }).click();
  await expect(late(page).getByRole("listitem")).toHaveCount(1);
});

test("without script a guest adds by hand what came too late", async ({ table, program, post, browser }) => {
  test.slow();
  const { chair } = table;
  const url = await link(table, "Pat Sample", address);
  const page = await (await browser.newContext({ viewport: phone, javaScriptEnabled: false })).newPage();
  const code = async () => {
    await page.goto(`${program.url}/meetings/${chair.meeting}/waiting/code`);
    await page.getByRole("button", { name: "Send another code" }).click();
    await page.getByLabel("Code").fill(await post.code(address));
    await page.getByRole("button", { name: "Go in" }).click();
  };
  await page.goto(`${program.url}/join`);
  await page.getByLabel("Code of the invitation").fill(url);
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByRole("button", { name: "Join" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Waiting to be let in");
  await code();
  await expect(page).toHaveURL(`${program.url}/meetings/${chair.meeting}`);
  await chair.write("phase", { phase: "closed", reason: "A rehearsal" });
  await code();
  await expect(page).toHaveURL(/\/minutes$/);
  const keys = new Keys(page);
  await keys.tabTo(page.locator("#late summary"));
  await keys.press("Enter");
  await keys.tabTo(page.getByLabel("What it belongs to"));
  await keys.words("Question 2");
  await keys.tabTo(page.getByLabel("What came too late"));
  await keys.words("Written by hand.");
  await keys.tabTo(page.getByRole("button", { name: "Add it to the meeting" }));
  await keys.press("Enter");
  await expect(page.getByRole("status")).toContainText("Saved");
  await expect.poll(() => texts(chair, "addition")).toEqual(["Written by hand."]);
  await page.goto(`${program.url}/api/meetings/${chair.meeting}/minutes`);
  await expect(page.locator("#after ~ *", { hasText: "Written by hand." })).toContainText("Added late, to:");
});
