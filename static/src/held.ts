// What is not saved yet: how much, since when, and what nobody will save any more. It is known to the screen as long as
// this is open and, where the browser lets it, to the device for longer.
import { computed, signal } from "@preact/signals";
import type { Place } from "./device.ts";

/** Whether this browser has a place for what is not saved. */
export const shelved = signal(true);
/** What it did not take, or not yet. */
const unkept = signal<ReadonlySet<Place>>(new Set());
/** Whether what is not saved outlives this page. */
export const kept = computed(() => shelved.value && unkept.value.size === 0);

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

/** Keeps a value in a place. Where that fails the page says so until `keepAgain` fares better. */
export function keep(place: Place, value: unknown): void {
  follow(place, place.keep(value));
}

/** Tries once more what this browser did not take: a busy disk may have taken too long. */
export function keepAgain(): void {
  for (const place of unkept.peek()) follow(place, place.again());
}

function follow(place: Place, writing: Promise<void>): void {
  const went = (well: boolean) => {
    if (unkept.peek().has(place) !== well) return;
    const others = [...unkept.peek()].filter((other) => other !== place);
    unkept.value = new Set(well ? others : [...others, place]);
  };
  writing.then(
    () => went(true),
    () => went(false),
  );
}

/** Something typed that will not be saved, until the person has it elsewhere. */
export interface Late {
  item: string;
  words: string;
  why: string;
  /** Since when it was held, in milliseconds, where it could be added to a meeting that closed meanwhile. */
  since?: number;
}

export const late = signal<{ late: Late; place: Place }[]>([]);

export function tooLate(what: Late, place: Place): void {
  keep(place, { late: what });
  late.value = [...late.value, { late: what, place }];
}

export function throwAway(what: Late): void {
  const place = takeLate(what);
  if (place) keep(place, undefined);
}

/** Takes it out of sight. Returns where the device holds it. */
export function takeLate(what: Late): Place | undefined {
  const found = late.value.find((entry) => entry.late === what);
  late.value = late.value.filter((entry) => entry !== found);
  return found?.place;
}
