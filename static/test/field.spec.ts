// The text area in a real browser, without a server: what others do to it is told to the notes directly.
import { resolve } from "node:path";
import { expect, type Page, test } from "@playwright/test";
import { build } from "esbuild";
import type { Edit } from "../src/edit.ts";
import type { bind } from "../src/field.ts";
import type { Notes, Push, State } from "../src/notes.ts";

declare const room: {
  Notes: typeof Notes;
  bind: typeof bind;
  notes: Notes;
  pushes: Push[];
  states: State[];
  version: number;
};

let script = "";

test.beforeAll(async () => {
  const src = resolve(import.meta.dirname, "../src");
  const built = await build({
    stdin: { contents: `export * from "./notes.ts"; export * from "./field.ts";`, resolveDir: src },
    bundle: true,
    write: false,
    target: "es2020",
    format: "iife",
    globalName: "built",
  });
  script = built.outputFiles[0]!.text + "; globalThis.room = { ...built, pushes: [], states: [], version: 0 };";
});

async function open(page: Page, text: string): Promise<void> {
  await page.setContent(`<textarea rows="5" aria-label="Notes"></textarea>`);
  await page.addScriptTag({ content: script });
  await page.evaluate((text) => {
    room.notes = new room.Notes(
      "i7",
      { text, version: 0 },
      {
        send: (push) => room.pushes.push(push),
        keep: () => {},
        onState: (state) => room.states.push(state),
        onRefused: () => {},
        newId: () => `c${room.pushes.length + 1}`,
        now: () => performance.now(),
        after: (milliseconds, act) => {
          const timer = setTimeout(act, milliseconds);
          return () => clearTimeout(timer);
        },
      },
    );
    room.bind(document.querySelector("textarea")!, room.notes);
  }, text);
}

/** Somebody else's edits arrive, for the text as the server has it. */
async function others(page: Page, ...edits: Edit[]): Promise<void> {
  await page.evaluate((edits) => room.notes.changed({ version: ++room.version, edits }), edits);
}

/** The server takes the last push. */
async function taken(page: Page): Promise<void> {
  await page.evaluate(() => {
    const { id, edits } = room.pushes[room.pushes.length - 1]!;
    room.notes.changed({ version: ++room.version, edits, command: id });
  });
}

async function stands(page: Page, text: string): Promise<void> {
  await expect(page.locator("textarea")).toHaveValue(text);
  expect(await page.evaluate(() => room.notes.text)).toBe(text);
}

async function caret(page: Page, start: number, end = start): Promise<void> {
  await page.locator("textarea").evaluate(
    (area: HTMLTextAreaElement, [start, end]) => {
      area.focus();
      area.setSelectionRange(start!, end!);
    },
    [start, end],
  );
}

function selection(page: Page): Promise<number[]> {
  return page.locator("textarea").evaluate((area: HTMLTextAreaElement) => [area.selectionStart, area.selectionEnd]);
}

test("what is typed is pushed at a pause, one push at a time", async ({ page }) => {
  await open(page, "ab");
  await caret(page, 1);
  await page.keyboard.insertText("xy"); // at once: a machine that stands still between two keys makes a pause
  await expect
    .poll(() => page.evaluate(() => room.pushes))
    .toEqual([{ id: "c1", item: "i7", version: 0, edits: [{ at: 1, insert: "xy" }] }]);
  await page.keyboard.type("z");
  await page.waitForTimeout(1200);
  expect(await page.evaluate(() => room.pushes.length)).toBe(1);
  await taken(page);
  await expect
    .poll(() => page.evaluate(() => room.pushes[1]))
    .toEqual({ id: "c2", item: "i7", version: 1, edits: [{ at: 3, insert: "z" }] });
  expect(await page.evaluate(() => room.states)).toEqual(["saving"]);
  await taken(page);
  expect(await page.evaluate(() => room.states)).toEqual(["saving", "saved"]);
});

test.describe("others' edits leave the caret with its words", () => {
  const cases: [string, [number, number], Edit, [number, number]][] = [
    ["before it", [4, 4], { at: 0, insert: "12" }, [6, 6]],
    ["after it", [4, 4], { at: 6, delete: 2 }, [4, 4]],
    ["at it", [4, 4], { at: 4, insert: "12" }, [4, 4]],
    ["round it", [4, 4], { at: 2, delete: 4, insert: "1" }, [3, 3]],
    ["at both ends of a selection", [2, 5], { at: 2, insert: "1" }, [3, 6]],
    ["in a selection", [2, 5], { at: 3, delete: 1 }, [2, 4]],
  ];
  for (const [name, [start, end], edit, want] of cases) {
    test(name, async ({ page }) => {
      await open(page, "01234567");
      await caret(page, start, end);
      await others(page, edit);
      expect(await selection(page)).toEqual(want);
    });
  }
});

