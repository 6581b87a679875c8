// What this screen does: it listens to the meeting, asks to write things down, and says how far that got.
import { effect, signal } from "@preact/signals";
import { after, browser } from "./browser.ts";
import { Connection, type Outside, type Reply, type State } from "./connection.ts";
import { Device, type Place } from "./device.ts";
import { type Draft, type Shape, bringBack, fromShape, shapeOf } from "./forms.ts";
import { doorHeard, heard } from "./hearing.ts";
import { type Late, keep, kept, noLonger, notSaved, savedAt, tooLate, unsaved } from "./held.ts";
import { announce } from "./live.tsx";
import { Notebook } from "./notebook.ts";
import type { Unsaved } from "./notes.ts";
import { Outbox } from "./outbox.ts";
import { entryTaken, meeting, presence, snapshotTaken } from "./state.ts";
import type { Command, Commands, Frame, Kind, Refusal } from "./wire.ts";

export const link = signal<State>("connecting");
export const ending = signal("");
/** Why it is not connected for a while, or slowly, where that is known. */
export const resting = signal("");
/** Whether the server was found to know less than this screen has seen. */
export const setBack = signal(false);
/** Why something that was asked without a form was not done. */
export const complaint = signal("");

/** A command that nobody has answered yet, as the person reads it. */
export interface Pending {
  id: string;
  item: string;
  words: string;
}
export const pending = signal<Pending[]>([]);

let connection: Connection;
let outbox: Outbox;
let device: Device | undefined;
let outside: Outside;
let path = "";
export const notebook = new Notebook({
  put: (command, answered) => outbox.put(command, answered),
  place: () => device?.place(),
  through,
  after,
});

interface Where {
  base: string;
  meeting: string;
  outbox: string;
  key: string;
}

/** Goes into the meeting, with what this device holds from before. */
export async function start(at: Where): Promise<void> {
  outside = browser(at.base);
  path = `/api/meetings/${encodeURIComponent(at.meeting)}`;
  outbox = new Outbox((command) => connection.send(command), after);
  connection = new Connection(at.meeting, outside, { frame, state });
  addEventListener("beforeunload", (event) => {
    if (unsaved.value > 0 && (!kept.value || device!.busy > 0)) event.preventDefault();
  });
  device = await Device.open(at.outbox, at.key, () => void report()).catch(() => undefined);
  kept.value = device !== undefined;
  await takeOver();
  effect(() => void (unsaved.value, report()));
  connection.start();
  setInterval(() => void takeOver(), TAKE_OVER);
  for (const change of ["online", "offline", "visibilitychange"])
    addEventListener(change, () => {
      void takeOver();
      if (!document.hidden) connection.check();
    });
}

/** A command as a device holds it. */
interface Asked {
  command: Command;
  item: string;
  words: string;
  since: number;
  draft?: Shape | undefined;
  refusal?: Refusal;
}

type Held = Asked | { notes: Unsaved; item: string; since: number } | { late: Late };

/** How often a page looks, in milliseconds, whether another one of this person has crashed and left something. */
const TAKE_OVER = 30_000;

let taking: Promise<void> | undefined;
/** Takes what pages have left on this device that were closed or crashed. */
function takeOver(): Promise<void> {
  return (taking ??= (async () => {
    try {
      for (const { place, value } of (await device?.left()) ?? []) {
        const held = value as Held;
        if ("late" in held) tooLate(held.late, place);
        else if ("notes" in held) notebook.pickUp(held.item, held.notes, held.since, place);
        else {
          const draft = held.draft && fromShape(held.draft);
          if (!held.refusal) ask(held, place, draft);
          else if (draft) bringBack({ ...draft, place }, held.refusal);
        }
      }
    } catch {
      kept.value = false;
    } finally {
      taking = undefined;
    }
  })());
}

interface About {
  item?: string;
  words?: string;
  draft?: Draft;
  then?: (number: number) => void;
}

/**
 * Asks to write something down. `words` is what it says, shown under the item for as long as nobody has answered; a
 * refusal goes to the form it came from, or is shown where there is none. `then` is called with the entry's number.
 */
export function write<K extends Kind>(
  kind: K,
  body: Commands[K],
  { item = "", words = "", draft, then }: About = {},
): void {
  complaint.value = "";
  const command = { id: crypto.randomUUID(), kind, body };
  const shape = draft && shapeOf(draft);
  const typed = Object.values(shape?.values ?? {}).filter((value) => /\s/.test(value)); // no id, no choice
  const says = words ? { item, words } : { item: "", words: typed.join(". ") };
  const asked = { command, ...says, since: Date.now(), draft: shape };
  const place = device?.place();
  keep(place, asked);
  ask(asked, place, draft, then);
}

/** Sends a command until it is answered. */
function ask(asked: Asked, place: Place | undefined, draft?: Draft, then?: (number: number) => void): void {
  const { command, item, words, since } = asked;
  notSaved(command.id, since);
  if (words) pending.value = [{ id: command.id, item, words }, ...pending.value];
  const answered = () => {
    noLonger(command.id);
    pending.value = pending.value.filter((p) => p.id !== command.id);
  };
  outbox.put(command, {
    accepted(number) {
      answered();
      keep(place, undefined);
      savedAt.value = Date.now();
      announce("Saved");
      then?.(number);
    },
    refused(refusal) {
      answered();
      keep(place, draft && { ...asked, refusal });
      if (!draft) complaint.value = refusal.message;
      else {
        draft.place = place;
        bringBack(draft, refusal);
      }
    },
  });
}

/** Sends something that is not a line of the record. Rejects with a sentence. */
export async function post(to: string, body: unknown): Promise<unknown> {
  let reply: Reply;
  try {
    reply = await outside.ask(path + to, { method: "POST", body: JSON.stringify(body) });
  } catch {
    throw new Error("Not connected. Try again in a moment: nothing is done twice.");
  }
  const said = (await reply.json().catch(() => ({}))) as Partial<Refusal>;
  if (reply.status >= 300) throw new Error(said.message ?? "That did not work. Nothing was changed.");
  return said;
}

let typedAt = 0;
/** Lets the others know that this person types the notes of an item. */
export function typing(item: string): void {
  if (Date.now() - typedAt < 3000) return;
  typedAt = Date.now();
  connection.typing(item);
}

function frame(said: Frame): void {
  switch (said.type) {
    case "snapshot":
      snapshotTaken(said);
      if (said.setBack) setBack.value = true;
      savedAt.value = Date.now();
      notebook.snapshotTaken();
      break;
    case "entry": {
      const before = meeting.peek();
      entryTaken(said);
      notebook.entryTaken(said);
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
  ending.value = next === "ended" ? why : "";
  resting.value = next === "away" || next === "slow" ? why : "";
  outbox.cut();
  notebook.turned();
  if (!through()) return;
  outbox.resume();
  told = undefined;
  void report();
  void takeOver();
}

function through(): boolean {
  return link.peek() === "live" || link.peek() === "slow";
}

let told: number | undefined;
let telling = false;
let news = false;
/** Tells the server how much this device holds, where that is news; at most once a second. */
async function report(): Promise<void> {
  news = true;
  if (telling) return;
  telling = true;
  while (news) {
    news = false;
    const count = (await device?.count().catch(() => undefined)) ?? unsaved.peek();
    if (count !== told) connection.holding(device?.id ?? page, (told = count));
    await new Promise<void>((done) => void after(1000, done));
  }
  telling = false;
}
/** What the server knows this page by where it does not know the device. */
const page = crypto.randomUUID();
