// What changed between two texts, when nobody said so. Offsets are UTF-16 units; no surrogate pair is ever cut.
import { type Edit, Draft, cutsPair, edit } from "./edit.ts";

/**
 * What a person did to a text field: one edit, or none. After typing and deleting the caret stands where the change
 * ends, which tells which of four equal letters went. `caret` is its place in `after`.
 */
export function typed(before: string, after: string, caret: number): Edit[] {
  if (before === after) return [];
  const shorter = Math.min(before.length, after.length);
  let tail = commonEnd(before, after, Math.min(shorter, after.length - caret));
  const head = commonStart(before, after, shorter - tail);
  tail = commonEnd(before, after, shorter - head); // more, where the caret stands elsewhere
  return [edit(head, before.length - tail - head, after.slice(head, after.length - tail))];
}

/**
 * What happened to a text while nobody looked: edits of whole words, as few as can be, so that a change of one's own
 * can be rebased over them. Where the texts have little in common it is one edit.
 */
export function changes(before: string, after: string): Edit[] {
  if (before === after) return [];
  const from = words(before);
  const to = words(after);
  const path = shortest(from, to);
  return path ? follow(path, from, to) : typed(before, after, after.length);
}

/** How many units two texts share at their start, at most so many, in whole characters. */
function commonStart(a: string, b: string, limit: number): number {
  let units = 0;
  while (units < limit && a.charCodeAt(units) === b.charCodeAt(units)) units++;
  return cutsPair(a, units) || cutsPair(b, units) ? units - 1 : units;
}

/** How many units two texts share at their end, at most so many, in whole characters. */
function commonEnd(a: string, b: string, limit: number): number {
  let units = 0;
  while (units < limit && a.charCodeAt(a.length - 1 - units) === b.charCodeAt(b.length - 1 - units)) units++;
  return cutsPair(a, a.length - units) || cutsPair(b, b.length - units) ? units - 1 : units;
}

/** A text as words and what stands between them, one character each. */
function words(text: string): string[] {
  return text.match(/[\p{L}\p{M}\p{N}\u200c\u200d]+|./gsu) ?? [];
}

/** Beyond so many differences the search would take longer than anyone waits, and the texts have little in common. */
const MOST_DIFFERENCES = 1000;

/** How far in `from` a number of differences leads on one diagonal: a word that came or went, then words kept. */
interface Path {
  end: number;
  came: boolean;
  kept: number;
  back: Path | undefined;
}

/** The shortest way from one list of words to the other, by Myers' greedy search: one difference more each round. */
function shortest(from: string[], to: string[]): Path | undefined {
  let reached = new Map<number, Path>();
  for (let d = 0; d <= MOST_DIFFERENCES; d++) {
    const next = new Map<number, Path>();
    for (let k = -d; k <= d; k += 2) {
      const above = reached.get(k + 1);
      const left = reached.get(k - 1);
      const came = !left || (above !== undefined && above.end > left.end);
      const start = came ? (above?.end ?? 0) : left.end + 1;
      let end = start;
      while (end < from.length && end - k < to.length && from[end] === to[end - k]) end++;
      const path: Path = { end, came, kept: end - start, back: came ? above : left };
      if (end >= from.length && end - k >= to.length) return path;
      next.set(k, path);
    }
    reached = next;
  }
  return undefined;
}

function follow(last: Path, from: string[], to: string[]): Edit[] {
  const paths: Path[] = [];
  for (let path: Path | undefined = last; path; path = path.back) paths.push(path);
  const out = new Draft();
  let gone = 0;
  let come = 0;
  for (const path of paths.reverse()) {
    if (path.back && path.came) out.insert(to[come++]!);
    else if (path.back) out.delete(from[gone++]!.length);
    for (let n = 0; n < path.kept; n++, come++) out.keep(from[gone++]!.length);
  }
  return out.edits;
}
