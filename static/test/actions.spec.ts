// What a meeting of every circumstance shows without script, who waits at its door, and the pages over all meetings.
import type { APIRequestContext, Page } from "@playwright/test";
import { complaints, onBothScreens } from "./axe.ts";
import { expect, test } from "./program.ts";

/** Somebody signed in who writes by the interface. */
class Writer {
  private sent = 0;

  constructor(
    private request: APIRequestContext,
    private url: string,
    readonly at = "",
  ) {}

  async post<T>(path: string, body: object): Promise<T> {
    const answer = await this.request.post(this.url + path, { data: body });
    expect(answer.ok(), await answer.text()).toBe(true);
    return answer.json() as Promise<T>;
  }

  async convene(title: string): Promise<Writer> {
    const people = [
      { category: "child", name: "Robin Placeholder", born: "2017-03-02", address: "1 Example Row\nExampleton" },
      { category: "child", name: "Wren Placeholder" },
      { category: "suspected", name: "Alex Placeholder", employer: { sector: "education", name: "Example School" } },
    ];
    const circumstances = ["subject-of-images", "household-of-suspect", "other-children-with-access", "suspect-employed-by-agency"];
    const { meeting } = await this.post<{ meeting: string }>("/api/meetings", { id: title.replace(/ /g, "-"), title, people, circumstances });
    return new Writer(this.request, this.url, meeting);
  }

  write(kind: string, body: object): Promise<unknown> {
    return this.post(`/api/meetings/${this.at}/commands`, { id: `w${++this.sent}`, kind, body });
  }
}

/** A civil date so many days from today. */
function day(days: number): string {
  const today = new Date().toLocaleDateString("en-CA", { timeZone: "Europe/London" });
  return new Date(Date.parse(today) + days * 86_400_000).toISOString().slice(0, 10);
}

async function signedIn(page: Page, setup: string): Promise<Writer> {
  const [url, token] = setup.split("/setup#") as [string, string];
  const writer = new Writer(page.request, url);
  await writer.post("/api/session", { token, name: "Sam Example", email: "sam@example.org", agency: "Example County Council" });
  return writer;
}

/** A meeting under way, with an alarm and something for tonight. */
async function begun(writer: Writer, title: string): Promise<Writer> {
  const m = await writer.convene(title);
  await m.write("phase", { phase: "open" });
  await m.write("answer", { item: "q3", value: "yes", text: "He wrote of tomorrow." });
  await m.write("alarm", { where: "Exampleton station", when: "tomorrow, 16:00", officer: "DS Sample", reportBy: day(0), reportTime: "21:00" });
  await m.write("child", { person: "p2", safety: { tonight: "yes", how: "With the grandparents in Exampleton", until: day(1) } });
  await m.write("child", { person: "p3", safety: { tonight: "no", how: "A social worker is on the way" } });
  const owner = { attendee: "a1" };
  await m.write("action", { item: "q1", text: "See both children at school", owner, due: day(-1) });
  await m.write("action", { item: "q1", text: "Ring the hospital about the last visit", owner, due: day(0), dueTime: "23:59" });
  await m.write("action", { item: "q1", text: "Tell the duty team", owner: { name: "PS Sample", agency: { sector: "police", name: "Example Police" }, toldBy: "a1" }, due: day(1) });
  await m.write("access", { is: { setting: "Football club on Saturdays", known: "no", enquirer: "The allegations officer" } });
  await m.write("decision", { item: "q1", text: "Section 47 enquiries start today.", reasons: "The pictures." });
  return m;
}

