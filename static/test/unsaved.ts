// What is typed and not saved yet, as tests look at it: on the page, on the device and at the server.
import { expect, type Page } from "@playwright/test";
import { add, notes, onDisk } from "./room.ts";
import type { Person } from "./table.ts";

export const line = (page: Page) => page.locator(".room-saved");
export const saved = (page: Page) => expect(line(page)).toHaveText(/^Saved \d\d:\d\d/);
/** Waits until the page says that it is held, and it is. */
export async function held(page: Page): Promise<void> {
  await expect(line(page)).toHaveText(/^Held on this device since \d\d:\d\d/);
  await onDisk(page);
}
export const leave = (page: Page) => page.goto("about:blank");

export async function say(page: Page, text: string): Promise<void> {
  await add(page).fill(text);
  await add(page).press("Enter");
}

export async function type(page: Page, text: string): Promise<void> {
  await notes(page).press("Control+End");
  await page.keyboard.type(text);
}

/** The record's texts of a kind, in order: what the server has, and how often. */
export async function texts(person: Person, kind: string): Promise<string[]> {
  return (await person.record()).filter((entry) => entry.kind === kind).map((entry) => entry.body.text!);
}

/** The notes that the server has: the tests type under one item only. */
export async function theNotes(person: Person): Promise<string> {
  const all = Object.values((await person.read()).notes);
  expect(all).toHaveLength(1);
  return all[0]!.text;
}
