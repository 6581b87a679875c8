// A meeting's server that knows nothing but notes, and people who type them over bad lines, in a time of their own.
import { apply, rebase } from "../src/edit.ts";
import { type Change, type Known, Notes, type Push, type Snapshot, type State, type Unsaved } from "../src/notes.ts";
import type { Dice } from "./dice.ts";

/** Virtual time in milliseconds: what is due is done in order, at once. */
export class Clock {
  now = 0;
  private due: { at: number; act: () => void }[] = [];

  after(milliseconds: number, act: () => void): () => void {
    const entry = { at: this.now + milliseconds, act };
    const place = this.due.findIndex((other) => other.at > entry.at);
    this.due.splice(place < 0 ? this.due.length : place, 0, entry);
    return () => void (this.due = this.due.filter((other) => other !== entry));
  }

  /** Until nothing is due any more. */
  run(): void {
    for (let next = this.due.shift(); next; next = this.due.shift()) {
      this.now = next.at;
      next.act();
    }
  }
}

/** Rebases and records, as the room behind the socket does. */
export class Server {
  version = 0;
  number = 0;
  closed = false;
  people: Person[] = [];
  private entries: { number: number; change: Change }[] = [];
  private recorded = new Map<string, { number: number; body: string }>();

  constructor(
    public text: string,
    private dice: Dice,
  ) {}

  /** `answer` takes what the sender is to hear, if the sender is still there. */
  receive(push: Push, sender: Person, answer: (act: (notes: Notes) => void) => void): void {
    const body = JSON.stringify(push);
    const known = this.recorded.get(push.id);
    if (known && known.body !== body) throw new Error("a command id used before with another body");
    if (!known && this.closed) {
      answer((notes) => notes.refused(push.id, { code: "phase", message: "The meeting is adjourned." }));
      return;
    }
    if (!known) this.number += 1 + this.dice.below(3); // other things are written down too
    const number = known?.number ?? this.number;
    const accept = () => answer((notes) => notes.accepted(push.id, number));
    const early = this.dice.chance(2); // the answer and the entry come in either order
    if (early) accept();
    if (!known) this.record(push, body, sender);
    if (!early) accept();
  }

  missed(after: number): { number: number; change: Change }[] {
    return this.entries.filter((entry) => entry.number > after);
  }

  snapshot(): Snapshot {
    return { text: this.text, version: this.version, number: this.number };
  }

  private record(push: Push, body: string, sender: Person): void {
    let { edits } = push;
    for (const { change } of this.entries.slice(push.version)) edits = rebase(edits, change.edits);
    this.text = apply(this.text, edits);
    const entry = { number: this.number, change: { version: ++this.version, edits, command: push.id } };
    this.recorded.set(push.id, { number: this.number, body });
    this.entries.push(entry);
    if (this.dice.chance(15)) sender.cut(); // recorded, and the sender does not hear of it
    for (const person of this.people) person.entry(entry);
  }
}

/** Someone with the notes open, on a line that delays, fails, and loses what is under way when it does. */
export class Person {
  notes: Notes;
  state: State = "saved";
  refusals = 0;
  hurries = 0; // pushes less than a second after the one before
  private kept = ""; // on the device
  private connected = true;
  private line = 0; // counts connections
  private seen = -1; // the number of the last entry heard; none where the page was loaded anew
  private downAt = 0;
  private upAt = 0;
  private ids = 0;
  private lastId = "";
  private lastAt = -Infinity;

  constructor(
    private name: string,
    private server: Server,
    private clock: Clock,
    private dice: Dice,
    private slowness: number,
  ) {
    server.people.push(this);
    this.notes = this.open(server.snapshot());
  }

  entry({ number, change }: { number: number; change: Change }): void {
    this.hear(this.line, (notes) => {
      this.seen = number;
      notes.changed(change);
    });
  }

  /** The line is dead. It comes back by itself. */
  cut(away = 50 + this.dice.below(3000)): void {
    if (!this.connected) return;
    this.connected = false;
    const line = ++this.line;
    this.notes.disconnected();
    this.clock.after(away, () => line === this.line && this.comeBack(this.dice.chance(2)));
  }

  /** Closes the page and opens it again, with what it kept. */
  reload(): void {
    this.connected = false;
    const line = ++this.line;
    this.seen = -1;
    this.notes.disconnected();
    this.notes = this.open(this.kept ? JSON.parse(this.kept) : this.server.snapshot());
    this.clock.after(500, () => line === this.line && this.comeBack(true));
  }

  private comeBack(anew: boolean): void {
    this.connected = true;
    const { line } = this;
    if (anew || this.seen < 0) {
      const snapshot = this.server.snapshot();
      this.hear(line, (notes) => {
        this.seen = snapshot.number;
        notes.snapshot(snapshot);
      });
    } else {
      this.hear(line, (notes) => notes.reconnected());
      for (const entry of this.server.missed(this.seen)) this.entry(entry);
    }
  }

  /** From the server: in order, some time later, unless the line is cut before. */
  private hear(line: number, act: (notes: Notes) => void): void {
    if (!this.connected || line !== this.line) return;
    this.downAt = Math.max(this.downAt, this.clock.now + this.dice.below(this.slowness));
    this.clock.after(this.downAt - this.clock.now, () => {
      if (line === this.line) act(this.notes);
    });
  }

  /** To the server: as above, but what was under way may arrive although the line is cut. */
  private send(push: Push): void {
    if (!this.connected) throw new Error("sent without a connection");
    if (JSON.parse(this.kept).push.id !== push.id) throw new Error("sent before it was kept");
    if (push.id !== this.lastId && this.clock.now - this.lastAt < 1000) this.hurries++;
    if (push.id !== this.lastId) this.lastAt = this.clock.now;
    this.lastId = push.id;
    const { line } = this;
    const copy: Push = JSON.parse(JSON.stringify(push));
    this.upAt = Math.max(this.upAt, this.clock.now + this.dice.below(this.slowness));
    this.clock.after(this.upAt - this.clock.now, () => {
      if (line !== this.line && this.dice.chance(2)) return;
      this.server.receive(copy, this, (act) => this.hear(line, act));
    });
  }

  private open(start: Known | Unsaved): Notes {
    return new Notes("i7", start, {
      send: (push) => this.send(push),
      keep: (unsaved) => (this.kept = unsaved ? JSON.stringify(unsaved) : ""),
      onState: (state) => (this.state = state),
      onRefused: () => this.refusals++,
      newId: () => `${this.name}-${++this.ids}`,
      now: () => this.clock.now,
      after: (milliseconds, act) => this.clock.after(milliseconds, act),
    });
  }
}
