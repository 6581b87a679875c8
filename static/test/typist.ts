// Somebody who types notes without a browser: the page's own connection, outbox and notes, behind a network that lets no
// socket through.
import { Connection, type Line, type Outside } from "../src/connection.ts";
import { Notes, type State } from "../src/notes.ts";
import { Outbox } from "../src/outbox.ts";
import type { Frame } from "../src/wire.ts";
import type { Person } from "./table.ts";

export class Typist {
  state: State = "saved";
  private outbox: Outbox;
  private line: Connection;
  private known!: Notes;
  private gone = false;

  /** Sits down at an item's notes. */
  constructor(
    private person: Person,
    private item: string,
  ) {
    const outside: Outside = {
      socket() {
        const line: Line = { send: () => {}, close: () => {}, onopen: null, onmessage: null, onclose: null };
        setTimeout(() => line.onclose?.(1006), 1);
        return line;
      },
      ask: (path, init) => (this.gone ? Promise.reject(new Error("gone")) : this.person.ask(path, init)),
      after: (milliseconds, act) => {
        const timer = setTimeout(act, milliseconds);
        return () => clearTimeout(timer);
      },
      now: () => Date.now(),
      random: Math.random,
    };
    this.line = new Connection(person.meeting, outside, {
      frame: (frame) => this.hear(frame),
      state: (state) => {
        this.outbox.cut();
        if (state !== "slow") return this.known?.disconnected();
        this.known?.reconnected();
        this.outbox.resume();
      },
    });
    this.outbox = new Outbox((command) => this.line.send(command), outside.after);
    this.line.start();
  }

  /** The notes, once the meeting is there. */
  async notes(): Promise<Notes> {
    while (!this.known) await new Promise((later) => setTimeout(later, 20));
    return this.known;
  }

  /** Asks for nothing any more. */
  leave(): void {
    this.gone = true;
    this.line.state = "ended";
  }

  private hear(frame: Frame): void {
    switch (frame.type) {
      case "snapshot": {
        const now = { ...(frame.meeting.notes[this.item] ?? { text: "", version: 0 }), number: frame.number };
        if (this.known) this.known.snapshot(now);
        else this.known = this.open(now);
        break;
      }
      case "entry":
        if (frame.change?.item === this.item) this.known.changed({ ...frame.change, command: frame.command });
        break;
      case "accepted":
        this.outbox.accepted(frame.id, frame.number);
        break;
      case "refused":
        this.outbox.refused(frame.id, frame);
    }
  }

  private open(start: { text: string; version: number }): Notes {
    const notes: Notes = new Notes(this.item, start, {
      send: ({ id, ...body }) =>
        this.outbox.put(
          { id, kind: "note", body },
          { accepted: (number) => notes.accepted(id, number), refused: (why) => notes.refused(id, why) },
        ),
      keep: () => {},
      onState: (state) => (this.state = state),
      onRefused: ({ message }) => {
        throw new Error(message);
      },
      newId: () => `typist-${Math.random()}`,
      now: () => Date.now(),
      after: (milliseconds, act) => {
        const timer = setTimeout(act, milliseconds);
        return () => clearTimeout(timer);
      },
    });
    return notes;
  }
}