test("others' lines above do not move the line with the caret", async ({ page }) => {
  const lines = Array.from({ length: 40 }, (_, n) => `line ${n}\n`).join("");
  await open(page, lines);
  await caret(page, lines.indexOf("line 30"));
  const area = page.locator("textarea");
  await area.evaluate((area) => (area.scrollTop = area.scrollHeight / 2));
  const before = await area.evaluate((area) => area.scrollHeight - area.scrollTop);
  await others(page, { at: 0, insert: "one\ntwo\n" });
  expect(await area.evaluate((area) => area.scrollHeight - area.scrollTop)).toBe(before);
  const top = await area.evaluate((area) => area.scrollTop);
  await others(page, { at: lines.length, insert: "three\n" });
  expect(await area.evaluate((area) => area.scrollTop)).toBe(top);
});

test("undo and redo take back one's own edits only", async ({ page }) => {
  await open(page, "Seen at home.");
  await caret(page, 5);
  await page.keyboard.insertText("today "); // at once, as above
  await others(page, { at: 0, insert: "Child. " }, { at: 13, insert: " More." });
  await stands(page, "Child. Seen today at home. More.");
  await page.keyboard.press("Control+z");
  await stands(page, "Child. Seen at home. More.");
  expect(await selection(page)).toEqual([12, 12]);
  await others(page, { at: 0, delete: 7 });
  await page.keyboard.press("Control+Shift+Z");
  await stands(page, "Seen today at home. More.");
  expect(await selection(page)).toEqual([11, 11]);
  await page.keyboard.press("Control+z");
  await page.keyboard.press("Control+z"); // nothing of one's own is left
  await stands(page, "Seen at home. More.");
  await page.keyboard.press("Control+y");
  await stands(page, "Seen today at home. More.");
});

test("undo from a menu is our undo", async ({ page }) => {
  await open(page, "a");
  await caret(page, 1);
  await page.keyboard.type("b");
  await others(page, { at: 0, insert: "x" });
  await page.evaluate(() => {
    const undo = new InputEvent("beforeinput", { inputType: "historyUndo", cancelable: true, bubbles: true });
    if (document.querySelector("textarea")!.dispatchEvent(undo)) throw new Error("the browser's undo was not stopped");
  });
  await stands(page, "xa");
});

test("a selection typed over, emoji, deletion", async ({ page }) => {
  await open(page, "one 😀 two");
  await caret(page, 4, 6);
  await page.keyboard.insertText("😁");
  await stands(page, "one 😁 two");
  await page.keyboard.press("Backspace");
  await stands(page, "one  two");
  await page.keyboard.press("Control+a");
  await page.keyboard.insertText("مرحبا");
  await stands(page, "مرحبا");
});

test("while a word is composed others' edits wait", async ({ page }) => {
  await open(page, "ab");
  await caret(page, 1);
  const keyboard = await page.context().newCDPSession(page);
  await keyboard.send("Input.imeSetComposition", { text: "に", selectionStart: 1, selectionEnd: 1 });
  await others(page, { at: 0, insert: "x" });
  await others(page, { at: 3, insert: "y" });
  await keyboard.send("Input.imeSetComposition", { text: "にほ", selectionStart: 2, selectionEnd: 2 });
  await expect(page.locator("textarea")).toHaveValue("aにほb");
  expect(await page.evaluate(() => room.notes.text)).toBe("xaby");
  await keyboard.send("Input.insertText", { text: "日本" });
  await stands(page, "xa日本by");
  expect(await selection(page)).toEqual([4, 4]);
});

test("half a character waits for its other half, and is replaced where none comes", async ({ page }) => {
  await open(page, "ab");
  const input = (value: string) =>
    page.evaluate((value) => {
      const area = document.querySelector("textarea")!;
      area.value = value;
      area.dispatchEvent(new Event("input"));
    }, value);
  await input("a\ud83db");
  expect(await page.evaluate(() => room.notes.text)).toBe("ab");
  await input("a\ud83d\ude00b");
  await stands(page, "a😀b");
  await input("a😀b\ud83d");
  await input("a😀b\ud83dc");
  await stands(page, "a😀b\ufffdc");
});

test("what is pasted is rid of what could not be written down", async ({ page }) => {
  await open(page, "ab");
  await caret(page, 1);
  await page.keyboard.insertText("\u200e1\u202e\u000b2\u0007\uf0b7\u2028\ufeff3");
  await stands(page, "a1\n2\ufffd\n3b");
  expect(await selection(page)).toEqual([7, 7]);
  await page.keyboard.insertText("ক্\u200dষ\t");
  await stands(page, "a1\n2\ufffd\n3ক্\u200dষ\tb");
});
