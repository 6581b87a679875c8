import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "@playwright/test";
import { changes, typed } from "../src/diff.ts";
import { type Edit, apply, carry, compose, growth, inverse, moved, rebase, split, whole } from "../src/edit.ts";
import { Dice } from "./dice.ts";

const vectors = JSON.parse(readFileSync(resolve(import.meta.dirname, "../../meeting/testdata/edits.json"), "utf8")) as {
  apply: { text: string; edits: Edit[]; after: string }[];
  refused: { text: string; edits: Edit[] }[];
  rebase: { text: string; a: Edit[]; b: Edit[]; rebased: Edit[]; carried: Edit[]; after: string }[];
  compose: { text: string; a: Edit[]; b: Edit[]; after: string }[];
};

test.describe("the twins agree", () => {
  test("apply", () => {
    expect(vectors.apply.length).toBeGreaterThan(50);
    for (const { text, edits, after } of vectors.apply) expect(apply(text, edits)).toBe(after);
  });

  test("refuse", () => {
    expect(vectors.refused.length).toBeGreaterThan(10);
    for (const { text, edits } of vectors.refused)
      expect(() => apply(text, edits), JSON.stringify(edits)).toThrow(RangeError);
    expect(() => apply("abc", [{ at: 1, insert: "\ud83d" }])).toThrow(RangeError); // cannot stand in the file
  });

  test("rebase and carry", () => {
    expect(vectors.rebase.length).toBeGreaterThan(200);
    for (const { text, a, b, rebased, carried, after } of vectors.rebase) {
      expect(rebase(b, a)).toEqual(rebased);
      expect(carry(a, b)).toEqual(carried);
      expect(apply(apply(text, a), rebased)).toBe(after);
      expect(apply(apply(text, b), carried)).toBe(after);
    }
  });

  test("compose", () => {
    expect(vectors.compose.length).toBeGreaterThan(100);
    for (const { text, a, b, after } of vectors.compose) expect(apply(text, compose(a, b))).toBe(after);
  });
});

test("what is done can be undone and split", () => {
  const dice = new Dice(1);
  const wrong: unknown[] = []; // thousands of expectations would take as many milliseconds
  for (let n = 0; n < 5000; n++) {
    const text = dice.text(20);
    const edits = dice.edits(text);
    const after = apply(text, edits);
    const back = inverse(text, edits);
    const most = 2 + dice.below(3);
    const [first, rest] = split(edits, most);
    const right =
      apply(after, back) === text &&
      apply(text, compose(edits, back)) === text &&
      growth(edits) === after.length - text.length &&
      apply(apply(text, first), rest) === after &&
      first.reduce((sum, e) => sum + (e.insert ?? "").length, 0) <= most &&
      first.length > 0 === edits.length > 0;
    if (!right) wrong.push({ text, edits, most });
  }
  expect(wrong).toEqual([]);
});

test.describe("what was typed", () => {
  const cases: [string, string, string, number, Edit[]][] = [
    ["nothing", "abc", "abc", 3, []],
    ["a letter among its like", "aaa", "aaaa", 2, [{ at: 1, insert: "a" }]],
    ["a letter deleted among its like", "aaaa", "aaa", 2, [{ at: 2, delete: 1 }]],
    ["over a selection", "one two three", "one 2 three", 5, [{ at: 4, delete: 3, insert: "2" }]],
    ["everything", "abc", "", 0, [{ at: 0, delete: 3 }]],
    ["by a script, the caret elsewhere", "one two", "one too", 0, [{ at: 5, delete: 1, insert: "o" }]],
    ["one emoji for another with the same first half", "a😀b", "a😁b", 3, [{ at: 1, delete: 2, insert: "😁" }]],
    ["one emoji for another with the same second half", "a😀b", "a🐀b", 3, [{ at: 1, delete: 2, insert: "🐀" }]],
    ["an emoji among its like", "😀😀", "😀😀😀", 4, [{ at: 2, insert: "😀" }]],
  ];
  for (const [name, before, after, caret, want] of cases) {
    test(name, () => expect(typed(before, after, caret)).toEqual(want));
  }

  test("anything", () => {
    const dice = new Dice(2);
    const wrong: unknown[] = [];
    for (let n = 0; n < 5000; n++) {
      const before = dice.text(20);
      const after = dice.chance(2) ? apply(before, dice.edits(before)) : dice.text(20);
      const caret = dice.place(after);
      const right =
        apply(before, typed(before, after, caret)) === after && apply(before, changes(before, after)) === after;
      if (!right) wrong.push({ before, after, caret });
    }
    expect(wrong).toEqual([]);
  });
});

test.describe("what happened meanwhile", () => {
  test("is told in whole words", () => {
    expect(changes("The child was seen at home.", "A child was seen today at home.")).toEqual([
      { at: 0, delete: 3 },
      { at: 3, insert: "A" },
      { at: 19, insert: "today " },
    ]);
  });

  test("is one edit where hardly a word is left, and soon found", () => {
    const before = Array.from({ length: 9000 }, (_, n) => `old${n}`).join(" ");
    const after = Array.from({ length: 9000 }, (_, n) => `new${n}`).join(" ");
    const start = Date.now();
    expect(changes(before, after)).toHaveLength(1);
    expect(Date.now() - start).toBeLessThan(5000);
  });
});

test("a place keeps its words", () => {
  const edits = [
    { at: 2, insert: "xx" },
    { at: 4, delete: 3, insert: "y" },
  ];
  const got = [0, 1, 2, 3, 4, 5, 6, 7, 8].map((place) => moved(place, edits));
  expect(got).toEqual([0, 1, 2, 5, 6, 7, 7, 7, 8]);
  expect([2, 4].map((place) => moved(place, edits, true))).toEqual([4, 7]);
});

test("half a pair is not whole", () => {
  expect(["", "a😀", "\ud83d", "\ude00\ud83d", "a\ude00"].map(whole)).toEqual([true, true, false, false, false]);
});
