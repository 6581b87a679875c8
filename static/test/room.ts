// The live room as tests speak of it: its parts, and what people do with them.
import { expect, type Locator, type Page } from "@playwright/test";
import { sound } from "./axe.ts";
import type { Seat } from "./seat.ts";

export const add = (page: Page) => page.locator("#add");
export const notes = (page: Page) => page.getByLabel("Notes", { exact: true });
export const written = (page: Page) => page.getByLabel("Written for this item");
export const list = (page: Page, name: "Decisions" | "Actions") =>
  page.getByRole("region", { name, exact: true }).getByRole("listitem");
export const button = (at: Page | Locator, name: string) => at.getByRole("button", { name, exact: true });
export const item = (page: Page, name: RegExp) =>
  page.getByRole("navigation", { name: "Agenda" }).getByRole("button", { name });
export const question = (page: Page, number: number) => item(page, new RegExp(`^${number} `));
export const answered = (page: Page) => page.getByRole("group", { name: /^Answer/ });

/** Waits until the second part of the room has come too, and is of use: before that its forms take no keys. */
export async function whole(page: Page): Promise<void> {
  const fetched = () =>
    performance.getEntriesByType("resource").filter(({ name }) => name.includes("/later.js")).at(-1)?.name;
  const address = (await (await page.waitForFunction(fetched)).jsonValue())!;
  await page.evaluate(async (address) => void (await import(address)), address); // the page asked first, so it has it too
}

/** Waits until all that a page has not saved is on the disk: it would let itself be closed without asking. */
export async function onDisk(page: Page): Promise<void> {
  const close = () => dispatchEvent(new Event("beforeunload", { cancelable: true }));
  await expect.poll(() => page.evaluate(close)).toBe(true);
}

/** How many things this browser holds, of whomever. */
export const onDevice = (page: Page) =>
  page.evaluate(
    () =>
      new Promise<number>((done) => {
        const opening = indexedDB.open("strategyroom");
        opening.onsuccess = () => {
          const held = opening.result.transaction("held").objectStore("held");
          const count = held.count(IDBKeyRange.bound([], [[]]));
          count.onsuccess = () => (opening.result.close(), done(count.result));
        };
      }),
  );

/** The minute-taker's Add line: a slash word, from the notes and without leaving the keys. */
export async function slash(seat: Seat, word: string, words = ""): Promise<void> {
  await seat.reach(add(seat.page));
  await seat.hint(words ? `${word} ` : word);
  if (words) await seat.type(words);
  await seat.key("Enter");
}

/** Closes the meeting; where something is still open and a reason is asked for, gives it. */
export async function close(seat: Seat): Promise<void> {
  await seat.press(button(seat.page, "Close"));
  const form = seat.page.getByRole("form", { name: "Close the meeting" });
  await form.waitFor();
  await sound(seat.page);
  if (await form.getByRole("textbox").count())
    await seat.write(form.getByRole("textbox").first(), "Nothing more can be settled today");
  await seat.press(form.getByRole("button", { name: /^(Yes, do it|Close with a reason)/ }));
}
