// The way to the server: a websocket that comes back by itself and goes on where it was, and, where no socket gets
// through, asking and posting ("slow mode"). It knows no page; what it hears it hands on in the record's order.
import type { Command, Frame, Refusal } from "./wire.ts";

/** door: the chair speaks with this person before they come in; it asks again by itself.
 * slow and away (neither socket nor slow mode hears anything): sometimes with a sentence why. ended: it will not come back; a sentence says why. */
export type State = "connecting" | "live" | "slow" | "away" | "door" | "ended";

export interface Listener {
  frame(frame: Frame): void;
  /** Called whenever the state changes, and each time that a new way begins: what waits can be sent again. */
  state(state: State, why?: string): void;
}

/** The world as far as a connection needs it. Times are milliseconds. */
export interface Outside {
  socket(path: string): Line;
  /** Rejects where no answer comes at all. */
  ask(path: string, init?: { method?: string; body?: string; signal?: AbortSignal }): Promise<Reply>;
  after(milliseconds: number, act: () => void): () => void;
  now(): number;
  random(): number;
}

export interface Reply {
  status: number;
  json(): Promise<unknown>;
}

export interface Line {
  send(text: string): void;
  close(): void;
  onopen: (() => void) | null;
  onmessage: ((text: string) => void) | null;
  onclose: ((code: number) => void) | null;
}

const OPEN_WITHIN = 5_000;
const BEAT = 10_000;
const SILENCE = 25_000; // nothing heard for so long: not connected, whatever the socket says of itself
const ANSWER = 4_000; // within which a heartbeat is answered
const SHORT = 10_000; // the life of a socket that something on the way cuts
const MOST_CUTS = 3; // in a row, each after so SHORT a life: then the slow mode is the better way
const SLOW_RETRY = 30_000;
const LONGEST_WAIT = 30_000;
const AT_DOOR = 4_000;
const HURRIED = 4002; // the close code for too much in too short a time
const CROWDED = 4003; // the close code for a screen too many; the slow mode works all the same
const REST = 20_000; // after that, and up to half as long again: by then all that one may send at once may be sent
const WAIT = 15; // seconds that the server may hold an answer in slow mode

const HEARTBEAT = '{"type":"heartbeat"}'; // answered by one

/** What a guest is told who had to be known, when the meeting closes. */
export const OVER =
  "The meeting has closed, and its room with it. You can still read, correct and sign the minutes, and say how your " +
  "actions stand.";

const endings: Record<number, string> = {
  4500: "You are signed out. Open your link again, or ask the chair for a new one.",
  4501: "You are no longer in this meeting. If that is a mistake, ask the chair.",
  4502: "This page and the server no longer understand each other. Load the page again.",
  4503: OVER,
};

const RESTING = "Too much was sent from here in a short time, so the connection rests for half a minute.";

const TOO_MANY =
  "You have this meeting open in as many windows as the server keeps a connection for, so in this one it is read every " +
  "few seconds instead, and all that you write is saved. Close a window that you do not need.";

export class Connection {
  state: State = "connecting";
  private line: Line | undefined;
  private number = 0;
  private fingerprint = "";
  private heard = 0;
  private failures = 0;
  private cuts = 0;
  private resting = false;
  private because: string | undefined; // why the slow mode, where that is not the network
  private callOffRetry = () => {};
  private polling: AbortController | undefined;
  private posting: Promise<void> = Promise.resolve();
  private held = ""; // what this device holds, as the slow mode says it

  constructor(
    private meeting: string,
    private outside: Outside,
    private listener: Listener,
  ) {}

  start(): void {
    this.connect();
    this.beat();
  }

  /** The network or the person has just come back or gone: finds out at once how things stand. */
  check(): void {
    if (this.state === "live") {
      const { line, outside } = this;
      const asked = outside.now();
      line?.send(HEARTBEAT);
      outside.after(ANSWER, () => {
        if (this.line === line && this.heard < asked) line?.onclose?.(1006);
      });
    } else if (!this.resting && this.state !== "ended") {
      this.failures = 0; // a try that is under way, and fails, is followed by another at once
      if (this.line) return;
      this.callOffRetry();
      if (this.state === "away") this.stopPolling();
      this.connect();
    }
  }

