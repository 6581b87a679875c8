// Forms that are open or were left half-way. At most one is open; what was typed into one is never lost by leaving it.
import { type Signal, batch, signal } from "@preact/signals";
import type { Place } from "./device.ts";
import { keep } from "./held.ts";
import type { FormName } from "./views.ts";
import type { Refusal } from "./wire.ts";

export type Values = Record<string, string>;

/** What somebody is about to ask for: a kind, under an item, of a thing where there is one already. */
export interface Draft {
  kind: FormName;
  item: string;
  subject: string;
  start: Values;
  values: Signal<Values>;
  refusal: Signal<Refusal | undefined>;
  /** Opened by the program, not by the person: the focus stays where it is. */
  quiet: boolean;
  /** Where this device holds what it said when it was refused. */
  place?: Place | undefined;
}

/** A draft as a device holds it. */
export type Shape = Pick<Draft, "kind" | "item" | "subject" | "start"> & { values: Values };

export function shapeOf({ kind, item, subject, start, values }: Draft): Shape {
  return { kind, item, subject, start, values: values.peek() };
}

export function fromShape({ values, ...shape }: Shape): Draft {
  return { ...shape, values: signal(values), refusal: signal(undefined), quiet: true };
}

/** What cannot be sent as it was typed, with the field at fault. */
export class Problem extends Error {
  constructor(
    public field: string,
    message: string,
  ) {
    super(message);
  }
}

export const open = signal<Draft | undefined>(undefined);
export const unfinished = signal<Draft[]>([]);

let back: HTMLElement | null = null;

interface Beginning {
  subject?: string;
  start?: Values;
  fixed?: Values;
  from?: HTMLElement | null;
}

/**
 * Opens a form, with what was typed into it before. `start` fills a new one, `fixed` is set in any case. `from` is where
 * the caret goes back to.
 */
export function begin(
  kind: Draft["kind"],
  item: string,
  { subject = "", start = {}, fixed = {}, from = active() }: Beginning = {},
): void {
  const same = (d: Draft | undefined) => d?.kind === kind && d.item === item && d.subject === subject;
  const known = same(open.value) ? open.value : unfinished.value.find(same);
  const draft = known ?? {
    kind,
    item,
    subject,
    start,
    values: signal({ ...start }),
    refusal: signal(undefined),
    quiet: false,
  };
  batch(() => {
    draft.values.value = { ...draft.values.value, ...fixed };
    draft.quiet = false;
    back = from;
    show(draft);
  });
}

/** Shows a form whose command was refused, or keeps it where another one is open. */
export function bringBack(draft: Draft, refusal: Refusal): void {
  draft.refusal.value = refusal;
  draft.quiet = true;
  if (open.value) unfinished.value = [...unfinished.value.filter((d) => d !== draft), draft];
  else show(draft);
}

/** Closes the form, keeps what was typed, and goes back to the caret. */
export function leave(): void {
  show(undefined);
  goBack();
}

/** Closes the form and keeps what was typed, for somebody who goes elsewhere. */
export function setAside(): void {
  show(undefined);
  back = null;
}

/** Closes the form and forgets it: what it says is on its way. */
export function done(draft: Draft): void {
  forget(draft);
  draft.refusal.value = undefined;
  if (open.value === draft) open.value = undefined;
  unfinished.value = unfinished.value.filter((d) => d !== draft);
  goBack();
}

/** Throws away what was typed. */
export function discard(draft: Draft): void {
  forget(draft);
  unfinished.value = unfinished.value.filter((d) => d !== draft);
  if (open.value === draft) open.value = undefined;
}

function forget(draft: Draft): void {
  if (draft.place) keep(draft.place, undefined);
  draft.place = undefined;
}

export function active(): HTMLElement | null {
  return document.activeElement instanceof HTMLElement ? document.activeElement : null;
}

function show(draft: Draft | undefined): void {
  const left = open.value;
  const others = unfinished.value.filter((d) => d !== draft && d !== left);
  unfinished.value = left && left !== draft && typed(left) ? [...others, left] : others;
  open.value = draft;
}

/** Whether something was typed into it. */
export function typed(draft: Draft): boolean {
  return Object.entries(draft.values.value).some(
    ([key, value]) => value.trim() !== (draft.start[key] ?? "") && key !== "value",
  );
}

/** Puts the caret where it was, once the form has made way for the Add line. */
function goBack(): void {
  const to = back;
  back = null;
  queueMicrotask(() => {
    const here = to?.isConnected ? to : document.getElementById(to?.id || "add");
    (here ?? document.getElementById("add"))?.focus({ preventScroll: true });
  });
}
