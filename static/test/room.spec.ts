import type { Page } from "@playwright/test";
import { accessible, complaints } from "./axe.ts";
import { Keys } from "./keys.ts";
import { expect } from "./program.ts";
import { phone, test } from "./table.ts";

test("a decision costs at most seven keys besides its words, an action nine, and the caret comes back", async ({
  table,
}) => {
  const page = await (await table.invite("S. Begum", "social-care", "minute-taker")).enter();
  await table.invite("DS Patel", "police", "member");
  await expect(page.getByRole("region", { name: "Who is here" })).toContainText("DS Patel");
  await page.getByLabel("Notes").fill("The account was found on Tuesday.");
  await page.getByLabel("Notes").press("Home");

  const decision = new Keys(page);
  await decision.press("Control+Enter", "/", "d", "Space");
  await decision.words("Section 47 enquiries start");
  await decision.press("Tab");
  await decision.words("The threshold is met");
  await decision.press("Control+Enter");
  const decided = page.getByRole("region", { name: "Decisions", exact: true }).getByRole("listitem");
  await expect(decided).toContainText("D1 Section 47 enquiries start");
  await expect(decided).toContainText("proposed");
  expect(decision.pressed).toBeLessThanOrEqual(7);
  await expect(page.getByLabel("Notes")).toBeFocused();

  const action = new Keys(page);
  await action.press("Control+Enter", "/", "a", "Space");
  await action.words("Seize the computer");
  await action.press("Tab");
  await action.words("pat");
  await action.press("Tab");
  await action.words("mon 18:00");
  await action.press("Control+Enter");
  await expect(page.getByRole("region", { name: "Actions", exact: true }).getByRole("listitem")).toContainText(
    "DS Patel, Example police, by Monday",
  );
  expect(action.pressed).toBeLessThanOrEqual(9);
  await page.keyboard.type("First: ");
  await expect(page.getByLabel("Notes")).toHaveValue("First: The account was found on Tuesday.");
});

test("words typed fast stay where they were typed", async ({ table }) => {
  const page = await table.chair.enter();
  await page.locator("#add").focus();
  await page.keyboard.type("/d No keystroke is lost");
  await page.keyboard.press("Control+Enter");
  await page.keyboard.type("Nor here");
  await page.keyboard.press("Enter");
  await expect(page.getByText("Decision D1 No keystroke is lost")).toBeVisible();
  await expect(page.getByLabel("Written for this item")).toContainText("Nor here");
});

test("plain text is information from oneself, on every screen within a moment", async ({ table }) => {
  const police = await (await table.invite("DS Patel", "police", "member", phone)).enter();
  const chair = await table.chair.enter();
  await police.getByLabel("Add what I know").fill("Known to us since 2023.");
  await police.getByRole("button", { name: "Add", exact: true }).click();
  await expect(chair.getByLabel("Written for this item")).toContainText(
    "Information from DS Patel, Example police Known to us since 2023.",
  );
  await expect(police.getByText(/^Saved \d\d:\d\d (GMT|BST)$/)).toBeVisible();
});

test("slash words move, note attendance and confirm", async ({ table }) => {
  const police = await (await table.invite("DS Patel", "police", "member")).enter();
  await table.invite("DC Patterson", "police", "member");
  const page = await table.chair.enter();
  const add = page.locator("#add");
  const say = async (line: string) => {
    await add.fill(line);
    await add.press("Enter");
  };
  await say("/go 5");
  await say("/next");
  await expect(page.getByRole("heading", { level: 2, name: /^6\. / })).toBeVisible();
  await say("/here");
  await expect(police.getByRole("heading", { level: 2, name: /^6\. / })).toBeVisible();
  await say("/phone pat");
  await expect(page.getByRole("alert")).toHaveText("That may be DS Patel and DC Patterson; write more of the name.");
  await expect(add).toHaveValue("/phone pat");
  await say("/phone Patterson");
  const here = page.getByRole("region", { name: "Who is here" });
  await expect(here.getByText(/DC Patterson by telephone from/)).toBeVisible();
  await say("/left patterson");
  await expect(here.getByText(/DC Patterson left/)).toBeVisible();
  await table.chair.write("decision", { item: "q6", text: "Ask for a date", reasons: "None was given" });
  await say("/confirm 1");
  await expect(page.getByRole("region", { name: "Decisions", exact: true })).toContainText("confirmed, Chris Sample");
  await say("/nothing");
  await expect(page.getByRole("alert")).toContainText("There is no /nothing.");
});

