// Changes of a text that several people type at once: the twin of meeting/edit.go, bound to it by
// meeting/testdata/edits.json. All lengths and offsets are UTF-16 units, as in every JavaScript string.

import type { Edit } from "./wire.gen.ts";

export type { Edit };

/**
 * The text after a change. Throws where the change cannot be made: offsets beyond the text, disorder, overlap, an edit
 * that changes nothing, half a surrogate pair cut off or inserted.
 */
export function apply(text: string, edits: Edit[]): string {
  let after = "";
  let from = 0;
  for (const e of edits) {
    const end = e.at + (e.delete ?? 0);
    if (e.at < from || end < e.at) throw new RangeError("the edits are out of order or overlap");
    if (end > text.length) throw new RangeError("an edit is beyond the text");
    if (!e.delete && !e.insert) throw new RangeError("an edit changes nothing");
    if (cutsPair(text, e.at) || cutsPair(text, end)) throw new RangeError("an edit cuts a character in two");
    if (!whole(e.insert ?? "")) throw new RangeError("an edit inserts what is not text");
    after += text.slice(from, e.at) + (e.insert ?? "");
    from = end;
  }
  return after + text.slice(from);
}

/**
 * The change `edits` made for the text after `over`. Both were made for the same text; `over` came first at the server,
 * so its inserts stand before inserts at the same place.
 */
export function rebase(edits: Edit[], over: Edit[]): Edit[] {
  return merge(edits, over, true);
}

/**
 * `rebase` seen from the other side: `edits` came first at the server and is made for the text after `over`, a change
 * that is still to come there. Applying a, then rebase(b, a) gives the same text as applying b, then carry(a, b).
 */
export function carry(edits: Edit[], over: Edit[]): Edit[] {
  return merge(edits, over, false);
}

/** What a change inserts, in words. */
export function inserted(edits: Edit[]): string {
  return edits.flatMap((e) => e.insert ?? []).join(" … ");
}

/** The one change that does what `first` and then `second`, which is made for the text after `first`, do. */
export function compose(first: Edit[], second: Edit[]): Edit[] {
  const out = new Draft();
  const before = steps(first);
  const after = steps(second);
  while (before[0].units < Infinity || after[0].units < Infinity) {
    const [a] = before;
    const [b] = after;
    if (b.insert !== "") {
      out.insert(b.insert);
      pass(after, b.units);
    } else if (a.deleted) {
      out.delete(a.units);
      pass(before, a.units);
    } else {
      const units = Math.min(a.units, b.units);
      if (a.insert === "" && b.deleted) out.delete(units);
      else if (a.insert === "") out.keep(units);
      else if (!b.deleted) out.insert(a.insert.slice(0, units));
      pass(before, units);
      pass(after, units);
    }
  }
  return out.edits;
}

/** A change as two, the second made for the text after the first, which inserts at most so many units. */
export function split(edits: Edit[], most: number): [Edit[], Edit[]] {
  const first: Edit[] = [];
  for (const [i, e] of edits.entries()) {
    const { at, delete: length = 0, insert = "" } = e;
    if (insert.length <= most) {
      first.push(e);
      most -= insert.length;
      continue;
    }
    const cut = cutsPair(insert, most) ? most - 1 : most;
    const begun = cut > 0 || length > 0 ? [edit(at, length, insert.slice(0, cut))] : [];
    const shift = growth(first);
    const rest = edit(at + shift + cut, 0, insert.slice(cut));
    const shiftAfter = shift + growth(begun);
    return [
      [...first, ...begun],
      [rest, ...edits.slice(i + 1).map((e) => ({ ...e, at: e.at + shiftAfter }))],
    ];
  }
  return [first, []];
}

/** The change that takes `edits` of `text` back. It is made for the text after them. */
export function inverse(text: string, edits: Edit[]): Edit[] {
  let moved = 0;
  return edits.map((e) => {
    const length = e.delete ?? 0;
    const insert = e.insert ?? "";
    const back = edit(e.at + moved, insert.length, text.slice(e.at, e.at + length));
    moved += insert.length - length;
    return back;
  });
}

