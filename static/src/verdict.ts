// What is said of a file that was chosen at /verify: the sentences of `strategyroom verify`, for people.
import { Altered, check } from "./record.ts";
import { clock } from "./dates.ts";

export interface Verdict {
  /** Sound, altered, or no telling: not a record, or not one that can be checked here. */
  sort: "sound" | "altered" | "unknown";
  /** The result, in one sentence. */
  result: string;
  /** What else there is to know or to do. */
  more: string;
}

/** The most that is taken into a browser's memory, in bytes. A long meeting of 10,000 entries has some 6 MB. */
export const MOST = 256 << 20;

/** A check code as it is copied from paper, in capitals and in groups; undefined where it is none and not empty. */
export function codeOf(typed: string): string | undefined {
  const code = typed.replace(/\s+/g, "").toLowerCase();
  return code === "" || /^[0-9a-f]{64}$/.test(code) ? code : undefined;
}

/** Checks a file's bytes, and the code from the minutes where it is not empty. Never throws for what the file holds. */
export async function verdict(file: Uint8Array, code: string): Promise<Verdict> {
  if (file.length === 0) return unknown("This is not a record of a meeting: the file is empty.");
  const chain = await check(file).catch((wrong: unknown) => {
    if (wrong instanceof Altered) return wrong;
    throw wrong;
  });
  if (chain instanceof Altered) {
    // A record with one byte changed still is one: every line names two hashes.
    if (chain.number === 1 && !names(file)) return unknown("This is not a record of a meeting.");
    const before = chain.number === 1 ? "" : `What stands before entry ${counted(chain.number)} is as it was written.`;
    return altered(`Entry ${counted(chain.number)} is not as it was written: ${chain.why}.`, before);
  }
  const last = `check code ${chain.fingerprints.at(-1)}`;
  const number = chain.fingerprints.indexOf(code) + 1;
  if (code && !number)
    return altered(
      `No entry has the check code given; the last is entry ${counted(chain.number)}, ${last}.`,
      "Entries are missing at its end, or it is another record.",
    );
  const veiled = chain.veiled ? [`Not shown in this copy, yet in their place: ${count(chain.veiled)}.`] : [];
  return {
    sort: "sound",
    result: `Sound: ${count(chain.number)}, ${when(chain.at, chain.lastVeiled)}${last}.`,
    more: [place(code, number, chain.number), ...veiled].join(" "),
  };
}

/** What a PDF is told, and what cannot be read. */
export const unknown = (result: string, more = ""): Verdict => ({ sort: "unknown", result, more });
const altered = (result: string, more: string): Verdict => ({ sort: "altered", result, more });

/** Whether a file speaks of the hashes of entries at all. */
function names(file: Uint8Array): boolean {
  const text = new TextDecoder("latin1").decode(file);
  return text.includes('"commit":"') || text.includes('"fingerprint":"');
}

function when(at: string, lastVeiled: boolean): string {
  if (!at) return "";
  const day = new Date(at).toLocaleDateString("en-GB", {
    timeZone: "Europe/London",
    day: "numeric",
    month: "long",
    year: "numeric",
  });
  return `the last ${lastVeiled ? "that is shown " : ""}on ${day} at ${clock(at)}, `;
}

function place(code: string, number: number, last: number): string {
  if (!code) return "Compare the check code with the one in the minutes: a record that lost its end has another.";
  if (number === last) return "The check code given is that of the last entry.";
  return `The check code given is that of entry ${counted(number)}; what follows was written later.`;
}

const counted = (number: number) => number.toLocaleString("en-GB");
const count = (number: number) => `${counted(number)} ${number === 1 ? "entry" : "entries"}`;
