// The pages that the server draws: every one by axe, on a desk and on a phone, and a meeting held without script.
import type { Browser, Page } from "@playwright/test";
import { complaints, onBothScreens } from "./axe.ts";
import { expect, test } from "./program.ts";

const folder = process.env.STRATEGYROOM_PICTURES;

/** Makes the first account and leaves the page at the list of meetings. */
async function setUp(page: Page, link: string): Promise<void> {
  await page.goto(link);
  await page.getByLabel("Your name").fill("Sam Example");
  await page.getByLabel("Your e-mail address").fill("sam@example.org");
  await page.getByLabel("Sector").selectOption("Children's social care");
  await page.getByLabel("Agency").fill("Example County Council");
  await page.getByRole("button", { name: "Make the account" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Your meetings");
}

async function withoutScript(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ javaScriptEnabled: false });
  return context.newPage();
}

test("every page is accessible on a desk and on a phone", async ({ program, page, browser }) => {
  const said = complaints(page);
  await page.goto(program.url);
  await onBothScreens(page, "start");
  await page.goto(program.setup);
  await expect(page.getByLabel("Set-up code")).toHaveValue(/^\S{40,}$/);
  expect(page.url()).toBe(program.url + "/setup"); // no code where the next person would find it
  await onBothScreens(page, "set-up");
  await setUp(page, program.setup);
  await onBothScreens(page, "meetings-none");

  await page.getByRole("button", { name: "Convene a meeting" }).click();
  await onBothScreens(page, "convene");
  await page.getByRole("button", { name: "Convene the meeting" }).click();
  await expect(page).toHaveTitle(/^Error: /);
  await expect(page.getByRole("alert")).toContainText("Give the child’s name, or say that it is not known.");
  await onBothScreens(page, "convene-error");
  await page.getByText("Add details").click();
  for (const more of ["More about the child", "Person suspected", "A second child"]) await page.getByText(more, { exact: true }).click();
  await onBothScreens(page, "convene-details");
  await page.getByLabel("Child’s name").fill("Robin Placeholder");
  await page.getByRole("button", { name: "Convene the meeting" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("People");
  const at = page.url().replace("/people", "");

  await page.getByText("Invite one person").click();
  await page.getByText("Add somebody by telephone").click();
  await onBothScreens(page, "people-forms");
  await page.getByLabel("One a line").fill("Pat Sample, Example Police, Detective sergeant\nn.ward@example.nhs.uk");
  await page.getByRole("button", { name: "Continue" }).click();
  await onBothScreens(page, "people-check");
  await page.getByRole("button", { name: "Make 2 links" }).click();
  await onBothScreens(page, "people-links");
  const link = /http\S+\/join#\S+/.exec(await page.getByLabel("Pat Sample", { exact: true }).inputValue())![0];
  await page.locator("summary", { hasText: "Pat Sample" }).click();
  await onBothScreens(page, "people-change");

  // The person invited: a look uses nothing up, Join does.
  const context = await browser.newContext();
  const police = await context.newPage();
  await police.goto(link);
  await expect(police.getByText("Sam Example, Example County Council, invites you to a strategy meeting.")).toBeVisible();
  expect(police.url()).toBe(program.url + "/join");
  await onBothScreens(police, "join");
  await police.getByRole("button", { name: "Join", exact: true }).click();
  await expect(police).toHaveURL(at);

  // Somebody else with the same link waits, and comes in as soon as they are let in.
  const other = await (await browser.newContext()).newPage();
  await other.goto(link);
  await expect(other.getByRole("heading", { level: 1 })).toHaveText("This link was used already");
  await onBothScreens(other, "join-used");
  await other.getByLabel("I am somebody else").check();
  await other.getByLabel("Your name").fill("Di Substitute");
  await other.getByLabel("Sector").selectOption("Police");
  await other.getByRole("button", { name: "Ask to be let in" }).click();
  await expect(other.getByRole("heading", { level: 1 })).toHaveText("Waiting to be let in");
  await onBothScreens(other, "waiting");
  await page.goto(at + "/people");
  await onBothScreens(page, "people-knock");
  await page.getByRole("button", { name: "Let in Di Substitute" }).click();
  await expect(other).toHaveURL(at);
  await page.goto(at + "/details");
  for (const more of ["The meeting", "Circumstances", "Add a child", "Add an item to the agenda"]) {
    await page.locator("summary", { hasText: more }).click();
  }
  await onBothScreens(page, "details");
  await page.goto(program.url);
  await onBothScreens(page, "meetings");

  // The meeting as the server draws it, with everything folded open.
  const plain = await page.context().newPage();
  await plain.route("**/room.js", (route) => route.abort());
  await plain.goto(at);
  await plain.getByRole("button", { name: "Open the meeting" }).click();
  await plain.goto(at + "?item=q1");
  await onBothScreens(plain, "room-plain");
  await plain.evaluate(() => document.querySelectorAll("details").forEach((folded) => (folded.open = true)));
  await onBothScreens(plain, "room-folded-open");
  await plain.goto(program.url + "/api/meetings/" + at.split("/").pop() + "/minutes");
  await onBothScreens(plain, "minutes-draft");
  expect(said.filter((line) => !line.includes("422"))).toEqual([]);
});

test("a whole meeting is held without script", async ({ program, browser }) => {
  const page = await withoutScript(browser);
  await page.goto(program.url + "/setup");
  await page.getByLabel("Set-up code").fill(program.setup);
  await page.getByLabel("Your name").fill("Sam Example");
  await page.getByLabel("Your e-mail address").fill("sam@example.org");
  await page.getByLabel("Sector").selectOption("Children's social care");
  await page.getByRole("button", { name: "Make the account" }).click();
  await page.getByRole("button", { name: "Convene a meeting" }).click();
  await page.getByLabel("Child’s name").fill("Robin Placeholder");
  await page.getByRole("button", { name: "Convene the meeting" }).click();
  await page.getByRole("link", { name: "Back" }).click();
  await page.getByRole("button", { name: "Open the meeting" }).click();
  if (folder) await page.screenshot({ path: `${folder}/room-open.png`, fullPage: true });

  await page.getByText("Agenda: ").click();
  await page.getByRole("link", { name: "Is the child at immediate risk" }).click();
  await page.locator("#answer summary").first().click();
  await page.getByLabel("Yes", { exact: true }).check();
  await page.locator("#answer").getByLabel("In words").fill("Until bail conditions keep him away.");
  await page.getByRole("button", { name: "Write the answer" }).click();
  await expect(page.getByRole("status")).toHaveText(/^Saved \d\d:\d\d$/);
  await expect(page.getByText("Yes. Until bail conditions keep him away.").first()).toBeVisible();
  await page.locator("#decision summary").click();
  await page.getByLabel("Decision", { exact: true }).fill("Section 47 enquiries start today, jointly.");
  await page.locator("#decision").getByLabel("Reasons").fill("The child is at risk in the household.");
  await page.getByRole("button", { name: "Write the decision" }).click();
  await page.getByRole("button", { name: "Confirm D1" }).click();
  await page.locator("#action summary").first().click();
  await page.locator("#action").getByLabel("What is to be done").fill("Ask for bail conditions");
  await page.locator("#action").getByLabel("Who does it").selectOption({ index: 1 });
  await page.getByRole("button", { name: "Write the action" }).click();
  await expect(page.locator("#action")).toContainText("The due date is not a date that exists");
  await expect(page.locator("#action").getByLabel("What is to be done")).toHaveValue("Ask for bail conditions");
  if (folder) await page.screenshot({ path: `${folder}/room-error.png`, fullPage: true });
  await page.locator("#action").getByLabel("By", { exact: true }).fill("2026-11-30");
  await page.getByRole("button", { name: "Write the action" }).click();
  await page.locator("#notes-add summary").click();
  await page.locator("#notes-add").getByLabel("Notes").fill("Police seized a computer.");
  await page.getByRole("button", { name: "Add to the notes" }).click();
  if (folder) await page.screenshot({ path: `${folder}/room.png`, fullPage: true });
  await page.setViewportSize({ width: 320, height: 640 });
  if (folder) await page.screenshot({ path: `${folder}/room-320.png`, fullPage: true });
  await expect.poll(() => page.locator("html").evaluate((html) => html.scrollWidth)).toBeLessThanOrEqual(320);

  await page.locator("#phase-closed summary").click();
  await page.getByRole("button", { name: "Close the meeting" }).click();
  await expect(page.getByRole("link", { name: "Question 2: not answered" }).first()).toBeVisible();
  await page.getByLabel("Why it closes all the same").fill("The rest is for a second meeting.");
  await page.getByRole("button", { name: "Close the meeting" }).click();
  await page.getByRole("link", { name: "Read the minutes", exact: true }).click();
  await expect(page.getByText("Police seized a computer.")).toBeVisible();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Strategy meeting minutes");
  if (folder) await page.screenshot({ path: `${folder}/minutes-320.png`, fullPage: true });
  await page.setViewportSize({ width: 1280, height: 720 });
  if (folder) await page.screenshot({ path: `${folder}/minutes.png`, fullPage: true });
});