test("two type the notes at once and see who else types", async ({ table }) => {
  const minutes = await (await table.invite("S. Begum", "social-care", "minute-taker")).enter();
  const chair = await table.chair.enter();
  await Promise.all([
    minutes.getByLabel("Notes").pressSequentially("From the minute-taker.", { delay: 20 }),
    chair.getByLabel("Notes").pressSequentially("From the chair.", { delay: 30 }),
    expect(minutes.getByText("Chris Sample (children's social care) is typing")).toBeVisible(),
  ]);
  const text = () => minutes.getByLabel("Notes").inputValue();
  const sorted = (letters: string) => [...letters].sort().join("");
  await expect.poll(async () => sorted(await text())).toBe(sorted("From the minute-taker.From the chair."));
  await expect(chair.getByLabel("Notes")).toHaveValue(await text());
  for (const page of [minutes, chair]) await expect(page.locator(".room-saved")).toHaveText(/^Saved/);
});

test("the screen follows the chair unless somebody writes, and the focus never moves by itself", async ({ table }) => {
  const police = await (await table.invite("DS Patel", "police", "member")).enter();
  const minutes = await (await table.invite("S. Begum", "social-care", "minute-taker")).enter();
  const heading = (page: Page) => page.getByRole("heading", { level: 2 }).filter({ hasText: /\?|Intro/ });
  await table.chair.write("item.current", { item: "q2" });
  await expect(heading(police)).toHaveText("2. Are there other children visiting the household?");
  const elsewhere = (page: Page) => page.locator(".room-elsewhere"); // the voice says it too
  await expect(elsewhere(minutes)).toContainText("Chair is at question 2.");
  await expect(heading(minutes)).toHaveText("Introductions and confidentiality");
  await police.locator("#add").fill("half a sent");
  await table.chair.write("item.current", { item: "q3" });
  await expect(elsewhere(police)).toContainText("Chair is at question 3.");
  await expect(police.locator("#add")).toBeFocused();
  await expect(police.locator("#add")).toHaveValue("half a sent");
  await police.getByRole("button", { name: "Go there" }).click();
  await expect(heading(police)).toHaveText("3. Is the child about to meet the person contacting them?");
});

test("a member proposes an answer and the chair takes it; answers differ by child and are the same again", async ({
  table,
}) => {
  const police = await (await table.invite("DS Patel", "police", "member")).enter();
  const chair = await table.chair.enter();
  for (const page of [police, chair])
    await page
      .getByRole("navigation")
      .getByRole("button", { name: /Is the child about to meet/ })
      .click();
  await police.getByRole("group", { name: "Propose" }).getByRole("button", { name: "Yes" }).click();
  await chair.getByRole("button", { name: "Take", exact: true }).click();
  await expect(chair.getByRole("group", { name: "Answer" }).getByRole("button", { name: "Yes" })).toHaveAttribute(
    "aria-pressed",
    "true",
  );
  await chair.getByRole("button", { name: "For each child" }).click();
  await chair.getByRole("group", { name: "Answer for C.D." }).getByRole("button", { name: "Not known yet" }).click();
  await chair.keyboard.type("pat");
  await chair.keyboard.press("Tab");
  await chair.keyboard.type("+2");
  await chair.keyboard.press("Control+Enter");
  await expect(chair.getByRole("group", { name: "Answer for C.D." })).toContainText(
    "DS Patel, Example police finds out by",
  );
  await chair.getByRole("button", { name: "Same for all" }).click();
  await expect(chair.getByRole("group", { name: "Answer for C.D." })).toBeHidden();
});

