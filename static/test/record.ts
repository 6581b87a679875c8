// Records for the tests of verifiers: those that are kept for ever, and new ones, sealed without the code under test.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";

const root = resolve(import.meta.dirname, "../..");
const folder = resolve(root, "meeting/testdata/vectors/v1");

export const vector = (name: string): Buffer => readFileSync(`${folder}/${name}.jsonl`);

/** Name, number of the last entry and its fingerprint, of every vector. */
export const heads = readFileSync(`${folder}/heads.txt`, "utf8")
  .trim()
  .split("\n")
  .map((line) => line.split(" ") as [string, string, string]);

/** The two lines that docs/record.md shows: one entry veiled, one shown. */
export const example = Buffer.from(/```jsonl\n([^]*?)```/.exec(readFileSync(`${root}/docs/record.md`, "utf8"))![1]!);

/** What a line says; a part that is undefined is left out. All of it is JSON as it is to stand in the line. */
export interface Said {
  at?: string;
  body?: string;
  by?: string;
  command?: string;
  kind?: string;
  salt?: string;
}

/** One shown entry as the record has them. */
export const said = (number: number, body = '{"text":"Seen at home"}'): Required<Said> => ({
  at: '"2026-11-27T16:00:14.000Z"',
  body,
  by: '"a1"',
  command: `"c${number}"`,
  kind: '"note"',
  salt: `"${number.toString(16).padStart(32, "0")}"`,
});

/**
 * A record of these entries, with the commits and fingerprints that belong to them, whatever they say. Texts are hashed
 * as JSON.parse reads them, bodies as they stand; keys stand in order.
 */
export function sealed(entries: Said[]): Buffer {
  let previous: Buffer = Buffer.alloc(0);
  const lines = entries.map((entry, i) => {
    const text = (json?: string) => (json ? String(JSON.parse(json)) : "");
    const { at, body, by, command, kind, salt } = entry;
    const commit = hash(
      "strategyroom commit 1",
      Buffer.from(text(salt), "hex"),
      text(at),
      text(by),
      text(command),
      text(kind),
      body ?? "",
    );
    const number = Buffer.alloc(8);
    number.writeBigUInt64BE(BigInt(i + 1));
    previous = hash("strategyroom fingerprint 1", previous, number, commit);
    const parts = [
      ["at", at],
      ["body", body],
      ["by", by],
      ["command", command],
      ["commit", `"${commit.toString("hex")}"`],
      ["fingerprint", `"${previous.toString("hex")}"`],
      ["kind", kind],
      ["number", String(i + 1)],
      ["salt", salt],
    ];
    return `{${parts
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => `"${key}":${value}`)
      .join()}}\n`;
  });
  return Buffer.from(lines.join(""));
}

function hash(...parts: (string | Buffer)[]): Buffer {
  const sum = createHash("sha256");
  for (const part of parts) {
    const length = Buffer.alloc(8);
    length.writeBigUInt64BE(BigInt(Buffer.byteLength(part)));
    sum.update(length).update(part);
  }
  return sum.digest();
}
