// The second verifier of records, against the vectors kept for ever, against every flip of a small one, and against the
// program: the two must say the same of every file.
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { Altered, check } from "../src/record.ts";
import { codeOf, verdict } from "../src/verdict.ts";
import { binary } from "./program.ts";
import { example, heads, type Said, said, sealed, vector } from "./record.ts";

/** What check says of a record: "sound", or the sentence about the entry at fault. */
const checked = (record: Uint8Array) =>
  check(record).then(
    () => "sound",
    (wrong: unknown) => (wrong instanceof Altered ? wrong.message : Promise.reject(wrong)),
  );

/** What the program says of a file: "sound", or its sentence. */
function verified(file: string): Promise<string> {
  return new Promise((done, failed) => {
    execFile(binary, ["verify", file], (error, _out, wrong) => {
      if (!error) done("sound");
      else if (error.code === 1) done(/entry \d+ is not as[^]*/.exec(wrong)?.[0].trim() ?? wrong);
      else failed(new Error(wrong));
    });
  });
}

/** A sentence without its end where that is about the form of a line: the two may see that in another order. */
const substance = (says: string) => says.replace(/: the line\b.*/, "");

for (const [name, number, fingerprint] of heads) {
  test(`the vector ${name} ends where it did`, async () => {
    const chain = await check(vector(name));
    expect([String(chain.number), chain.fingerprints.at(-1)]).toEqual([number, fingerprint]);
  });
}

test("every byte of a small record counts", async () => {
  const record = Buffer.concat([example]);
  expect(await checked(record)).toBe("sound");
  const missed: string[] = [];
  let tried = 0;
  for (let at = 0; at < record.length; at++) {
    const was = record[at]!;
    const number = 1 + record.subarray(0, at).filter((byte) => byte === 10).length;
    for (let bit = 0; bit < 8; bit++) {
      record[at] = was ^ (1 << bit);
      tried++;
      const says = await checked(record);
      if (!says.startsWith(`entry ${number} is not as it was written: `)) missed.push(`${at}, bit ${bit}: ${says}`);
    }
    record[at] = was;
  }
  expect(missed).toEqual([]);
  expect(tried).toBe(8 * example.length);
  expect(await checked(example.subarray(0, -1))).toContain("has no line feed at its end");
  console.log(`${tried} flips of a record of ${example.length} bytes: each found, and at its entry`);
});

