// The meeting as this screen knows it: what the server said last, and where in it this screen is.
import { computed, signal } from "@preact/signals";
import { apply } from "./edit.ts";
import { merge } from "./patch.ts";
import { rules } from "./rules.gen.ts";
import type { Attendee, Entry, Item, Kind, Meeting, Permission, Presence, Snapshot } from "./wire.ts";

export const meeting = signal<Meeting | undefined>(undefined);
export const me = signal("");
export const record = signal({ number: 0, fingerprint: "" });
export const presence = signal<Presence>({ type: "presence", here: [] });

/** What the middle shows: the id of an item, or DETAILS. */
export const place = signal("");
export const DETAILS = "details";
export const follow = signal(true);

/** Milliseconds; moves every few seconds, for what changes by itself. */
export const now = signal(Date.now());

export const self = computed<Attendee | undefined>(() => meeting.value?.attendees[me.value]);
export const shown = computed<Item | undefined>(() => meeting.value?.items[place.value]);
/** How long the chair has been away, in milliseconds. */
export const chairAway = computed(() => {
  const since = presence.value.chairAway;
  return since ? now.value - Date.parse(since) : 0;
});

/** What this person may do with a kind now. Only the server decides; this says which buttons there are. */
export function may(kind: Kind): Permission | undefined {
  const rule: { phases: readonly string[]; may: Partial<Record<string, Permission>>; text?: boolean } = rules[kind];
  const role = self.value?.role;
  const { phase, stage } = meeting.value ?? {};
  if (rule.text && phase === "closed" && stage !== "tidying") return undefined; // a version of the minutes is issued
  return role && phase && rule.phases.includes(phase) ? rule.may[role] : undefined;
}

/** As `may`, of a thing that belongs to these attendees. */
export function mayWith(kind: Kind, ...owners: (string | undefined)[]): boolean {
  const permission = may(kind);
  return permission === "writes" || (permission !== undefined && owners.includes(me.value));
}

/** Whether this person writes the notes. */
export const writesNotes = computed(() => mayWith("note", self.value?.writesNotes ? me.value : undefined));

export function snapshotTaken(frame: Snapshot): void {
  const first = meeting.value === undefined;
  meeting.value = frame.meeting;
  me.value = frame.you.attendee;
  record.value = { number: frame.number, fingerprint: frame.fingerprint };
  if (first) follow.value = self.value?.role !== "minute-taker";
  if (place.value !== DETAILS && !frame.meeting.items[place.value]) {
    place.value = frame.meeting.current ?? frame.meeting.order.items[0] ?? "";
  }
}

export function entryTaken(frame: Entry): void {
  const before = meeting.value;
  if (!before) return;
  record.value = { number: frame.number, fingerprint: frame.fingerprint };
  if (frame.change) {
    const { item, version, edits } = frame.change;
    const text = apply(before.notes[item]?.text ?? "", edits);
    meeting.value = { ...before, notes: { ...before.notes, [item]: { text, version } } };
  } else meeting.value = merge(before, frame.patch ?? {}) as Meeting;
  if (place.value !== DETAILS && !shown.value) place.value = meeting.value.order.items[0] ?? "";
}