/** Where a place in the text is after a change. What is inserted exactly there comes before it only if `behind`. */
export function moved(place: number, edits: Edit[], behind = false): number {
  let shift = 0;
  for (const e of edits) {
    if (e.at > place || (e.at === place && !behind)) break;
    shift += (e.insert ?? "").length - Math.min(e.delete ?? 0, place - e.at);
  }
  return place + shift;
}

/** How many units the text grows by. */
export function growth(edits: Edit[]): number {
  return edits.reduce((sum, e) => sum + (e.insert ?? "").length - (e.delete ?? 0), 0);
}

/** Whether a text has no half of a surrogate pair. */
export function whole(text: string): boolean {
  return !/[\uD800-\uDFFF]/u.test(text);
}

/** Whether a place is between the two halves of a surrogate pair. */
export function cutsPair(text: string, place: number): boolean {
  return place > 0 && (text.codePointAt(place - 1) ?? 0) > 0xffff;
}

/** Walks both changes over their common text. At each place: first the inserts, then what each keeps or deletes. */
function merge(edits: Edit[], over: Edit[], overFirst: boolean): Edit[] {
  const out = new Draft();
  const mine = steps(edits);
  const theirs = steps(over);
  while (mine[0].units < Infinity) {
    const [m] = mine;
    const [t] = theirs;
    if (t.insert !== "" && (overFirst || m.insert === "")) {
      out.keep(t.units);
      pass(theirs, t.units);
    } else if (m.insert !== "") {
      out.insert(m.insert);
      pass(mine, m.units);
    } else {
      const units = Math.min(m.units, t.units);
      if (m.deleted && !t.deleted) out.delete(units);
      else if (!t.deleted) out.keep(units);
      pass(mine, units);
      pass(theirs, units);
    }
  }
  return out.edits;
}

/** One step over a text: an insert, or a stretch that is deleted or kept. Units are those of the step. */
interface Step {
  insert: string;
  deleted: boolean;
  units: number;
}

/** A change as steps. The last one keeps the rest of the text, however long. */
function steps(edits: Edit[]): [Step, ...Step[]] {
  const list: Step[] = [];
  let at = 0;
  for (const { at: start, delete: length = 0, insert = "" } of edits) {
    if (start > at) list.push({ insert: "", deleted: false, units: start - at });
    if (insert !== "") list.push({ insert, deleted: false, units: insert.length });
    if (length > 0) list.push({ insert: "", deleted: true, units: length });
    at = start + length;
  }
  return [...list, { insert: "", deleted: false, units: Infinity }] as unknown as [Step, ...Step[]];
}

function pass(list: Step[], units: number): void {
  const step = list[0]!;
  step.units -= units;
  step.insert = step.insert.slice(units);
  if (step.units === 0) list.shift();
}

/** A list of edits while it is made, in the order of the text. */
export class Draft {
  edits: Edit[] = [];
  private at = 0;

  keep(units: number): void {
    this.at += units;
  }

  insert(text: string): void {
    const last = this.last();
    if (last && !last.delete) last.insert = (last.insert ?? "") + text;
    else this.edits.push({ at: this.at, insert: text });
  }

  delete(units: number): void {
    const last = this.last();
    if (last) last.delete = (last.delete ?? 0) + units;
    else this.edits.push({ at: this.at, delete: units });
    this.at += units;
  }

  /** The edit that ends at the place reached, if there is one. */
  private last(): Edit | undefined {
    const last = this.edits[this.edits.length - 1];
    return last && last.at + (last.delete ?? 0) === this.at ? last : undefined;
  }
}

/** An edit as Go writes it: without what is empty. */
export function edit(at: number, length: number, insert: string): Edit {
  return { at, ...(length > 0 && { delete: length }), ...(insert !== "" && { insert }) };
}