test("actions and tonight over all meetings", async ({ program, page }) => {
  const said = complaints(page);
  const writer = await signedIn(page, program.setup);
  await page.goto(program.url + "/actions");
  await expect(page.getByText("Nothing is to be done by you.")).toBeVisible();
  await page.goto(program.url + "/tonight");
  await onBothScreens(page, "tonight-none");
  for (const title of ["Images on a shared computer", "A message to a pupil"]) await begun(writer, title);

  await page.goto(program.url);
  await onBothScreens(page, "start-with-meetings");
  await page.getByRole("link", { name: "Actions" }).click();
  await onBothScreens(page, "actions");
  await page.locator("summary", { hasText: "Report" }).first().click();
  await onBothScreens(page, "actions-report");
  await page.getByLabel("Done", { exact: true }).first().check();
  await page.getByRole("button", { name: "Report" }).first().click();
  await expect(page.getByRole("status")).toHaveText("Saved");
  await page.getByRole("link", { name: "By agency" }).click();
  await expect(page.getByRole("link", { name: "By agency" })).toHaveAttribute("aria-current", "page");
  await onBothScreens(page, "actions-agency");
  await page.getByRole("link", { name: "Overdue" }).click();
  await expect(page.locator(".app-meetings__name", { hasText: "See both children at school" })).toHaveCount(1);

  await page.goto(program.url + "/tonight");
  await expect(page.getByText("In an emergency call 999.")).toBeVisible();
  await onBothScreens(page, "tonight");
  const paper = await page.pdf({ format: "A4" });
  expect(paper.toString("latin1").match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
  if (process.env.STRATEGYROOM_PICTURES) await page.pdf({ format: "A4", path: `${process.env.STRATEGYROOM_PICTURES}/tonight.pdf` });
  expect(said).toEqual([]);
});

test("what the procedure has under an item, without script", async ({ program, page }) => {
  const m = await begun(await signedIn(page, program.setup), "Images on a shared computer");
  await page.route("**/room.js", (route) => route.abort());
  for (const item of ["q5", "outcome"]) {
    await page.goto(`${program.url}/meetings/${m.at}?item=${item}`);
    await expect(page.getByRole("alert")).toHaveText("A child may be about to meet the person");
    await onBothScreens(page, `plain-${item}`);
  }
  await page.evaluate(() => document.querySelectorAll("details").forEach((folded) => (folded.open = true)));
  await onBothScreens(page, "plain-outcome-folded-open");
  await page.goto(`${program.url}/meetings/${m.at}`);
  await page.locator("#phase-closed summary").click();
  await page.getByRole("button", { name: "Close the meeting" }).click();
  await onBothScreens(page, "plain-unfinished");
  await page.getByRole("link", { name: "Tell the police at once" }).first().click();
  await expect(page).toHaveURL(/item=reason#duty-notify-police$/);
  await page.locator("#duty-notify-police").getByRole("button", { name: "Done" }).click();
  await expect(page.locator("#duty-notify-police")).toContainText("Done by Sam Example");
});

test("somebody whom the chair must ask waits at a page that says nothing, and goes in by itself", async ({ program, page, browser }) => {
  const m = await (await signedIn(page, program.setup)).convene("Images on a shared computer");
  const invite = { id: "i", name: "Ed Head", agency: { sector: "education", name: "Example School" }, role: "member" };
  const { url } = await m.post<{ url: string }>(`/api/meetings/${m.at}/invitations`, invite);
  const head = await (await browser.newContext()).newPage();
  await head.goto(url);
  await head.getByRole("button", { name: "Join", exact: true }).click();
  const plain = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  await plain.context().addCookies(await head.context().cookies());
  await plain.goto(`${program.url}/meetings/${m.at}`);
  for (const waiting of [head, plain]) await expect(waiting.getByRole("heading", { level: 1 })).toHaveText("Please wait");
  await onBothScreens(head, "door");
  await page.goto(`${program.url}/meetings/${m.at}/people`);
  await page.locator("summary", { hasText: "What Ed Head answered" }).click();
  await onBothScreens(page, "people-to-ask");
  await page.getByLabel("Does not know the person").check();
  await page.getByRole("button", { name: "Write it down" }).first().click();
  for (const waiting of [head, plain]) await expect(waiting.locator("#room")).toBeVisible();
});
