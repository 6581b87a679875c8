import { expect, test } from "@playwright/test";
import { civil, clock, dayWords, readDay } from "../src/dates.ts";

// Wednesday 25 November 2026
const today = "2026-11-25";

const understood: [typed: string, date: string, time?: string][] = [
  ["today", "2026-11-25"],
  ["Tomorrow", "2026-11-26"],
  ["+2", "2026-11-27"],
  ["+ 10 days", "2026-12-05"],
  ["+2w", "2026-12-09"],
  ["thu", "2026-11-26"],
  ["mon", "2026-11-30"],
  ["Friday", "2026-11-27"],
  ["wed", "2026-12-02"], // never today
  ["30 nov", "2026-11-30"],
  ["30th of November", "2026-11-30"],
  ["Monday 30 November", "2026-11-30"],
  ["25 nov", "2026-11-25"],
  ["24 nov", "2027-11-24"], // the next one
  ["29 feb", "2028-02-29"],
  ["1 january 2027", "2027-01-01"],
  ["30/11", "2026-11-30"],
  ["30/11/27", "2027-11-30"],
  ["30.11.2026", "2026-11-30"],
  ["2026-11-30", "2026-11-30"],
  ["today 18:00", "2026-11-25", "18:00"],
  ["18:00", "2026-11-25", "18:00"],
  ["mon 9.30", "2026-11-30", "09:30"],
  ["mon, 9am", "2026-11-30", "09:00"],
  ["fri at 12pm", "2026-11-27", "12:00"],
  ["30 nov 12:15 am", "2026-11-30", "00:15"],
];
for (const [typed, date, time] of understood) {
  test(`a day typed as “${typed}”`, () => {
    expect(readDay(typed, today)).toEqual(time ? { date, time } : { date });
  });
}

for (const typed of [
  "",
  "soon",
  "mo",
  "31 nov",
  "29 feb 2027",
  "2026-13-01",
  "30/13",
  "mon 25:00",
  "mon 13pm",
  "+",
  "nov",
]) {
  test(`no day: “${typed}”`, () => {
    expect(readDay(typed, today)).toBeUndefined();
  });
}

test("days are read back in words", () => {
  const got = ["2026-11-30", "2027-01-04", "2026-02-30", "what"].map((date) => dayWords(date, today));
  expect(got.slice(0, 2)).toEqual(["Monday 30 November", "Monday 4 January 2027"]);
  expect(got[3]).toBe("what");
});

test("times are those of London, with their zone", () => {
  expect(clock("2026-11-25T16:07:30Z")).toBe("16:07 GMT");
  expect(clock("2026-07-01T16:07:30Z")).toBe("17:07 BST");
  expect(clock("2026-11-25T00:07:30Z")).toBe("00:07 GMT");
  expect(civil(Date.parse("2026-07-01T23:30:00Z"))).toBe("2026-07-02");
});
