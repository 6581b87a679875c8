import { expect, test } from "@playwright/test";
import { type Asked, follower, tooLateOf } from "../src/asked.ts";
import type { Meeting } from "../src/wire.ts";

const child = (person: string) => ({ kind: "child" as const, body: { person } });
const asked: Asked = {
  command: { id: "1", kind: "attendee", body: {} },
  item: "q1",
  words: "Known to us",
  since: 5,
  next: [
    { id: "2", kind: "attendance", body: { attendee: "", state: "telephone" }, names: { field: "attendee", letter: "a" } },
    { id: "3", ...child("p7") },
  ],
};

test("what follows a command names what it made, keeps its own id, and has the rest behind it", () => {
  const first = follower(asked, 12)!;
  expect(first.command).toEqual({ id: "2", kind: "attendance", body: { attendee: "a12", state: "telephone" } });
  const second = follower(first, 13)!;
  expect(second.command).toEqual({ id: "3", ...child("p7") });
  expect(follower(second, 14)).toBeUndefined();
});

const draft = (values: Record<string, string>) => ({ kind: "decision" as const, item: "q1", subject: "", start: {}, values });
const phase = { code: "phase", message: "The meeting is closed." };

for (const [name, change, why, in_, want] of [
  ["all that was typed, once", { draft: draft({ text: "Known to us ", reasons: "We met them" }) }, phase, "closed", "Known to us\nWe met them"],
  ["no choices and ids", { draft: draft({ text: "Known to us", sector: "police" }) }, phase, "closed", "Known to us"],
  ["nothing that another wording would save", { draft: draft({ text: "x y" }) }, { ...phase, code: "content" }, "closed", undefined],
  ["nothing while the meeting can go on", { draft: draft({ text: "x y" }) }, phase, "adjourned", undefined],
  ["nothing without words", { words: "", draft: draft({ value: "yes" }) }, phase, "closed", undefined],
  [
    "nothing that was for some only",
    { command: { id: "1", kind: "restricted" as const, body: {} }, draft: draft({ text: "x y" }) },
    phase,
    "closed",
    undefined,
  ],
] as const) {
  test(`of a command that came too late there is left: ${name}`, () => {
    const got = tooLateOf({ ...asked, ...change }, why, { phase: in_ } as Meeting);
    expect(got?.words).toBe(want);
    if (got) expect(got).toMatchObject({ item: "q1", since: 5 });
  });
}
