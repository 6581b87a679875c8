// Canonical JSON: that of RFC 8785 with whole numbers only, as docs/record.md has it. The core's is meeting/json.go.
import { whole } from "./edit.ts";

export type Value = null | boolean | number | string | Value[] | { [key: string]: Value };

/** How deeply objects and arrays may be nested, the outermost counted. */
const DEPTH = 16;

/**
 * Reads one canonical JSON text. Throws an error whose message goes on from "the line": "is not JSON". Whatever
 * JSON.parse takes that is not canonical, a key that stands twice among it, does not encode to the same text again.
 */
export function parse(text: string): Value {
  let value: Value;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error("is not JSON");
  }
  if (canonical(value) !== text) throw new Error("is not in canonical form");
  return value;
}

/** The one text of a value. Throws where it has none: half a surrogate pair, a number not whole or too large. */
export function canonical(value: Value, depth = 1): string {
  switch (typeof value) {
    case "number":
      if (!Number.isSafeInteger(value)) throw new Error("has a number that is not a whole number in range");
      return String(value);
    case "string":
      return quoted(value);
    case "object":
      if (value === null) break;
      if (depth > DEPTH) throw new Error(`is nested more than ${DEPTH} deep`);
      if (Array.isArray(value)) return `[${value.map((inner) => canonical(inner, depth + 1)).join()}]`;
      // Without a comparison of its own, sort goes by UTF-16 code units.
      return `{${Object.keys(value)
        .sort()
        .map((key) => `${quoted(key)}:${canonical(value[key]!, depth + 1)}`)
        .join()}}`;
  }
  return String(value);
}

/** JSON.stringify escapes a text as RFC 8785 does, which was written after it; but half a pair it writes as \ud83d. */
function quoted(text: string): string {
  if (!whole(text)) throw new Error("has half of a surrogate pair");
  return JSON.stringify(text);
}
