import type { Locator, Page } from "@playwright/test";
import { accessible, complaints } from "./axe.ts";
import { expect, test } from "./program.ts";
import { type Person, Table, phone } from "./table.ts";

/** Goes on with Tab until something has the focus: what Tab does not reach cannot be used without a mouse. */
async function reach(page: Page, target: Locator): Promise<void> {
  await target.waitFor();
  for (let i = 0; i < 200; i++) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab never reaches ${target}`);
}

async function press(page: Page, name: string | RegExp, within: Page | Locator = page): Promise<void> {
  await reach(page, within.getByRole("button", { name }).first());
  await page.keyboard.press("Enter");
}

/** Types one line into the Add line. */
async function add(page: Page, line: string): Promise<void> {
  await page.locator("#add").focus(); // the shortest way there is tested in room.spec.ts
  await page.keyboard.type(line);
  await page.keyboard.press("Enter");
}

/** What the others settle meanwhile, on screens that this test does not look at. */
async function settle(minutes: Person): Promise<void> {
  for (const item of ["q1", "q2", "q4", "q5", "q8", "q9"])
    await minutes.write("answer", { item, value: "no", text: "As discussed." });
  for (const item of ["q6", "q7", "q10"])
    await minutes.write("answer", { item, value: "stated", text: "As discussed." });
  const { order, people } = await minutes.read();
  for (const person of order.people.filter((id) => people[id]!.category === "child")) {
    await minutes.write("child", {
      person,
      safety: { tonight: "yes", how: "At home with the mother.", until: "2030-01-07" },
      enquiries: { start: "no", reasons: "The threshold is not met.", instead: "section-17" },
      risk: { continuing: "no", reasons: "No contact." },
    });
  }
}

test("a young person who volunteers for a school: held to closing by keyboard, with refusals on the way", async ({
  program,
  browser,
}) => {
  const table = new Table(browser, program);
  await table.lay();
  const minutes = await table.invite("S. Begum", "social-care", "minute-taker");
  for (const [name, sector] of [
    ["DS Patel", "police"],
    ["N. Nurse", "health"],
  ] as const) {
    const { attendee } = await table.invite(name, sector, "member");
    await table.chair.write("attendance", { attendee, state: "telephone" });
  }
  const page = await table.chair.enter();
  const said = complaints(page);

  // The circumstances and the person, whose name for the case follows from them.
  await press(page, "Details of the meeting");
  await press(page, "Change the circumstances");
  for (const words of [/works or volunteers for a partner agency/, /is under 18/]) {
    await reach(page, page.getByLabel(words));
    await page.keyboard.press("Space");
  }
  await page.keyboard.press("Control+Enter");
  await press(page, "Add a person");
  await page.keyboard.type("Young");
  await reach(page, page.getByLabel("Name", { exact: true }));
  await page.keyboard.type("J. Young");
  await reach(page, page.getByLabel("Works, volunteers or fosters for"));
  await page.keyboard.type("Edu");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByRole("alert")).toContainText("Write the name of the agency");
  await reach(page, page.getByLabel("Name of that agency"));
  await page.keyboard.type("Example education");
  await page.keyboard.press("Control+Enter");
  await expect(page.locator("li").filter({ hasText: "J. Young" }).first()).toContainText(
    "young person alleged to have caused harm",
  );

  // Somebody of that agency waits, is asked, and may stay.
  const teacher = await table.invite("T. Teacher", "education", "member");
  await teacher.page.goto(`${program.url}/meetings/${teacher.meeting}`);
  await expect(teacher.page.locator("main")).toContainText("The chair will speak with you before you come in");
  for (const secret of ["J. Young", "A.B.", "Example education", "harm"])
    await expect(teacher.page.locator("body")).not.toContainText(secret);
  await expect(page.getByText("waits at the door", { exact: true })).toBeVisible();
  await accessible(page);
  await press(page, /^Knows, may stay/);
  await page.keyboard.press("Control+Enter");
  await expect(page.getByRole("alert")).toContainText("Say why");
  await page.keyboard.type("She taught J. Young two years ago");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByText("waits at the door", { exact: true })).toBeHidden();
  const teacherPage = await teacher.enter();
  await expect(teacherPage.getByRole("heading", { name: "Agenda" })).toBeVisible();
  await press(page, "Nobody else here knows the person");
  await expect(page.getByText(/^Nobody else here knows the person: Chris Sample/)).toBeVisible();

  // Closing is refused on the screen and as a raw command.
  await press(page, "Close", page.locator(".room-top"));
  await page.keyboard.press("Control+Enter");
  await expect(page.getByRole("alert")).toContainText("still open");
  await page.keyboard.press("Escape");
  await expect(table.chair.write("phase", { phase: "closed" })).rejects.toThrow(/unfinished/);

  // What the procedure requires: at most two keys for each, under the item it belongs to.
  for (const item of [/^Reason for the meeting/, /^2/, /^5/, /^6/, /^8/]) {
    await press(page, item, page.getByRole("navigation"));
    const open = page.locator(".room-duty").filter({ has: page.getByRole("button", { name: /^Done/ }) });
    const duties = await open.count();
    expect(duties).toBeGreaterThan(0);
    await page.locator("#add").focus();
    let keys = 0;
    const key = async (name: string) => (keys++, await page.keyboard.press(name));
    for (let left = duties; left > 0; left--) {
      if (left === duties) await key("ArrowDown");
      await key("Enter");
      await expect(open).toHaveCount(left - 1);
    }
    expect(keys).toBeLessThanOrEqual(2 * duties);
  }
  await accessible(page);

  // A grid opens by its quiet button, and says its gaps in words.
  await press(page, /^6/, page.getByRole("navigation"));
  await press(page, "Secure storage…");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByRole("alert")).toContainText("Say what is stored");
  for (const words of ["One laptop", "\t", "Police store", "\t", "\t", "DS Patel"]) {
    await (words === "\t" ? page.keyboard.press("Tab") : page.keyboard.type(words));
  }
  await page.keyboard.press("Control+Enter");
  await expect(page.getByRole("table", { name: "Secure storage" })).toContainText("not agreed yet");

  // A child may be about to meet the person.
  await minutes.write("answer", { item: "q3", value: "yes" });
  const bar = page.locator(".room-danger");
  await expect(bar.getByRole("alert")).toHaveText("A child may be about to meet the person");
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollHeight)).toBe(720);
  await expect(bar).toContainText("By telephone: DS Patel and N. Nurse");
  await expect(bar).toContainText("Not here: S. Begum");
  await expect(teacherPage.locator(".room-danger")).toContainText("A child may be about to meet the person");
  await settle(minutes);
  await press(page, "Close", page.locator(".room-top"));
  await expect(page.locator(".room-form")).toContainText("no officer has it");
  await page.keyboard.press("Escape");
  await press(page, "Hand to an officer");
  await page.keyboard.type("pat");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByRole("alert").last()).toContainText("Write the day");
  await page.keyboard.type("tomorrow 18:00");
  await page.keyboard.press("Control+Enter");
  await expect(bar).toContainText("DS Patel, Example police reports by");

  // Read back, agreed with but for the police, closed.
  await minutes.write("decision", {
    item: "q1",
    text: "A section 17 assessment",
    reasons: "The threshold for section 47 is not met.",
  });
  await press(page, /^Decisions and actions read back/, page.getByRole("navigation"));
  await add(page, "/disagree 1");
  await page.keyboard.press("Control+a");
  await page.keyboard.type("pat");
  await page.keyboard.press("Tab");
  await reach(page, page.getByLabel("What they disagree with, and why"));
  await page.keyboard.type("It should be section 47");
  await page.keyboard.press("Control+Enter");
  await add(page, "/agree");
  await add(page, "/confirm");
  const decisions = page.getByRole("region", { name: "Decisions", exact: true });
  await expect(decisions).toContainText(/confirmed.*3 agree.*police disagree/);
  await accessible(page);
  await press(page, "Close", page.locator(".room-top"));
  await page.keyboard.press("Control+Enter");
  await expect(page.locator(".room-top__phase")).toHaveText("Closed");

  // The bar stays until what came of it is written down, after the meeting.
  await press(page, "What came of it");
  await page.keyboard.type("They did not meet");
  await page.keyboard.press("Control+Enter");
  await expect(bar).toBeHidden();
  await expect(page.getByRole("region", { name: "After the meeting" })).toContainText("They did not meet");
  await accessible(page);
  expect(said).toEqual([]);
});

test("on a phone the bar is one line that covers nothing with the focus, and opens", async ({ program, browser }) => {
  const table = new Table(browser, program);
  await table.lay();
  const police = await (await table.invite("DS Patel", "police", "member", phone)).enter();
  await table.chair.write("answer", { item: "q3", value: "yes" });
  await expect(police.getByRole("alert")).toHaveText("A child may be about to meet the person");
  await expect(police.getByText("Not here: Chris Sample")).toBeHidden();
  for (let i = 0; i < 40; i++) {
    await police.keyboard.press(i < 25 ? "Tab" : "Shift+Tab");
    const covered = await police.evaluate(() => {
      const bar = document.querySelector(".room-danger__head")!;
      const at = document.activeElement!;
      if (at === document.body || bar.contains(at)) return "";
      const [focus, over] = [at.getBoundingClientRect(), bar.getBoundingClientRect()];
      return focus.top < over.bottom - 1 && focus.bottom > over.top + 1 ? at.outerHTML : "";
    });
    expect(covered).toBe("");
  }
  await police.getByRole("button", { name: /^More/ }).press("Enter");
  await expect(police.getByText("Not here: Chris Sample")).toBeVisible();
  await accessible(police);
});
