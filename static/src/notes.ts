// The notes under one item as one browser holds them: the server's text, over it what was sent and not yet answered,
// over that what was not yet sent. It knows no socket and no page, only what it is told and whom it tells.
import { type Edit, apply, carry, compose, inserted, inverse, rebase, split } from "./edit.ts";
import { changes } from "./diff.ts";
import { History } from "./history.ts";

/** The body of a command `note`, with its id. A push that is sent again is the same, byte for byte. */
export interface Push {
  id: string;
  item: string;
  version: number;
  edits: Edit[];
}

/** One change of the notes as the server recorded it. `version` counts the changes of this item, this one included. */
export interface Change {
  version: number;
  edits: Edit[];
  /** The id of the command that asked for it: of a push, where it was ours. */
  command?: string;
}

/** The notes as the server has them after so many changes. */
export interface Known {
  text: string;
  version: number;
}

/** The same, where the record ends at entry `number`. */
export interface Snapshot extends Known {
  number: number;
}

/** All that is needed to go on after the page was closed with something not yet saved: the text is the server's. */
export interface Unsaved extends Known {
  push?: Push;
  sent: Edit[];
  unsent: Edit[];
}

/** saving: sent or about to be. held: neither, the connection is cut or the server said no. */
export type State = "saved" | "saving" | "held";

export interface Surroundings {
  /** Called again with the same push whenever the connection is back and nobody knows whether it arrived. */
  send(push: Push): void;
  /**
   * Keeps what is not saved, in place of what was kept before. A push is kept before it is sent: found after a crash
   * without its id, it would be sent under another one and written down twice.
   */
  keep(unsaved: Unsaved | undefined): void;
  onState(state: State): void;
  /** The server said no to what stands in the field. It is kept, and sent anew with the next edit or by `retry`. */
  onRefused(refusal: { code: string; message: string }): void;
  newId(): string;
  /** Milliseconds; only differences count. */
  now(): number;
  /** Calls `act` once after so many milliseconds; what it returns calls that off. */
  after(milliseconds: number, act: () => void): () => void;
}

/** Milliseconds: a push goes out at a pause, or EVERY so long while the person types on, and never more often. */
const PAUSE = 400;
const EVERY = 1000;

/** How many units of inserts go into one push, so that none outgrows what the server reads at once. */
const MOST_UNITS = 8000;

export class Notes {
  /** What stands in the field: the server's text with all that is not yet saved. */
  text: string;
  private server: Known;
  private push: Push | undefined;
  private sent: Edit[] = []; // what `push` does to `server`
  private unsent: Edit[] = []; // for the text after `sent`
  private doubt: Snapshot | undefined; // the server's text, while nobody knows whether it holds the push
  private connected = true;
  private refusal = false;
  private typedAt = 0;
  private unsentSince = 0;
  private pushedAt: number; // or when this began: a page loaded again must not hurry either
  private callOff: (() => void) | undefined;
  private state: State = "saved";
  private history = new History();
  private watchers = new Set<(edits: Edit[]) => void>();

  constructor(
    private item: string,
    start: Known | Unsaved,
    private outside: Surroundings,
  ) {
    this.pushedAt = outside.now();
    this.server = { text: start.text, version: start.version };
    if ("unsent" in start) {
      this.push = start.push;
      this.sent = start.sent;
      this.unsent = start.unsent;
      this.connected = false; // a snapshot says how far the server is
    }
    this.text = apply(apply(start.text, this.sent), this.unsent);
    this.tell();
  }

  /** Calls `watcher` with each change of `text` that is not this person's own. Returns what ends that. */
  watch(watcher: (edits: Edit[]) => void): () => void {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }

  /** The person has changed the text. */
  edit(edits: Edit[]): void {
    if (edits.length === 0) return;
    this.history.did(edits, inverse(this.text, edits), this.outside.now());
    this.own(edits);
  }

  /** Takes this person's last edits back, others' stay. Returns what that does to the text, for the field. */
  undo(): Edit[] {
    return this.own(this.history.undo(this.text));
  }

  /** Takes the last undo back. */
  redo(): Edit[] {
    return this.own(this.history.redo(this.text));
  }

  /** The record has a change of these notes. Changes come in order, each once. */
  changed({ version, edits, command }: Change): void {
    const before = this.doubt ?? this.server;
    if (version <= before.version) return;
    if (version > before.version + 1) throw new Error(`change ${version} of the notes after ${before.version}`);
    const after = { ...before, text: apply(before.text, edits), version };
    if (this.push && command === this.push.id) this.arrived(after);
    else if (this.doubt) this.doubt = { ...this.doubt, ...after };
    else this.others(edits, after);
    this.tell();
  }