// Sealed anew with the right hashes, so that only the form can be at fault. 1 is sound.
const deep = (depth: number) => `{"a":${"[".repeat(depth)}${"]".repeat(depth)}}`;
const alone = (part: Said) => sealed([{ ...said(1), ...part }]);
const body = (json: string) => alone({ body: json });
const cases: [name: string, record: Buffer, sound: 0 | 1][] = [
  ["as it should be", alone({}), 1],
  ["by nobody", alone({ by: undefined }), 1],
  ["an empty body", body("{}"), 1],
  ["null in the body", body('{"a":null,"b":{"c":[null]}}'), 1],
  ["the largest number", body('{"a":9007199254740991,"b":-9007199254740991}'), 1],
  ["a number beyond it", body('{"a":9007199254740992}'), 0],
  ["a fraction", body('{"a":1.5}'), 0],
  ["a fraction of nought", body('{"a":1.0}'), 0],
  ["an exponent", body('{"a":1e3}'), 0],
  ["less than nought", body('{"a":-0}'), 0],
  ["a leading nought", body('{"a":01}'), 0],
  ["as deep as may be", body(deep(14)), 1],
  ["deeper", body(deep(15)), 0],
  ["as deep as a stack is not", body(deep(100_000)), 0],
  ["keys by UTF-16 units", body('{"😀":1,"ﬀ":2}'), 1],
  ["keys by code points", body('{"ﬀ":2,"😀":1}'), 0],
  ["keys that look like numbers", body('{"10":1,"2":2}'), 1],
  ["a key that is a prototype's", body('{"__proto__":{"toString":1}}'), 1],
  ["a key twice", body('{"a":1,"a":1}'), 0],
  ["a key twice, once escaped", body('{"a":1,"\\u0061":1}'), 0],
  ["short escapes", body('{"a":"\\b\\t\\n\\f\\r\\"\\\\\\u0000\\u001f"}'), 1],
  ["capitals in an escape", body('{"a":"\\u001F"}'), 0],
  ["a long escape for a short", body('{"a":"\\u000a"}'), 0],
  ["an escaped stroke", body('{"a":"\\/"}'), 0],
  ["an escaped letter", body('{"a":"\\u00e9"}'), 0],
  ["what need not be escaped", body('{"a":"/\u007f\u2028\u2029é\ufeff"}'), 1],
  ["an escaped pair", body('{"a":"\\ud83d\\ude00"}'), 0],
  ["half a pair", body('{"a":"\\ud83d"}'), 0],
  ["the other half as a key", body('{"\\ude00":1}'), 0],
  ["a space", body('{"a": 1}'), 0],
  ["a list for a body", body("[]"), 0],
  ["a text for a body", body('"a"'), 0],
  ["null for a body", body("null"), 0],
  ["no body", alone({ body: undefined }), 0],
  ["no command", alone({ command: undefined }), 0],
  ["an empty command", alone({ command: '""' }), 0],
  ["an empty writer", alone({ by: '""' }), 0],
  ["no kind", alone({ kind: undefined }), 0],
  ["an empty kind", alone({ kind: '""' }), 0],
  ["a number for a kind", alone({ kind: "7" }), 0],
  ["a line for a kind", alone({ kind: '"\\n"' }), 1],
  ["no salt", alone({ salt: undefined }), 0],
  ["half a salt", alone({ salt: '"0123456789abcdef"' }), 0],
  ["a salt in capitals", alone({ salt: '"0123456789ABCDEF0123456789abcdef"' }), 0],
  ["no time", alone({ at: undefined }), 0],
  ["a day that does not exist", alone({ at: '"2026-02-29T16:00:14.000Z"' }), 0],
  ["a leap day", alone({ at: '"2028-02-29T16:00:14.000Z"' }), 1],
  ["the hour 24", alone({ at: '"2026-11-27T24:00:00.000Z"' }), 0],
  ["a leap second", alone({ at: '"2026-12-31T23:59:60.000Z"' }), 0],
  ["another zone", alone({ at: '"2026-11-27T16:00:14.000+00:00"' }), 0],
  ["no thousandths", alone({ at: '"2026-11-27T16:00:14Z"' }), 0],
  ["the year nought", alone({ at: '"0000-12-31T00:00:00.000Z"' }), 0],
  ["the year one", alone({ at: '"0001-01-01T00:00:00.000Z"' }), 1],
  ["all veiled", sealed([{}, {}]), 1],
  ["a veiled entry with a salt", sealed([{ salt: said(1).salt }]), 0],
  ["at the same time", sealed([said(1), said(2)]), 1],
  ["a time going back", sealed([said(1), {}, { ...said(3), at: '"2026-11-27T16:00:13.999Z"' }]), 0],
  ["an empty line", Buffer.concat([alone({}), Buffer.from("\n")]), 0],
  ["a carriage return", Buffer.from(alone({}).toString().replace("\n", "\r\n")), 0],
  ["a byte order mark", Buffer.concat([Buffer.from("\ufeff"), alone({})]), 0],
  ["bytes that are not UTF-8", Buffer.from(alone({}).toString("latin1").replace("home", "hom\xe9"), "latin1"), 0],
  ["half a pair in UTF-8", Buffer.from(alone({}).toString("latin1").replace("home", "\xed\xa0\xbd"), "latin1"), 0],
  ["a number too far", Buffer.from(alone({}).toString().replace('"number":1', '"number":2')), 0],
  ["a number as a text", Buffer.from(alone({}).toString().replace('"number":1', '"number":"1"')), 0],
  ["an unknown key", Buffer.from(alone({}).toString().replace('"number"', '"more":1,"number"')), 0],
];

