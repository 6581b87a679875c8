// The notes of every item as this screen types them. Under one item there may be more than the field shows: what
// another page of the same person left unsaved only has to arrive.
import { signal } from "@preact/signals";
import type { Place } from "./device.ts";
import { keep, noLonger, notSaved, savedAt, tooLate } from "./held.ts";
import { Notes, type Snapshot, type Unsaved } from "./notes.ts";
import type { Answered } from "./outbox.ts";
import { meeting, record } from "./state.ts";
import type { Command, Entry, Meeting } from "./wire.ts";

const COPY = "This came too late to be saved: copy it for the chair or the minute-taker.";

export interface Sheet {
  item: string;
  notes: Notes;
  /** Why they were refused last. */
  refusal: { value: string | undefined };
}

export interface Desk {
  put(command: Command, answered: Answered): void;
  /** Where the device holds one more thing. */
  place(): Place;
  /** Whether there is a way to the server. */
  through(): boolean;
  after(milliseconds: number, act: () => void): () => void;
}

export class Notebook {
  private shown = new Map<string, Sheet>();
  private sheets = new Set<Sheet>();

  constructor(private desk: Desk) {}

  /** What the field under an item shows. */
  of(item: string): Sheet {
    const known = this.shown.get(item);
    if (known) return known;
    const begun = this.begin(item, meeting.peek()?.notes[item] ?? { text: "", version: 0 });
    this.shown.set(item, begun);
    return begun;
  }

  /** Goes on with what another page left, since when. */
  pickUp(item: string, unsaved: Unsaved, since: number, place: Place): void {
    const begun = this.begin(item, unsaved, place, since);
    if (!this.shown.has(item)) this.shown.set(item, begun);
    if (!meeting.peek()) return; // a snapshot is yet to come
    begun.notes.snapshot(current(item));
    if (!this.desk.through()) begun.notes.disconnected();
  }

  /** Those with something typed that is not saved. */
  typed(): Sheet[] {
    return [...this.sheets].filter(({ notes }) => notes.typed().trim());
  }

  snapshotTaken(): void {
    for (const { item, notes } of this.sheets) notes.snapshot(current(item));
  }

  entryTaken({ change, command, patch }: Entry): void {
    const reworded = (patch as Partial<Meeting> | undefined)?.notes ?? {}; // by the corrections that a version takes in
    for (const { item, notes } of this.sheets) {
      if (item === change?.item) notes.changed({ ...change, command });
      else if (item in reworded) notes.snapshot(current(item));
    }
  }

  /** The way to the server is another, or gone. */
  turned(): void {
    const through = this.desk.through();
    for (const { notes } of this.sheets) through ? notes.reconnected() : notes.disconnected();
  }

  private begin(item: string, start: { text: string; version: number } | Unsaved, at = this.desk.place(), was = 0): Sheet {
    let place = at;
    const refusal = signal<string | undefined>(undefined);
    let since = was;
    const notes: Notes = new Notes(item, start, {
      send: ({ id, ...body }) => {
        const put = () =>
          this.desk.put(
            { id, kind: "note", body },
            {
              accepted: (number) => notes.accepted(id, number),
              refused: (why) => notes.refused(id, why),
            },
          );
        void place.settled().then(put, put);
      },
      keep(unsaved) {
        since = unsaved ? since || Date.now() : 0;
        keep(place, unsaved && { notes: unsaved, item, since });
      },
      onState: (next) => {
        if (next !== "held") refusal.value = undefined;
        if (next !== "saved") notSaved(refusal, since, next === "held" && this.desk.through());
        else {
          noLonger(refusal);
          savedAt.value = Date.now();
          if (this.shown.get(item)?.notes !== notes) this.sheets.delete(begun);
        }
      },
      onRefused: (why) => {
        const m = meeting.peek()!;
        if ((m.phase !== "closed" || why.code === "content") && m.items[item]) {
          refusal.value = why.message;
          return;
        }
        const words = notes.typed();
        if (words.trim()) {
          // It takes the place of the notes on the device, so that a crash leaves one or the other.
          const closed = m.phase === "closed";
          tooLate({ item, words, why: closed ? why.message : `${why.message} ${COPY}`, ...(closed && { since }) }, place);
          place = this.desk.place();
        }
        notes.abandon();
      },
      newId: () => crypto.randomUUID(),
      now: () => Date.now(),
      after: this.desk.after,
    });
    const begun = { item, notes, refusal };
    this.sheets.add(begun);
    return begun;
  }
}

function current(item: string): Snapshot {
  return { ...(meeting.peek()!.notes[item] ?? { text: "", version: 0 }), number: record.peek().number };
}