  /** Sends a command if there is a way. Whoever sends it keeps it until a frame answers it. */
  send(command: Command): void {
    if (this.state === "live") this.line?.send(JSON.stringify({ type: "command", ...command }));
    else if (this.state === "slow") this.posting = this.posting.then(() => this.post(command));
  }

  typing(item: string): void {
    if (this.state === "live") this.line?.send(JSON.stringify({ type: "typing", item }));
  }

  /** Lets the server know how much this device holds that is not saved yet. To be said again on each new way. */
  holding(device: string, count: number): void {
    this.held = `&device=${device}&holding=${count}`;
    if (this.state === "live") this.line?.send(JSON.stringify({ type: "holding", device, count }));
  }

  private path(rest: string): string {
    return `/api/meetings/${encodeURIComponent(this.meeting)}${rest}`;
  }

  private position(): string {
    return `after=${this.number}&fingerprint=${this.fingerprint}`;
  }

  private connect(): void {
    const line = this.outside.socket(this.path(`/live?${this.position()}`));
    let spoke: number | undefined;
    const end = (code: number) => {
      if (this.line !== line) return;
      callOff();
      this.line = undefined;
      line.close();
      const before = this.because;
      this.because = code === CROWDED ? TOO_MANY : undefined;
      if (this.state === "slow" && this.because !== before) this.become("slow", this.because);
      if (endings[code]) this.end(endings[code]);
      else if (code === HURRIED && spoke !== undefined) this.rest();
      else if (spoke !== undefined) this.lost(this.outside.now() - spoke);
      else void this.refused();
    };
    let callOff = this.outside.after(OPEN_WITHIN, () => end(1006));
    line.onopen = () => {
      callOff();
      callOff = this.outside.after(SILENCE, () => end(1006)); // something on the way may open it and pass nothing on
    };
    line.onclose = end;
    line.onmessage = (text) => {
      if (this.line !== line) return;
      if (spoke === undefined) {
        callOff();
        spoke = this.outside.now();
        this.stopPolling();
      }
      const whole = this.take(JSON.parse(text) as Frame);
      if (!whole) end(1006);
      else if (this.state !== "live") this.become("live");
    };
    this.line = line;
  }

  /** Hands a frame on. Reports false where something before it is missing. */
  private take(frame: Frame): boolean {
    this.heard = this.outside.now();
    if (frame.type === "entry") {
      if (frame.number <= this.number) return true; // heard already
      if (frame.number > this.number + 1) return false;
    }
    if (frame.type === "heartbeat" && frame.number > this.number) return false;
    if (frame.type === "entry" || frame.type === "snapshot") {
      this.number = frame.number;
      this.fingerprint = frame.fingerprint;
    }
    this.listener.frame(frame);
    return true;
  }

  /**
   * A socket that worked is gone: the first try to come back is at once, unless it lasted too short. Where one after
   * the other is cut, the slow mode takes over.
   */
  private lost(lasted: number): void {
    if (lasted > OPEN_WITHIN) this.failures = 0;
    this.cuts = lasted < SHORT ? this.cuts + 1 : 0;
    this.become("away");
    if (this.cuts >= MOST_CUTS) void this.poll();
    this.retry();
  }

  /** The server asks for less. What waits is sent again afterwards, as after any cut. */
  private rest(): void {
    this.resting = true;
    this.become("away", RESTING);
    this.callOffRetry = this.outside.after(REST * (1 + this.outside.random() / 2), () => {
      this.resting = false;
      if (!this.line && this.state !== "ended") this.connect();
    });
  }

  /** A socket did not get through. A script is not told why, so the server is asked in another way. */
  private async refused(): Promise<void> {
    const reply = await this.outside.ask(this.path("")).catch(() => undefined);
    const status = reply?.status ?? 0;
    if (this.state === "ended") return;
    if (reply && (await this.atDoor(reply))) return;
    if (status === 200) {
      if (!this.polling) void this.poll();
    } else if (!this.ended(status) && !this.polling) this.become("away");
    this.retry();
  }

