// Guests who have to be known, as tests bring them to the door.
import type { Browser, BrowserContext, Page } from "@playwright/test";
import { Post } from "./post.ts";
import { expect, test as base } from "./program.ts";
import { Table, phone } from "./table.ts";

/** A test with a table at which guests have to be known, and letters go out. */
export const test = base.extend<{ post: Post; table: Table }>({
  post: async ({}, use) => {
    const post = new Post();
    await use(post);
    post.close();
  },
  table: async ({ post, program, browser }, use) => {
    await program.restart("--guests", "known", "--smtp", await post.open(), "--smtp-from", "room@council.example");
    const table = new Table(browser, program);
    await table.lay();
    await use(table);
  },
});

/** Invites somebody of the police and returns their link. */
export async function link(table: Table, name: string, email = "", role = "member"): Promise<string> {
  const agency = { sector: "police", name: "Example Police" };
  const { url } = await table.chair.post(`/api/meetings/${table.chair.meeting}/invitations`, {
    id: name.replace(" ", "-"),
    name,
    agency,
    role,
    ...(email && { email }),
  });
  return url!;
}

/** Opens a link in a browser of its own and goes as far as one gets by it. */
export async function knocks(browser: Browser | BrowserContext, url: string): Promise<Page> {
  const context = "newContext" in browser ? await browser.newContext({ viewport: phone }) : browser;
  const page = await context.newPage();
  await page.goto(url);
  await page.getByRole("button", { name: "Join" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Waiting to be let in");
  await silent(page);
  return page;
}

/** Nothing of the meeting stands on the page: no title, child, reference, name or time. */
export async function silent(page: Page): Promise<void> {
  for (const word of ["Rehearsal –", "A.B.", "C.D.", "SM-", "Chris", "Sample", "Example", "202"])
    await expect(page.locator("main")).not.toContainText(word);
}
