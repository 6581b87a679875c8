import type { Locator, Page } from "@playwright/test";
import { accessible, complaints } from "./axe.ts";
import { Keys } from "./keys.ts";
import { expect } from "./program.ts";
import { type Table, phone, test as base } from "./table.ts";

/** A table about two children, one of whom lives in the household of the person suspected. */
const test = base.extend<{ table: Table }>({
  table: async ({ table }, use) => {
    await table.chair.write("circumstances", { circumstances: { "household-of-suspect": true } });
    await use(table);
  },
});

const button = (within: Page | Locator, name: string | RegExp, exact = true) =>
  within.getByRole("button", { name, exact });
const required = (page: Page) => page.getByRole("region", { name: "What the procedure requires" });
const child = (page: Page, name: string) => page.getByRole("group", { name, exact: true });
const open = (page: Page) => page.locator(".room-still > summary");

test("a meeting about a child in the household of the person suspected is held to closing by keyboard", async ({
  table,
}) => {
  const police = await table.invite("DS Patel", "police", "member");
  const said = complaints(table.chair.page);
  const page = await table.chair.enter();
  const keys = new Keys(page);
  const form = (name: string | RegExp) => page.getByRole("form", { name });

  // Nobody from police and health is here: one line asks the chair.
  const missing = page.locator(".room-quorum"); // the voice says it too
  await expect(missing).toContainText("Police and health missing.");
  await police.enter();
  await expect(missing).toContainText("Health missing.");
  await keys.tabTo(button(page, "Go on without them?"));
  await keys.press("Enter");
  for (const words of [
    "The nurse is on shift until six",
    "Grandmother stays with them",
    "The named nurse, by telephone tonight",
  ]) {
    await keys.words(words);
    await keys.press("Tab");
  }
  await keys.press("Enter");
  await expect(page.getByText("The meeting goes on: The nurse is on shift until six.")).toBeVisible();

  // Closing is refused, on the screen and as a raw command, with the list of what is open.
  const closing = form("Close the meeting");
  const close = async () => {
    await keys.tabTo(button(page, "Close"));
    await keys.press("Enter");
    await expect(closing).toBeVisible();
  };
  await close();
  await expect(closing.getByRole("listitem")).toHaveCount(21);
  await accessible(page);
  await keys.press("Control+Enter");
  await expect(closing.getByRole("alert")).toContainText("Settle what is still open");
  await expect(closing.getByLabel("Why the meeting closes")).toBeFocused();
  const refused = await table.chair.write("phase", { phase: "closed" }).catch(String);
  expect(refused).toContain('"code":"unfinished"');
  expect(refused).toContain('"place":"duty-refer-to-police-unit"');

  // A link of the list leads to its place.
  await keys.tabTo(button(closing, /^Police officers refer the case/), true);
  await keys.press("Enter");
  const refer = button(required(page), /^Done Police officers refer the case/);
  await expect(refer).toBeFocused();
  await expect(page.getByRole("heading", { name: "Reason for the meeting" })).toBeVisible();
  await keys.press("Enter");
  await expect(required(page)).toContainText("1 met or done");
  await expect(page.locator("#add")).toBeFocused();
  await expect(open(page)).toHaveText("20 still open");

  await keys.add("/go 1");
  await keys.add("/no");
  await keys.press("ArrowDown", "Enter", "Enter");
  await expect(required(page)).toContainText("2 met or done");
  await keys.add("/go 2");
  await keys.add("/yes");
  await keys.add("/done");
  await expect(required(page)).toContainText("1 met or done");
  await keys.add("/go 3");
  await keys.add("/no");
  await keys.add("/go 4");
  await keys.add("/no");
  await keys.add("/go 5");
  await keys.add("/no");
  await keys.add("/done");

  // The timescale of question 6 is later than a conference would be.
  await keys.add("/go 6");
  await keys.tabTo(button(page, "Write the answer"), true);
  await keys.press("Enter");
  await keys.words("Three machines in the queue");
  await keys.press("Tab");
  await keys.words("+90");
  await keys.press("Control+Enter");
  await expect(page.getByRole("group", { name: "Answer" })).toContainText("Three machines in the queue Expected by");
  await keys.tabTo(button(required(page), /^Action Agree how the material is stored/));
  await keys.press("Enter");
  const action = form("Action, question 6");
  await expect(action.getByLabel("What is to be done")).toHaveValue(
    "Agree how the material is stored and preserved securely",
  );
  await keys.press("Tab");
  await keys.words("pat");
  await keys.press("Tab");
  await keys.words("mon");
  await keys.press("Control+Enter");
  const notNeeded = button(required(page), /^Does not apply Consider asking a court/);
  await keys.tabTo(notNeeded);
  await keys.press("Enter");
  await keys.press("Control+Enter");
  await expect(form(/^Consider asking a court/).getByRole("alert")).toContainText("Say why it does not apply.");
  await keys.words("Nobody but police holds the images");
  await keys.press("Control+Enter");
  await keys.tabTo(required(page).getByText("2 met or done"));
  await keys.press("Enter");
  await expect(required(page)).toContainText("To be done: A1.");
  await expect(required(page)).toContainText("Does not apply: Nobody but police holds the images.");

  for (const question of [7, 9, 10]) {
    await keys.add(`/go ${question}`);
    await keys.tabTo(page.locator("#add"));
    await keys.words("/unknown ");
    await keys.words("pat");
    await keys.press("Tab");
    await keys.words("+3");
    await keys.press("Control+Enter");
  }
  await keys.add("/go 8");
  await keys.add("/no");

  // The children: by their name on top, from part to part without looking for it.
  await keys.tabTo(button(page.locator(".room-top"), "A.B."));
  await keys.press("Enter");
  await expect(button(child(page, "A.B."), "Safe tonight A.B.")).toBeFocused();
  await keys.press("Enter");
  await keys.words("y");
  await keys.press("Tab");
  await keys.words("+3");
  await keys.press("Tab");
  await keys.words("Grandmother stays with them");
  await keys.press("Tab", "Space", "Control+Enter");
  await expect(child(page, "C.D.")).toContainText("Safe tonight Yes, until");
  await expect(button(child(page, "A.B."), "Section 47 enquiries A.B.")).toBeFocused();
  await keys.press("Enter");
  await keys.words("y");
  await keys.press("Tab", "Tab");
  await keys.words("The threshold is met");
  await keys.press("Control+Enter");
  await expect(child(page, "A.B.")).toContainText(/If a conference is needed, by \w+ \d+ \w+ \d{4}: 15 working days/);
  await keys.press("Enter");
  await keys.words("to"); // to be decided after the enquiries
  await keys.press("Tab");
  await keys.words("sample");
  await keys.press("Tab");
  await keys.words("+30");
  await keys.press("Control+Enter");
  await expect(child(page, "A.B.")).toContainText("To be decided after the enquiries, by Chris Sample");
  await expect(button(child(page, "C.D."), "Section 47 enquiries C.D.")).toBeFocused();
  await keys.press("Enter");
  await keys.words("n");
  await keys.press("Tab");
  await keys.words("early");
  await keys.press("Tab");
  await keys.words("Lives elsewhere");
  await keys.press("Control+Enter");
  await expect(child(page, "C.D.")).toContainText("Do not start. Instead: early help. Reasons: Lives elsewhere");
  await keys.press("Enter");
  await keys.words("no");
  await keys.press("Tab");
  await keys.words("No contact");
  await keys.press("Control+Enter");
  await expect(child(page, "C.D.")).toContainText("Continuing risk of significant harm No. No contact");
  await accessible(page);

  // What is left stands in one list: the reasons for delay, which meet the duty that asks for them too.
  await keys.tabTo(open(page));
  await keys.press("Enter");
  await keys.tabTo(button(page.locator(".room-still"), /^The forensic examination is expected after/));
  await keys.press("Enter");
  await expect(button(page, "Record reasons for delay")).toBeFocused();
  await keys.press("Enter");
  for (const words of ["Forensic queue", "", "", "No contact with A.B.", "Head of service", "+30"]) {
    await keys.words(words);
    await keys.press("Tab");
  }
  await keys.press("Control+Enter");
  await expect(page.getByText("Reasons for delay Forensic queue. Expected by")).toBeVisible();
  await accessible(page);
  await expect(page.getByText("nothing open")).toBeVisible();
  await close();
  await expect(closing).toContainText("Nothing is left open.");
  await keys.press("Control+Enter");
  await expect(page.locator(".room-top").getByText("Closed")).toBeVisible();
  expect(said).toEqual([]);
});