  /** Whether somebody has to wait until the chair has spoken with them, or was in a room that has ended. */
  private async atDoor(reply: Reply): Promise<boolean> {
    if (reply.status !== 403) return false;
    const { code } = ((await reply.json().catch(() => undefined)) ?? {}) as Partial<Refusal>;
    if (code === "room-ended") this.end(endings[4503]!);
    if (code !== "at-door") return code === "room-ended";
    this.stopPolling();
    if (this.state !== "door") this.become("door");
    this.outside.after(AT_DOOR, () => {
      if (this.state === "door" && !this.line) this.connect();
    });
    return true;
  }

  private retry(): void {
    if (this.state === "ended") return;
    const again = 2 ** Math.min(Math.max(this.cuts - MOST_CUTS, 0), 4);
    const wait = this.polling ? SLOW_RETRY * again * (0.75 + this.outside.random() / 2) : this.pause(this.failures++);
    this.callOffRetry = this.outside.after(wait, () => {
      if (this.state !== "ended" && !this.line) this.connect();
    });
  }

  /** How long to wait before the next try: none at first, then anything up to a limit that doubles. */
  private pause(failures: number): number {
    return failures === 0 ? 0 : this.outside.random() * Math.min(LONGEST_WAIT, 500 * 2 ** failures);
  }

  /** Slow mode: asks for frames, one answer after the other, until a socket works. */
  private async poll(): Promise<void> {
    const { signal } = (this.polling = new AbortController());
    for (let failures = 0; !signal.aborted;) {
      try {
        const wait = this.state === "slow" ? WAIT : 0; // what waits to be sent shall not wait for news
        const path = this.path(`/frames?${this.position()}&wait=${wait}${this.held}`);
        const reply = await this.outside.ask(path, { signal });
        if (signal.aborted) return;
        if (await this.atDoor(reply)) return;
        if (this.ended(reply.status)) return;
        if (reply.status !== 200) throw new Error(`status ${reply.status}`);
        for (const frame of (await reply.json()) as Frame[]) {
          if (signal.aborted) return;
          if (!this.take(frame)) this.number = 0; // a snapshot then
        }
        failures = 0;
        if (this.state !== "slow") this.become("slow", this.because);
      } catch {
        if (signal.aborted) return;
        if (this.state !== "away") this.become("away");
        failures++;
        await new Promise<void>((done) => void this.outside.after(this.pause(failures), done));
      }
    }
  }

  private stopPolling(): void {
    this.polling?.abort();
    this.polling = undefined;
  }

  private async post(command: Command): Promise<void> {
    try {
      const reply = await this.outside.ask(this.path("/commands"), { method: "POST", body: JSON.stringify(command) });
      if (this.ended(reply.status, 401)) return;
      const said = (await reply.json()) as { number: number } & Refusal;
      if (reply.status === 200 || reply.status === 201) {
        this.listener.frame({ type: "accepted", id: command.id, number: said.number });
      } else if (said.code === "room-ended") this.end(endings[4503]!); // what was typed is no refusal's: it stays held
      else if (said.code) this.listener.frame({ type: "refused", id: command.id, ...said });
      else throw new Error(`status ${reply.status}`); // from something on the way
    } catch {
      if (this.state === "slow") this.become("away"); // the next answer to poll brings it back, and all is sent again
    }
  }

  private beat(): void {
    this.outside.after(BEAT / 2, () => {
      if (this.state === "ended") return;
      const silent = this.state === "live" ? this.outside.now() - this.heard : 0;
      if (silent > SILENCE) this.line?.onclose?.(1006);
      else if (silent >= BEAT / 2) this.line?.send(HEARTBEAT);
      this.beat();
    });
  }

  private ended(status: number, ...only: number[]): boolean {
    if (only.length > 0 && !only.includes(status)) return false;
    if (status === 401) this.end(endings[4500]!);
    else if (status === 403 || status === 404) this.end(endings[4501]!);
    else return false;
    return true;
  }

  private end(why: string): void {
    this.stopPolling();
    this.line?.close();
    this.line = undefined;
    this.become("ended", why);
  }

  private become(state: State, why?: string): void {
    this.state = state;
    this.listener.state(state, why);
  }
}
