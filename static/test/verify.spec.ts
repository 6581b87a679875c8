// The page at /verify: anybody checks an exported record in the browser's own memory, and nothing leaves it.
import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { complaints, onBothScreens, sound } from "./axe.ts";
import { expect, Program, test } from "./program.ts";
import { said, sealed, vector } from "./record.ts";

const file = (page: Page) => page.getByLabel("Record of the meeting");
const code = (page: Page) => page.getByLabel("Check code from the minutes (optional)");
const check = (page: Page) => page.getByRole("button", { name: "Check", exact: true });
const good = (page: Page) => page.locator("#sound");
const bad = (page: Page) => page.getByRole("alert");
const chosen = (buffer: Buffer, name = "record.jsonl") => ({ name, mimeType: "", buffer });

/** All that the page asks the network for, from now on; its icon, which a browser fetches when it likes, aside. */
function requests(page: Page): string[] {
  const asked: string[] = [];
  page.on("request", (request) => {
    if (!/\/icon\.svg$/.test(request.url())) asked.push(request.url());
  });
  return asked;
}

test("a record of the demo is checked by somebody who has no account", async ({ browser, context }) => {
  const program = new Program();
  try {
    const links = await program.demo();
    const minutes = await context.newPage();
    await minutes.goto(links.minutes!);
    await minutes.getByRole("button", { name: "Join", exact: true }).click();
    await minutes.locator(".room").waitFor();
    await minutes.goto(`${minutes.url()}/minutes`);
    const download = minutes.waitForEvent("download");
    await minutes.getByRole("link", { name: "The record (record.jsonl)" }).click();
    const path = await (await download).path();
    const record = readFileSync(path);
    const lines = record.toString().trimEnd().split("\n");
    const entries = lines.map((line) => JSON.parse(line) as { fingerprint: string; body: object });

    const page = await (await browser.newContext()).newPage();
    const complained = complaints(page);
    await page.goto(program.url);
    await page.getByRole("link", { name: "check that it is what was written down" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Check the record of a meeting");
    await expect(page.getByText("This page needs script")).toBeHidden();
    await onBothScreens(page, "verify");
    const asked = requests(page);

    await test.step("sound, by the keyboard alone", async () => {
      await check(page).focus();
      await page.keyboard.press("Enter");
      await expect(page.getByText("Choose the file that you want to check.")).toBeVisible();
      await expect(file(page)).toBeFocused();
      await sound(page);
      // After the checks above a busy browser has been seen to swallow a key: who sees nothing open presses again.
      await expect(async () => {
        await expect(file(page)).toBeFocused();
        const picking = page.waitForEvent("filechooser", { timeout: 5_000 });
        const [picked] = await Promise.all([picking, page.keyboard.press("Space")]);
        await picked.setFiles(path);
      }).toPass();
      await expect(page.getByText("Choose the file that you want to check.")).toBeHidden();
      await page.keyboard.press("Tab");
      await expect(code(page)).toBeFocused();
      await page.keyboard.type("nonsense");
      await page.keyboard.press("Enter");
      await expect(page.getByText("A check code has 64 digits and letters a to f.")).toBeVisible();
      await expect(code(page)).toBeFocused();
      await sound(page);
      await page.keyboard.press("Control+A");
      await page.keyboard.type(entries.at(-1)!.fingerprint.toUpperCase());
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      await expect(good(page)).toContainText(`Sound: ${entries.length} entries, the last on `);
      await expect(good(page)).toContainText(entries.at(-1)!.fingerprint);
      await expect(good(page)).toContainText("The check code given is that of the last entry.");
      await expect(good(page)).toHaveRole("status");
      await expect(check(page)).toBeFocused();
      await expect(bad(page)).toBeEmpty();
      await onBothScreens(page, "verify-sound");
    });

    await test.step("sound, with an early code", async () => {
      await code(page).fill(entries[3]!.fingerprint);
      await expect(good(page)).toBeEmpty(); // it spoke of another code
      await code(page).press("Enter");
      await expect(good(page)).toContainText("that of entry 4; what follows was written later");
    });

    await test.step("altered", async () => {
      const number = lines.findIndex((line) => line.includes('"kind":"information"')) + 1;
      const changed = lines.map((line, i) => (i + 1 === number ? line.replace('"text":"', '"text":"Not ') : line));
      await file(page).setInputFiles(chosen(Buffer.from(changed.join("\n") + "\n")));
      await check(page).click();
      await expect(bad(page)).toContainText(
        `Entry ${number} is not as it was written: its words, time, writer or salt were changed.`,
      );
      await expect(good(page)).toBeEmpty();
      await onBothScreens(page, "verify-altered");
      await sound(page);
    });

    await test.step("the end is missing", async () => {
      await file(page).setInputFiles(chosen(Buffer.from(lines.slice(0, -1).join("\n") + "\n")));
      await code(page).fill(entries.at(-1)!.fingerprint);
      await check(page).click();
      await expect(bad(page)).toContainText(`No entry has the check code given; the last is entry ${lines.length - 1},`);
    });

    await test.step("not a record", async () => {
      for (const [words, name, says] of [
        ["%PDF-1.7\n", "minutes.pdf", "This is a PDF, and this page cannot check its seal."],
        ["Dear colleague", "letter.txt", "This is not a record of a meeting."],
        ["", "empty.jsonl", "This is not a record of a meeting: the file is empty."],
      ] as const) {
        await file(page).setInputFiles(chosen(Buffer.from(words), name));
        await check(page).click();
        await expect(bad(page)).toContainText(says);
      }
    });

    expect(asked, "what was asked of the network while checking").toEqual([]);
    expect(complained).toEqual([]);
  } finally {
    await program.clear();
  }
});

test("10,000 entries are checked soon, and the page stays alive meanwhile", async ({ program, page }) => {
  const body = JSON.stringify({ text: "What the police know of this, in some words. ".repeat(8) });
  const record = sealed(Array.from({ length: 10_000 }, (_, i) => said(i + 1, body)));
  await page.goto(`${program.url}/verify`);
  await file(page).setInputFiles(chosen(record));
  const asked = requests(page);
  const { took, longest, turns, spoken } = await page.evaluate(async () => {
    const spoken: string[] = [];
    const place = document.getElementById("progress")!;
    new MutationObserver(() => spoken.push(place.textContent!)).observe(place, { childList: true });
    const began = performance.now();
    let last = began;
    let longest = 0;
    let turns = 0;
    document.getElementById("check")!.click();
    while (!document.getElementById("sound")!.textContent) {
      await new Promise((turn) => setTimeout(turn, 4));
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
      turns++;
    }
    return { took: last - began, longest, turns, spoken };
  });
  console.log(`10,000 entries, ${record.length} bytes: ${took.toFixed()} ms, the longest pause ${longest.toFixed()} ms`);
  await expect(good(page)).toContainText("Sound: 10,000 entries, the last on 27 November 2026 at 16:00 GMT");
  // Where it does not make way it is one turn; how many more depends on how busy the machine is.
  expect(turns, "how often others had their turn").toBeGreaterThan(5);
  expect(spoken).toEqual(["Checking the file.", ""]);
  expect(asked).toEqual([]);
});

test("without script the page says what to do, and takes no file", async ({ program, browser }) => {
  const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  await page.goto(`${program.url}/verify`);
  await expect(page.getByText("This page needs script to read a file.")).toBeVisible();
  await expect(page.getByText("strategyroom verify FILE")).toBeVisible();
  await expect(page.locator("input, button").filter({ visible: true })).toHaveCount(0);
});

test("a policy that allows no connection stands, whatever a script tries", async ({ program, page }) => {
  await page.goto(`${program.url}/verify`);
  const asked = requests(page);
  await file(page).setInputFiles(chosen(vector("every-kind")));
  const sent = await page.evaluate(() =>
    fetch("/healthz").then(
      () => true,
      () => false,
    ),
  );
  expect(sent).toBe(false);
  expect(asked).toEqual([]);
});
