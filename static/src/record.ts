// A second verifier of a record, written from docs/record.md. The program's own is meeting/chain.go; the two share no
// code and must say the same of every file, see test/record.spec.ts.
import { canonical, parse } from "./canonical.ts";

/** Where a record that is as it was written ends. */
export interface Chain {
  /** Of the last entry; 0 where there is none. */
  number: number;
  /** When the last entry that is shown was written down, RFC 3339 in UTC; "" where none is shown. */
  at: string;
  /** How many entries are not shown to the reader, and whether the last is one of them. */
  veiled: number;
  lastVeiled: boolean;
  /** The fingerprint of each entry, that of entry 1 first. */
  fingerprints: string[];
}

/** Where a record stops being what was written: the entry at fault, and a sentence's end: "its text was changed". */
export class Altered extends Error {
  readonly number: number;
  readonly why: string;

  constructor(number: number, why: string) {
    super(`entry ${number} is not as it was written: ${why}`);
    this.number = number;
    this.why = why;
  }
}

/** An entry that was read. Of one that is not shown only the last three are there. */
interface Entry {
  at: string;
  body: string;
  by: string;
  command: string;
  kind: string;
  salt: string;
  commit: string;
  fingerprint: string;
  number: number;
}

/** After how many milliseconds of work the browser gets a turn. */
const TURN = 30;

const utf8 = new TextEncoder();
// Without ignoreBOM a byte order mark would be swallowed.
const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Follows an exported record from its first entry to its last. Throws Altered at the first that is not as written. */
export async function check(record: Uint8Array): Promise<Chain> {
  const chain: Chain = { number: 0, at: "", veiled: 0, lastVeiled: false, fingerprints: [] };
  let worked = performance.now();
  for (let from = 0, end: number; from < record.length; from = end + 1) {
    end = record.indexOf(10, from);
    const cut = end < 0;
    if (cut) end = record.length;
    let entry: Entry;
    try {
      entry = read(record.subarray(from, end));
      if (cut) throw new Error("has no line feed at its end");
    } catch (wrong) {
      throw new Altered(chain.number + 1, `the line ${(wrong as Error).message}`);
    }
    await follow(chain, entry);
    if (performance.now() - worked > TURN) {
      await new Promise((turn) => setTimeout(turn));
      worked = performance.now();
    }
  }
  return chain;
}

/** Checks the next entry against the chain so far and moves on to it. */
async function follow(chain: Chain, entry: Entry): Promise<void> {
  const number = chain.number + 1;
  if (entry.number !== number) throw new Altered(number, `entry ${entry.number} stands in its place`);
  const shown = entry.kind !== "";
  if (shown) {
    const { salt, at, by, command, kind, body } = entry;
    if ((await hash("strategyroom commit 1", bytes(salt), at, by, command, kind, body)) !== entry.commit)
      throw new Altered(number, "its words, time, writer or salt were changed");
    if (at < chain.at) throw new Altered(number, "its time is before that of the entry before");
    chain.at = at;
  }
  const previous = bytes(chain.fingerprints.at(-1) ?? "");
  if ((await hash("strategyroom fingerprint 1", previous, eight(number), bytes(entry.commit))) !== entry.fingerprint)
    throw new Altered(number, "its check code does not follow from the one before");
  chain.number = number;
  chain.veiled += shown ? 0 : 1;
  chain.lastVeiled = !shown;
  chain.fingerprints.push(entry.fingerprint);
}

const HASH = /^[0-9a-f]{64}$/;
const forms: Record<string, RegExp> = {
  at: /^(?!0000)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/,
  by: /./s,
  command: /./s,
  commit: HASH,
  fingerprint: HASH,
  kind: /./s,
  salt: /^[0-9a-f]{32}$/,
};
const VEILED = ["commit", "fingerprint", "number"];
const SHOWN = ["at", "body", "command", "commit", "fingerprint", "kind", "number", "salt"];

/** Reads one line, without its line feed. Throws an error whose message goes on from "the line". */
function read(line: Uint8Array): Entry {
  let text: string;
  try {
    text = strict.decode(line);
  } catch {
    throw new Error("is not valid UTF-8");
  }
  const parsed = parse(text);
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) throw new Error("is not a JSON object");
  const { body, number, ...texts } = parsed;
  const shown = "kind" in parsed;
  const known = (key: string) => (shown ? key === "by" || SHOWN.includes(key) : VEILED.includes(key));
  if (!Object.keys(parsed).every(known) || !(shown ? SHOWN : VEILED).every((key) => key in parsed))
    throw new Error("does not have the parts of an entry");
  for (const [key, value] of Object.entries(texts))
    if (typeof value !== "string" || !forms[key]!.test(value)) throw new Error(`has a wrong value under "${key}"`);
  if (typeof number !== "number") throw new Error('has a wrong value under "number"');
  const nothing = { at: "", body: "", by: "", command: "", kind: "", salt: "" };
  const entry = { ...nothing, ...(texts as Partial<Entry>), number } as Entry;
  if (!shown) return entry;
  if (typeof body !== "object" || body === null || Array.isArray(body)) throw new Error("has no body");
  if (!exists(entry.at)) throw new Error("has a time that does not exist");
  return { ...entry, body: canonical(body) };
}

/** Whether there is such a day and such a time of day. Date takes 30 February for 2 March. */
function exists(at: string): boolean {
  const moment = new Date(at);
  return !Number.isNaN(moment.getTime()) && moment.toISOString() === at;
}

/** SHA-256, in hex, over the parts, each behind its length as eight bytes. Texts are their UTF-8. */
async function hash(...parts: (string | Uint8Array)[]): Promise<string> {
  const pieces = parts.map((part) => (typeof part === "string" ? utf8.encode(part) : part));
  const all = new Uint8Array(pieces.reduce((length, piece) => length + 8 + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(eight(piece.length), at);
    all.set(piece, at + 8);
    at += 8 + piece.length;
  }
  return hex(new Uint8Array(await crypto.subtle.digest("SHA-256", all)));
}

/** A whole number as eight bytes, most significant first. */
function eight(number: number): Uint8Array {
  const out = new Uint8Array(8);
  new DataView(out.buffer).setBigUint64(0, BigInt(number));
  return out;
}

function bytes(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