test("the chair invites by pasting, hands over, and the next chair is told what is open before closing", async ({
  table,
}) => {
  const next = await (await table.invite("Dee Second", "social-care", "deputy")).enter();
  const chair = await table.chair.enter();
  await chair.getByRole("button", { name: "Invite" }).click();
  await chair
    .getByLabel("Names or e-mail addresses, one a line")
    .fill("Dr Ola Example <ola@health.example>\n\nnurse.one@health.example");
  await chair.getByLabel("Sector").selectOption("Health");
  await chair.getByLabel("Agency").fill("Example Health Board");
  await chair.getByRole("button", { name: "Make links" }).click();
  await expect(chair.getByLabel("Link for Dr Ola Example")).toHaveValue(/\/join#/);
  await expect(chair.getByLabel("Link for Nurse One")).toHaveValue(/\/join#/);
  await expect(next.getByRole("region", { name: "Who is here" })).toContainText("Health: missing");

  await table.chair.write("decision", { item: "q1", text: "Section 47 enquiries start" });
  await chair.getByRole("button", { name: "Hand over" }).click();
  await chair.getByLabel("To whom").selectOption("Dee Second, Example social-care");
  await chair.keyboard.press("Control+Enter");
  await expect(chair.getByRole("button", { name: "Close", exact: true })).toBeHidden();
  await next.getByRole("button", { name: "Close", exact: true }).click();
  const form = next.getByRole("form", { name: "Close the meeting" });
  await expect(form).toContainText("12 still open");
  await expect(form.getByRole("button", { name: "Question 10: not answered" })).toBeVisible();
  await expect(form).toContainText("Not confirmed: D1");
  await form.getByLabel("Why the meeting closes").fill("It goes on tomorrow with health");
  await form.getByRole("button", { name: "Close with a reason for what remains" }).click();
  await expect(chair.getByText("Closed").first()).toBeVisible();
  await expect(chair.locator("#add")).toBeHidden();
});

test("a refusal keeps the text and says why, without moving the focus", async ({ table }) => {
  const page = await table.chair.enter();
  await page.locator("#add").fill("turned \u202E round");
  await page.locator("#add").press("Enter");
  const alert = page.getByRole("alert");
  await expect(alert).toContainText("hidden characters");
  await expect(page.getByLabel("What they say")).toHaveValue("turned \u202E round");
  await page.getByLabel("What they say").fill("Put right");
  await page.getByLabel("What they say").press("Control+Enter");
  await expect(page.getByLabel("Written for this item")).toContainText("Put right");
});

test("Esc leaves a form and keeps what was typed", async ({ table }) => {
  const page = await table.chair.enter();
  await page.locator("#add").pressSequentially("/a Visit the school");
  await page.keyboard.press("Escape");
  await expect(page.locator("#add")).toBeFocused();
  await expect(page.getByText("Not finished: Action")).toBeVisible();
  await page.locator("#add").pressSequentially("/a ");
  await expect(page.getByLabel("What is to be done")).toHaveValue("Visit the school");
});

test("the room stands on 1280 × 720 without scrolling and on 320 without sideways scrolling; axe finds nothing", async ({
  table,
}) => {
  const police = await table.invite("DS Patel", "police", "member", phone);
  const said = [...[table.chair.page, police.page].map(complaints)];
  const chair = await table.chair.enter();
  await chair.locator("#add").pressSequentially("/d Section 47 enquiries start");
  await accessible(chair);
  await chair.keyboard.press("Control+Enter");
  const narrow = await police.enter();
  await expect.poll(() => chair.evaluate(() => document.documentElement.scrollHeight)).toBe(720);
  await expect.poll(() => narrow.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
  expect(
    await chair
      .getByLabel("Notes")
      .evaluate((area) => area.clientHeight / parseFloat(getComputedStyle(area).lineHeight)),
  ).toBeGreaterThanOrEqual(12);
  await accessible(chair);
  await accessible(narrow);
  for (const fold of await narrow.locator(".room-fold > summary").all()) await fold.click();
  await accessible(narrow);
  await chair.getByRole("button", { name: "Details of the meeting" }).click();
  await accessible(chair);
  expect(said).toEqual([[], []]);
});
