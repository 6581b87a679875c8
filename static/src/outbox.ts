// What this screen has asked to write down and what nobody has answered yet. A command keeps its id however often it is
// sent, so that it is written once.
import type { Command, Refusal } from "./wire.ts";

export interface Answered {
  accepted(number: number): void;
  refused(refusal: Refusal): void;
}

/** Refusals that pass: the same command may fare better in a moment. */
const passing = new Set(["away", "too-many", "at-door"]);

export class Outbox {
  private waiting = new Map<string, { command: Command; answered: Answered; sent: boolean; tries: number }>();

  constructor(
    private send: (command: Command) => void,
    private after: (milliseconds: number, act: () => void) => void,
  ) {}

  /** Sends a command and keeps it until it is answered. One that is on its way already is left there. */
  put(command: Command, answered: Answered): void {
    const known = this.waiting.get(command.id);
    if (known?.sent) return;
    this.waiting.set(command.id, { command, answered, sent: true, tries: known?.tries ?? 0 });
    this.send(command);
  }

  /** The way to the server is another, or gone: what waits was perhaps never received. */
  cut(): void {
    for (const entry of this.waiting.values()) entry.sent = false;
  }

  /** There is a way: what waits and did not go it yet is sent, in the order in which it was asked. */
  resume(): void {
    for (const entry of this.waiting.values()) {
      if (entry.sent) continue;
      entry.sent = true;
      this.send(entry.command);
    }
  }

  accepted(id: string, number: number): void {
    this.taken(id)?.accepted(number);
  }

  refused(id: string, refusal: Refusal): void {
    const entry = this.waiting.get(id);
    if (entry && passing.has(refusal.code)) {
      this.after(Math.min(1000 * 2 ** entry.tries++, 30_000), () => {
        if (this.waiting.has(id)) this.send(entry.command);
      });
      return;
    }
    this.taken(id)?.refused(refusal);
  }

  private taken(id: string): Answered | undefined {
    const entry = this.waiting.get(id);
    this.waiting.delete(id);
    return entry?.answered;
  }
}