test("each duty costs the chair two keys at most, and the keys stay where the duties are", async ({ table }) => {
  const circumstances = { "subject-of-images": true, "suspect-under-18": true, "suspect-employed-by-agency": true };
  await table.chair.write("circumstances", { circumstances });
  const page = await table.chair.enter();
  const keys = new Keys(page);
  for (const at of ["q1", "q6", "q8"]) {
    await button(page.getByRole("navigation"), { q1: /^1 /, q6: /^6 /, q8: /^8 / }[at]!).click();
    await keys.tabTo(page.locator("#add"));
    const n = await required(page)
      .getByRole("button", { name: /^Done / })
      .count();
    expect(n).toBeGreaterThan(1);
    keys.pressed = 0;
    await keys.press("ArrowDown");
    for (let left = n; left > 0; left--) {
      await keys.press("Enter");
      await expect(required(page).getByRole("button", { name: /^Done / })).toHaveCount(left - 1);
    }
    expect(keys.pressed).toBeLessThanOrEqual(2 * n);
    await expect(page.locator("#add")).toBeFocused();
  }
  await button(page.getByRole("navigation"), /^7 /).click();
  await expect(required(page)).toHaveCount(0); // nothing is shown where there is nothing
});

test("everyone sees why, what is open and who is missing; what is half typed is kept on the way", async ({ table }) => {
  const police = await table.invite("DS Patel", "police", "member", phone);
  await table.chair.enter();
  await police.page.addInitScript(() => {
    const said: string[] = ((window as unknown as { said: string[] }).said = []);
    const hear = () => {
      const words = document.querySelector("[aria-live=polite]")?.textContent ?? "";
      if (words !== said.at(-1)) said.push(words);
    };
    new MutationObserver(hear).observe(document, { characterData: true, childList: true, subtree: true });
  });
  const page = await police.enter();
  const said = () => page.evaluate(() => (window as unknown as { said: string[] }).said.join(". "));
  await expect.poll(said).toMatch(/(^|\. )Health missing/); // told politely
  await table.chair.write("circumstances", { circumstances: { "subject-of-images": true } });
  await page.locator("#add").pressSequentially("/a Visit the school");
  await page.locator(".room-fold > summary").first().click();
  await open(page).click();
  await button(page.locator(".room-still"), /^Make section 47 enquiries/).click();
  await expect(page.getByRole("heading", { name: "Outcome" })).toBeVisible();
  await expect(page.getByText("Not finished: Propose an action")).toBeVisible();
  await expect(button(required(page), /^Done/, false)).toHaveCount(0);
  const duty = required(page).getByRole("listitem").filter({ hasText: "Make section 47 enquiries" });
  await duty.getByText("Why?").click();
  await expect(duty).toContainText(
    "“Child protection (Section 47) enquiries and core assessment are to be undertaken.”",
  );
  await expect(duty).toContainText("“core assessment”: the child and family assessment");
  await expect(child(page, "A.B.")).toContainText("Still open: safe tonight, section 47 enquiries and continuing risk");
  await expect(page.getByText("Here: 2, health missing")).toBeVisible();
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
  for (const fold of await page.locator(".room-fold:not([open]) > summary").all()) await fold.click();
  await accessible(page);
});

test("without circumstances nothing is required, and the children's lines stand under the outcome", async ({
  table,
}) => {
  await table.chair.write("circumstances", { circumstances: { "household-of-suspect": false } });
  const page = await table.chair.enter();
  await expect(open(page)).toHaveText("12 still open");
  for (const item of await page.locator(".room-agenda__item").all()) {
    await item.click();
    await expect(required(page)).toHaveCount(0);
  }
  await expect(child(page, "C.D.").getByRole("button")).toHaveCount(6);
});