  /** The server has the push in its entry `number`. Matters only after a snapshot that may hold it or not. */
  accepted(id: string, number: number): void {
    if (!this.doubt || this.push?.id !== id || number > this.doubt.number) return;
    this.arrived(this.doubt);
    this.tell();
  }

  refused(id: string, refusal: { code: string; message: string }): void {
    if (this.push?.id !== id) return;
    if (this.doubt) this.replaced(this.doubt);
    this.unsent = compose(this.sent, this.unsent);
    this.sent = [];
    this.push = undefined;
    this.refusal = true;
    this.outside.onRefused(refusal);
    this.tell();
  }

  /** Sends again what was refused, when it may fare better now. */
  retry(): void {
    this.refusal = false;
    this.tell();
  }

  disconnected(): void {
    this.connected = false;
    this.tell();
  }

  /** The connection is back and will bring the missed changes, or has. */
  reconnected(): void {
    this.connected = true;
    if (this.push) this.outside.send(this.push);
    this.tell();
  }

  /** The connection is back with the text as it is now, not with the changes that were missed. */
  snapshot(snapshot: Snapshot): void {
    if (this.push && snapshot.version !== this.server.version) this.doubt = snapshot;
    else this.replaced(snapshot);
    this.reconnected();
  }

  /** What was typed of that which is not saved. */
  typed(): string {
    return inserted(compose(this.sent, this.unsent));
  }

  /** Gives up what is not saved: the text is the server's again. */
  abandon(): void {
    const back = inverse(this.server.text, compose(this.sent, this.unsent));
    this.push = this.doubt = undefined;
    this.sent = this.unsent = [];
    this.refusal = false;
    this.seen(back);
    this.tell();
  }

  /** What to keep so that nothing is lost with the page. */
  unsaved(): Unsaved | undefined {
    if (!this.push && this.unsent.length === 0) return undefined;
    const { server, push, sent, unsent } = this;
    return { text: server.text, version: server.version, ...(push && { push }), sent, unsent };
  }

  private own(edits: Edit[]): Edit[] {
    if (edits.length === 0) return edits;
    this.typedAt = this.outside.now();
    if (this.unsent.length === 0) this.unsentSince = this.typedAt;
    this.text = apply(this.text, edits);
    this.unsent = compose(this.unsent, edits);
    this.refusal = false;
    this.tell();
    return edits;
  }

  /** Others have changed the server's text. */
  private others(edits: Edit[], server: Known): void {
    this.server = server;
    const overSent = carry(edits, this.sent);
    this.sent = rebase(this.sent, edits);
    this.beneath(overSent);
  }

  /** The text under what is unsent has changed. */
  private beneath(edits: Edit[]): void {
    const seen = carry(edits, this.unsent);
    this.unsent = rebase(this.unsent, edits);
    this.seen(seen);
  }

  /** The text has changed, and not by this person. */
  private seen(edits: Edit[]): void {
    if (edits.length === 0) return;
    this.text = apply(this.text, edits);
    this.history.moved(edits);
    for (const watcher of this.watchers) watcher(edits);
  }

  /** The push is in the server's text. It did what was foreseen, unless changes were missed before it. */
  private arrived(server: Known): void {
    const foreseen = apply(this.server.text, this.sent);
    this.server = server;
    this.doubt = undefined;
    this.push = undefined;
    this.sent = [];
    this.beneath(changes(foreseen, server.text));
  }

  /** Changes were missed before this text, and the push is not in it. */
  private replaced(server: Known): void {
    this.doubt = undefined;
    this.others(changes(this.server.text, server.text), server);
  }

  /** Says how things stand where that is news, and sees to it that what can be sent will be. */
  private tell(): void {
    const open = this.push !== undefined || this.unsent.length > 0;
    const state = !open ? "saved" : this.connected && !this.refusal ? "saving" : "held";
    this.outside.keep(this.unsaved());
    if (state !== this.state) this.outside.onState((this.state = state));
    this.callOff?.();
    this.callOff = undefined;
    if (!this.connected || this.refusal || this.push || this.unsent.length === 0) return;
    const due = Math.max(Math.min(this.typedAt + PAUSE, this.unsentSince + EVERY), this.pushedAt + EVERY);
    this.callOff = this.outside.after(Math.max(due - this.outside.now(), 0), () => this.send());
  }

  private send(): void {
    [this.sent, this.unsent] = split(this.unsent, MOST_UNITS);
    this.push = { id: this.outside.newId(), item: this.item, version: this.server.version, edits: this.sent };
    this.pushedAt = this.unsentSince = this.outside.now();
    this.tell();
    this.outside.send(this.push);
  }
}
