// What is not saved yet: how much, since when, and what nobody will save any more. It is known to the screen as long as
// this is open and, where the browser lets it, to the device for longer.
import { computed, signal } from "@preact/signals";
import type { Place } from "./device.ts";

/** Whether what is not saved outlives this page. */
export const kept = signal(true);

/** Each thing that is not saved, since when (milliseconds), and whether it waits for more than an answer. */
const open = signal<ReadonlyMap<unknown, { since: number; stuck: boolean }>>(new Map());

/** How many lines are not saved yet. */
export const unsaved = computed(() => open.value.size);
/** Since when, in milliseconds. */
export const heldSince = computed(() => Math.min(...[...open.value.values()].map(({ since }) => since)));
/** Whether something is not saved although the server could be asked. */
export const stuck = computed(() => [...open.value.values()].some(({ stuck }) => stuck));
/** Milliseconds: when this screen last knew that all it had was saved. */
export const savedAt = signal(Date.now());

export function notSaved(thing: unknown, since: number, stuck = false): void {
  open.value = new Map(open.value).set(thing, { since, stuck });
}

export function noLonger(thing: unknown): void {
  const rest = new Map(open.value);
  if (rest.delete(thing)) open.value = rest;
}

/** Keeps a value in a place, if there is one. From the first that fails on the page says that it keeps nothing. */
export function keep(place: Place | undefined, value: unknown): void {
  place?.keep(value).catch(() => (kept.value = false));
}

/** Something typed that will not be saved, until the person has it elsewhere. */
export interface Late {
  item: string;
  words: string;
  why: string;
  /** Since when it was held, in milliseconds, where it could be added to a meeting that closed meanwhile. */
  since?: number;
}

export const late = signal<{ late: Late; place: Place | undefined }[]>([]);

export function tooLate(what: Late, place: Place | undefined): void {
  keep(place, { late: what });
  late.value = [...late.value, { late: what, place }];
}

export function throwAway(what: Late): void {
  keep(takeLate(what), undefined);
}

/** Takes it out of sight. Returns where the device holds it. */
export function takeLate(what: Late): Place | undefined {
  const found = late.value.find((entry) => entry.late === what);
  late.value = late.value.filter((entry) => entry !== found);
  return found?.place;
}
