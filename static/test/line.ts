// A server that a test plays by hand, its sockets and its answers, in a time of its own.
import { Connection, type Line, type Outside, type State } from "../src/connection.ts";
import { Outbox } from "../src/outbox.ts";
import type { Frame } from "../src/wire.ts";

/** One socket as the server has it. */
export class Socket {
  sent: { type: string; id?: string }[] = [];
  closed = false;
  constructor(
    public path: string,
    private line: Line,
  ) {}
  open(): void {
    this.line.onopen?.();
  }
  say(...frames: object[]): void {
    for (const frame of frames) this.line.onmessage?.(JSON.stringify(frame));
  }
  close(code: number): void {
    this.line.onclose?.(code);
  }
}

export class World {
  now = 0;
  sockets: Socket[] = [];
  asked: string[] = [];
  posted: { id: string }[] = [];
  /** Answers what is asked by HTTP; undefined: there is no network. */
  answer: (
    path: string,
  ) => { status: number; body?: unknown } | undefined | Promise<{ status: number; body?: unknown }> = () => undefined;
  frames: Frame[] = [];
  states: State[] = [];
  why = "";
  answered: string[] = [];
  outbox: Outbox;
  connection: Connection;
  private due: { at: number; act: () => void }[] = [];

  constructor() {
    const outside: Outside = {
      socket: (path) => {
        const line: Line = { send: () => {}, close: () => {}, onopen: null, onmessage: null, onclose: null };
        const socket = new Socket(path, line);
        line.send = (text) => void socket.sent.push(JSON.parse(text) as { type: string });
        line.close = () => void (socket.closed = true);
        this.sockets.push(socket);
        return line;
      },
      ask: async (path, init) => {
        this.asked.push(path);
        if (init?.body) this.posted.push(JSON.parse(init.body) as { id: string });
        const answer = await this.answer(path);
        if (!answer) throw new TypeError("no network");
        return { status: answer.status, json: () => Promise.resolve(answer.body) };
      },
      after: (milliseconds, act) => this.after(milliseconds, act),
      now: () => this.now,
      random: () => 0.5,
    };
    this.connection = new Connection("m1", outside, {
      frame: (frame) => {
        this.frames.push(frame);
        if (frame.type === "accepted") this.outbox.accepted(frame.id, frame.number);
        if (frame.type === "refused") this.outbox.refused(frame.id, frame);
      },
      state: (state, why = "") => {
        this.states.push(state);
        this.why = why;
        this.outbox.cut();
        if (state === "live" || state === "slow") this.outbox.resume();
      },
    });
    this.outbox = new Outbox(
      (c) => this.connection.send(c),
      (ms, act) => void this.after(ms, act),
    );
    this.connection.start();
  }

  get socket(): Socket {
    return this.sockets[this.sockets.length - 1]!;
  }

  put(id: string): void {
    this.outbox.put(
      { id, kind: "information", body: { item: "q1", text: id } },
      {
        accepted: (number) => this.answered.push(`${id} ${number}`),
        refused: ({ code }) => this.answered.push(`${id} ${code}`),
      },
    );
  }

  /** Lets milliseconds pass, doing what falls due, and what was promised in between. */
  async pass(milliseconds: number): Promise<void> {
    const until = this.now + milliseconds;
    await settle();
    for (;;) {
      const next = this.due.filter((entry) => entry.at <= until).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.due.splice(this.due.indexOf(next), 1);
      this.now = Math.max(this.now, next.at);
      next.act();
      await settle();
    }
    this.now = until;
  }

  private after(milliseconds: number, act: () => void): () => void {
    const entry = { at: this.now + milliseconds, act };
    this.due.push(entry);
    return () => void (this.due = this.due.filter((other) => other !== entry));
  }
}

async function settle(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve();
}

export const snapshot = (number: number) => ({
  type: "snapshot",
  number,
  fingerprint: `f${number}`,
  you: { attendee: "a1" },
  meeting: {},
});
export const entry = (number: number) => ({
  type: "entry",
  number,
  fingerprint: `f${number}`,
  at: "",
  kind: "information",
  command: `c${number}`,
  patch: {},
});
export const heartbeat = (number: number) => ({ type: "heartbeat", number });

/** A world with a connection that is live, at entry `number`. */
export async function live(number = 5): Promise<World> {
  const world = new World();
  world.socket.open();
  world.socket.say(snapshot(number));
  await world.pass(0);
  return world;
}

/** What was heard, by the numbers of the entries. */
export const numbers = (world: World) =>
  world.frames.flatMap((f) => (f.type === "entry" || f.type === "snapshot" ? [f.number] : []));