test("the two verifiers agree on the form", async () => {
  const folder = mkdtempSync(join(tmpdir(), "strategyroom-"));
  try {
    for (const [name, record, sound] of cases) {
      const file = join(folder, "record.jsonl");
      writeFileSync(file, record);
      const [ours, theirs] = [await checked(record), await verified(file)];
      expect([name, ours === "sound"], ours).toEqual([name, sound === 1]);
      expect(substance(ours), name).toBe(substance(theirs));
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("the two verifiers say the same of what was altered", async () => {
  const folder = mkdtempSync(join(tmpdir(), "strategyroom-"));
  try {
    for (const name of ["veiled", "whole-meeting"]) {
      const record = Buffer.concat([vector(name)]);
      const lines = record.toString().split(/(?<=\n)/);
      const altered = Array.from({ length: 40 }, (_, n) => {
        const changed = Buffer.concat([record]);
        changed[Math.floor(((n + 0.5) * record.length) / 40)]! ^= 1 << (n % 8);
        return changed;
      });
      const moved = (...order: string[][]) => altered.push(Buffer.from(order.flat().join("")));
      moved(lines.slice(1));
      moved(lines.slice(0, 5), lines.slice(6));
      moved(lines.slice(0, 5), lines.slice(4));
      moved(lines.slice(0, 5), lines.slice(6, 7), lines.slice(5, 6), lines.slice(7));
      moved(lines.slice(0, 5)); // sound: only a code from elsewhere tells
      for (const changed of altered) {
        const file = join(folder, "record.jsonl");
        writeFileSync(file, changed);
        const [ours, theirs] = [await checked(changed), await verified(file)];
        expect(substance(ours)).toBe(substance(theirs));
      }
      expect(await checked(altered.at(-1)!)).toBe("sound");
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.describe("what is said", () => {
  const [, , head] = heads.find(([name]) => name === "every-kind")!;
  const early = "b1abad6c22001c7f614b7eb125c4063f1f88e983fcb018f3fd2bbad09aa2c5ff"; // of entry 2
  const whole = vector("every-kind");
  const changed = Buffer.from(whole.toString().replace("1234#", "1235#"));
  const cut = Buffer.from(whole.toString().replace(/[^\n]*\n$/, ""));
  const sentences: [name: string, file: Uint8Array, code: string, sort: string, says: RegExp[]][] = [
    [
      "a sound record",
      whole,
      "",
      "sound",
      [/^Sound: 47 entries, the last on 27 November 2026 at \d\d:\d\d GMT, check code 650b462c/, /Compare/],
    ],
    [
      "with its code",
      whole,
      head,
      "sound",
      [/^Sound: 47 entries/, /^The check code given is that of the last entry\.$/],
    ],
    ["with an early code", whole, early, "sound", [/^Sound/, /that of entry 2; what follows was written later/]],
    [
      "with another's code",
      whole,
      "0".repeat(64),
      "altered",
      [/^No entry has the check code given; the last is entry 47/, /missing at its end/],
    ],
    [
      "an end that is missing",
      cut,
      head,
      "altered",
      [/^No entry has the check code given; the last is entry 46/, /missing/],
    ],
    [
      "veiled entries",
      vector("veiled"),
      "",
      "sound",
      [/^Sound: 47 entries/, /Not shown in this copy, yet in their place: 4 entries\./],
    ],
    ["all veiled", sealed([{}]), "", "sound", [/^Sound: 1 entry, check code [0-9a-f]{64}\.$/, /place: 1 entry\.$/]],
    [
      "a changed entry",
      changed,
      head,
      "altered",
      [/^Entry 2 is not as it was written: its words, time, writer or salt/, /before entry 2 is as/],
    ],
    [
      "a first line that is none",
      Buffer.from(`x${whole}`),
      "",
      "altered",
      [/^Entry 1 is not .*: the line is not JSON\.$/, /^$/],
    ],
    ["a letter", Buffer.from("Dear colleague\n"), "", "unknown", [/^This is not a record of a meeting\.$/, /^$/]],
    ["other JSON", Buffer.from('{"number":1}\n'), "", "unknown", [/^This is not a record of a meeting\.$/, /^$/]],
    ["nothing", Buffer.from(""), "", "unknown", [/is empty\.$/, /^$/]],
  ];
  for (const [name, file, code, sort, says] of sentences) {
    test(name, async () => {
      const got = await verdict(file, code);
      expect(got.sort).toBe(sort);
      expect(got.result).toMatch(says[0]!);
      expect(got.more).toMatch(says[1]!);
    });
  }

  test("a code is taken as it is copied from paper", () => {
    const grouped = ` ${head.toUpperCase().replace(/(.{16})/g, "$1 ")}`;
    const typed = ["", " \n", "abc", head, grouped, `${head}0`, head.replace("6", "g")];
    expect(typed.map(codeOf)).toEqual(["", "", undefined, head, head, undefined, undefined]);
  });
});
