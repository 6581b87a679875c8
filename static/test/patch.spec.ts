import { expect, test } from "@playwright/test";
import { merge } from "../src/patch.ts";

// The examples of RFC 7396, appendix A.
const examples: [target: unknown, patch: unknown, result: unknown][] = [
  [{ a: "b" }, { a: "c" }, { a: "c" }],
  [{ a: "b" }, { b: "c" }, { a: "b", b: "c" }],
  [{ a: "b" }, { a: null }, {}],
  [{ a: "b", b: "c" }, { a: null }, { b: "c" }],
  [{ a: ["b"] }, { a: "c" }, { a: "c" }],
  [{ a: "c" }, { a: ["b"] }, { a: ["b"] }],
  [{ a: { b: "c" } }, { a: { b: "d", c: null } }, { a: { b: "d" } }],
  [{ a: [{ b: "c" }] }, { a: [1] }, { a: [1] }],
  [
    ["a", "b"],
    ["c", "d"],
    ["c", "d"],
  ],
  [{ a: "b" }, ["c"], ["c"]],
  [{ a: "foo" }, null, null],
  [{ a: "foo" }, "bar", "bar"],
  [{ e: null }, { a: 1 }, { e: null, a: 1 }],
  [[1, 2], { a: "b", c: null }, { a: "b" }],
  [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
];
for (const [target, patch, want] of examples) {
  test(`${JSON.stringify(target)} patched by ${JSON.stringify(patch)}`, () => {
    const before = JSON.stringify(target);
    expect(merge(target, patch)).toEqual(want);
    expect(JSON.stringify(target)).toBe(before);
  });
}

test("what a patch does not touch stays the same object", () => {
  const before = { items: { q1: { state: "" }, q2: { state: "" } }, order: ["q1", "q2"] };
  const after = merge(before, { items: { q1: { state: "answered" } } }) as typeof before;
  expect(after.items.q2).toBe(before.items.q2);
  expect(after.order).toBe(before.order);
  expect(after.items.q1).not.toBe(before.items.q1);
});

test("a patch changes no object but its own copy, whatever its keys are called", () => {
  merge({ people: {} }, JSON.parse('{"people":{"__proto__":{"role":"chair"}},"__proto__":{"role":"chair"}}'));
  merge({}, JSON.parse('{"constructor":{"prototype":{"role":"chair"}}}'));
  expect(({} as { role?: string }).role).toBeUndefined();
});
