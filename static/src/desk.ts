// What this screen does: it listens to the meeting, asks to write things down, and says how far that got.
import { computed, signal } from "@preact/signals";
import { Connection, type Line, type Outside, type State } from "./connection.ts";
import { type Draft, bringBack } from "./forms.ts";
import { doorHeard, heard } from "./hearing.ts";
import { announce } from "./live.tsx";
import { Notes } from "./notes.ts";
import { Outbox } from "./outbox.ts";
import { entryTaken, meeting, presence, snapshotTaken } from "./state.ts";
import type { Commands, Frame, Kind, Refusal } from "./wire.ts";

export const link = signal<State>("connecting");
export const ending = signal("");
/** Milliseconds: when this screen last knew that all it had was saved. */
export const savedAt = signal(Date.now());
/** Why something that was asked without a form was not done. */
export const complaint = signal("");

/** A command that nobody has answered yet, as the person reads it. */
export interface Pending {
  id: string;
  item: string;
  words: string;
}
export const pending = signal<Pending[]>([]);

const asked = signal(0); // without an answer
const typed = signal(0); // notes that are not saved
/** How many lines are not saved yet. */
export const unsaved = computed(() => asked.value + typed.value);

let connection: Connection;
let outbox: Outbox;
let base = "";
let id = "";

export function start(at: string, meetingId: string): void {
  [base, id] = [at, meetingId];
  outbox = new Outbox((command) => connection.send(command), after);
  connection = new Connection(id, browser, { frame, state });
  connection.start();
  addEventListener("beforeunload", (event) => {
    if (unsaved.value > 0) event.preventDefault();
  });
}

interface About {
  item?: string;
  words?: string;
  draft?: Draft;
  then?: (number: number) => void;
}

/**
 * Asks to write something down. `words` is what it says, for as long as nobody has answered; a refusal goes to the form
 * it came from, or is shown where there is none. `then` is called with the entry's number.
 */
export function write<K extends Kind>(
  kind: K,
  body: Commands[K],
  { item = "", words = "", draft, then }: About = {},
): void {
  const id = crypto.randomUUID();
  complaint.value = "";
  if (words) pending.value = [{ id, item, words }, ...pending.value];
  asked.value++;
  const answered = () => {
    asked.value--;
    pending.value = pending.value.filter((p) => p.id !== id);
  };
  outbox.put(
    { id, kind, body },
    {
      accepted(number) {
        answered();
        savedAt.value = Date.now();
        announce("Saved");
        then?.(number);
      },
      refused(refusal) {
        answered();
        if (draft) bringBack(draft, refusal);
        else complaint.value = refusal.message;
      },
    },
  );
}

/** Sends something that is not a line of the record. Rejects with a sentence. */
export async function post(path: string, body: unknown): Promise<unknown> {
  let reply: Response;
  try {
    reply = await fetch(`${base}/api/meetings/${encodeURIComponent(id)}${path}`, request("POST", JSON.stringify(body)));
  } catch {
    throw new Error("Not connected. Try again in a moment: nothing is done twice.");
  }
  const said = (await reply.json().catch(() => ({}))) as Partial<Refusal>;
  if (!reply.ok) throw new Error(said.message ?? "That did not work. Nothing was changed.");
  return said;
}

let typedAt = 0;
/** Lets the others know that this person types the notes of an item. */
export function typing(item: string): void {
  if (Date.now() - typedAt < 3000) return;
  typedAt = Date.now();
  connection.typing(item);
}

const notebook = new Map<string, { notes: Notes; refusal: ReturnType<typeof signal<string>> }>();

/** The notes under an item as this screen types them, and why they were refused last. */
export function notesOf(item: string): { notes: Notes; refusal: { value: string | undefined } } {
  const known = notebook.get(item);
  if (known) return known;
  const refusal = signal<string | undefined>(undefined);
  let state = "saved";
  const notes: Notes = new Notes(item, meeting.peek()?.notes[item] ?? { text: "", version: 0 }, {
    send: ({ id, ...body }) =>
      outbox.put(
        { id, kind: "note", body },
        {
          accepted: (number) => notes.accepted(id, number),
          refused: (why) => notes.refused(id, why),
        },
      ),
    onState(next) {
      if (next === "saved") savedAt.value = Date.now();
      if (next !== "held") refusal.value = undefined;
      typed.value += Number(next !== "saved") - Number(state !== "saved");
      state = next;
    },
    onRefused: (why) => (refusal.value = why.message),
    newId: () => crypto.randomUUID(),
    now: () => Date.now(),
    after,
  });
  notebook.set(item, { notes, refusal });
  return { notes, refusal };
}

function frame(said: Frame): void {
  switch (said.type) {
    case "snapshot":
      snapshotTaken(said);
      savedAt.value = Date.now();
      for (const [item, { notes }] of notebook) {
        notes.snapshot({ ...(said.meeting.notes[item] ?? { text: "", version: 0 }), number: said.number });
      }
      break;
    case "entry": {
      const before = meeting.peek();
      entryTaken(said);
      if (said.change) notebook.get(said.change.item)?.notes.changed({ ...said.change, command: said.command });
      if (before) heard(said, before);
      if (unsaved.peek() === 0) savedAt.value = Date.now();
      break;
    }
    case "presence":
      if (meeting.peek()) doorHeard(said, presence.peek());
      presence.value = said;
      break;
    case "accepted":
      outbox.accepted(said.id, said.number);
      break;
    case "refused":
      outbox.refused(said.id, said);
      break;
  }
}

function state(next: State, why = ""): void {
  link.value = next;
  ending.value = why;
  const through = next === "live" || next === "slow";
  outbox.cut();
  for (const { notes } of notebook.values()) through ? notes.reconnected() : notes.disconnected();
  if (through) outbox.resume();
}

function after(milliseconds: number, act: () => void): () => void {
  const timer = setTimeout(act, milliseconds);
  return () => clearTimeout(timer);
}

function request(method: string, body?: string): RequestInit {
  return { method, ...(body !== undefined && { body, headers: { "Content-Type": "application/json" } }) };
}

const browser: Outside = {
  socket(path) {
    const url = new URL(base + path, location.href);
    url.protocol = url.protocol.replace("http", "ws");
    const socket = new WebSocket(url);
    const line: Line = {
      send: (text) => socket.send(text),
      close: () => socket.close(),
      onopen: null,
      onmessage: null,
      onclose: null,
    };
    socket.onopen = () => line.onopen?.();
    socket.onmessage = (event) => line.onmessage?.(String(event.data));
    socket.onclose = (event) => line.onclose?.(event.code);
    return line;
  },
  ask: (path, { method = "GET", body, signal } = {}) =>
    fetch(base + path, { ...request(method, body), signal: signal ?? null }),
  after,
  now: () => Date.now(),
  random: Math.random,
};
