// What stands beside the question: who is here while somebody asks to come in, and the buttons of the meeting on top.
import type { Page } from "@playwright/test";
import { type Person, type Table, desktop, test } from "./table.ts";
import { expect } from "./program.ts";

const others: [name: string, sector: string][] = [
  ["Sam Begum", "social-care"],
  ["Pat Sample", "police"],
  ["Kit Ward", "police"],
  ["Ed Teach", "education"],
  ["Lee Counsel", "legal"],
];

/** Six people are in; a nurse whose link was used elsewhere asks to come in. */
async function knocked({ chair }: Table, url: string, browser = chair.page.context().browser()!): Promise<void> {
  const at = `/api/meetings/${chair.meeting}`;
  const invited = async (name: string, sector: string) =>
    chair.post(`${at}/invitations`, {
      id: name.replace(" ", "-"),
      name,
      agency: { sector, name: `Example ${sector}` },
      role: "member",
    });
  for (const [name, sector] of others)
    await chair.write("attendance", { attendee: (await invited(name, sector)).attendee!, state: "telephone" });
  const token = (await invited("Nia Nurse", "health")).url!.split("#")[1]!;
  const agency = { sector: "health", name: "Example Hospital" };
  for (const [path, data] of [
    ["/api/session", { token }],
    ["/api/knocks", { token, name: "Nia Nurse", agency, same: true }],
  ] as const) {
    const context = await browser.newContext();
    expect((await context.request.post(url + path, { data })).ok()).toBe(true);
    await context.close();
  }
}

/** Every key of the part can be seen once it has the focus, within the part and the window. */
async function reachable(page: Page, part: string): Promise<void> {
  const hidden = (part: Element) =>
    [...part.querySelectorAll<HTMLElement>("button, summary")]
      .filter((key) => {
        if (!key.checkVisibility()) return false; // behind a name that is folded
        key.focus();
        const { top, bottom, left } = key.getBoundingClientRect();
        const frame = part.getBoundingClientRect();
        const seen = document.elementFromPoint(left + 2, (top + bottom) / 2);
        return !key.contains(seen) || top < frame.top - 1 || bottom > frame.bottom + 1 || bottom > innerHeight;
      })
      .map((key) => key.textContent);
  await expect.poll(() => page.locator(part).evaluate(hidden)).toEqual([]);
}

test("who is here is all within reach while somebody asks to come in", async ({ table, program }) => {
  await knocked(table, program.url);
  const page = await table.chair.enter();
  const people = page.locator(".room-people");
  await expect(people).toContainText("1 asking to come in");
  await expect(people).toContainText("Health missing. Health is asking to come in.");
  await expect(people.getByRole("button", { name: "Go on without them?" })).toHaveCount(0);
  for (const height of [720, 800, 1080]) {
    await page.setViewportSize({ width: 1280, height });
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollHeight)).toBe(height);
    await expect(people.locator("summary")).toHaveCount(7);
    await reachable(page, ".room-people");
    // It is cut only where the lists below have no room to spare.
    await expect
      .poll(() =>
        page.evaluate(() => {
          const of = (part: string) => document.querySelector(part)!;
          const [side, all, lists] = [of(".room-side"), of(".room-people"), of(".room-lists")];
          const spare = side.getBoundingClientRect().bottom - lists.getBoundingClientRect().bottom;
          return all.scrollHeight <= all.clientHeight || (spare < 12 && lists.scrollHeight <= lists.clientHeight);
        }),
      )
      .toBe(true);
  }

  await page.setViewportSize({ width: 320, height: 640 });
  await page.getByText("Here: 6, health missing, 1 asking to come in").click();
  await expect(people).toBeVisible();
  await reachable(page, ".room-people");
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);

  await people.getByRole("button", { name: "Do not let in" }).click();
  await expect(people.getByRole("button", { name: "Go on without them?" })).toBeVisible();
  await expect(page.getByText("Here: 6, health missing", { exact: true })).toBeVisible();
  await expect(page.getByText("Agenda: 10 questions and 2 other points still open")).toBeVisible();
});

test("nothing comes of the second half of a double click, when other buttons are under the pointer", async ({ table }) => {
  const chair: Person = table.chair;
  chair.meeting = (await chair.post("/api/meetings", { id: "another" })).meeting!;
  const page = await chair.enter();
  await page.setViewportSize(desktop);
  const opens = await page.getByRole("button", { name: "Open the meeting" }).boundingBox();
  const [x, y] = [opens!.x + 20, opens!.y + 10];
  await page.mouse.move(x, y);
  await page.mouse.down({ clickCount: 1 });
  await page.mouse.up({ clickCount: 1 });
  const adjourn = page.getByRole("button", { name: "Adjourn" });
  await expect(adjourn).toBeVisible();
  const under = ([x, y]: number[]) => document.elementFromPoint(x!, y!)?.textContent;
  await expect.poll(() => page.evaluate(under, [x, y])).toMatch(/^(Adjourn|Close)$/);
  await page.mouse.down({ clickCount: 2 });
  await page.mouse.up({ clickCount: 2 });
  await page.locator("#add").fill("The school was told");
  await page.locator("#add").press("Enter");
  await expect(page.locator(".room-entry", { hasText: "The school was told" })).toBeVisible(); // so the click was heard
  await expect(page.getByRole("heading", { name: /^(Adjourn|Close) the meeting/ })).toHaveCount(0);
  await adjourn.click();
  await expect(page.getByRole("heading", { name: "Adjourn the meeting" })).toBeVisible();
  expect((await chair.read()).phase).toBe("open");
});
