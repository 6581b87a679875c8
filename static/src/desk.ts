// What this screen does: it listens to the meeting, asks to write things down, and says how far that got.
import { batch, effect, signal } from "@preact/signals";
import { type Asked, type Held, type Next, additionOf, follower, tooLateOf, typedIn } from "./asked.ts";
import { after, browser } from "./browser.ts";
import { Connection, type Outside, type Reply, type State } from "./connection.ts";
import { Device, type Place } from "./device.ts";
import { type Draft, bringBack, fromShape, shapeOf } from "./forms.ts";
import { doorHeard, heard } from "./hearing.ts";
import {
  type Late,
  keep,
  keepAgain,
  kept,
  noLonger,
  notSaved,
  savedAt,
  shelved,
  takeLate,
  tooLate,
  unsaved,
} from "./held.ts";
import { announce } from "./live.tsx";
import { Notebook } from "./notebook.ts";
import { Outbox } from "./outbox.ts";
import { entryTaken, meeting, presence, snapshotTaken } from "./state.ts";
import type { Commands, Frame, Kind, Refusal } from "./wire.ts";

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
let device: Device;
let outside: Outside;
let path = "";
export const notebook = new Notebook({
  put: (command, answered) => outbox.put(command, answered),
  place: () => device.place(),
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
    if (unsaved.value > 0 && (!kept.value || device.busy > 0)) event.preventDefault();
  });
  device = new Device(at.outbox, at.key, () => void report());
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

/**
 * How often a page looks, in milliseconds, whether another one of this person has crashed and left something, and whether
 * a browser that kept nothing does by now.
 */
const TAKE_OVER = 10_000;

let taking: Promise<void> | undefined;
/** Opens what this device holds, where that is still to do, and takes what pages have left that were closed or crashed. */
function takeOver(): Promise<void> {
  return (taking ??= (async () => {
    try {
      shelved.value = await device.open().then(() => true, () => false);
      if (!shelved.peek()) return;
      keepAgain();
      for await (const { place, value } of device.left()) {
        try {
          takeUp(value as Held, place);
        } catch {
          // One thing that this release cannot read stays on the device, and hides none of the others.
        }
      }
    } catch {
      // The browser was too busy to answer: it is asked again soon.
    } finally {
      taking = undefined;
    }
  })());
}

function takeUp(held: Held, place: Place): void {
  if ("notes" in held) notebook.pickUp(held.item, held.notes, held.since, place);
  else if ("command" in held) {
    const draft = held.draft && fromShape(held.draft);
    if (!held.refusal) ask(held, place, draft);
    else if (draft) bringBack({ ...draft, place }, held.refusal);
  } else tooLate(held.late, place);
}

interface About {
  item?: string;
  words?: string;
  draft?: Draft;
  /** What is written once this stands, also when the page is closed before. */
  next?: Next[];
  /** Called once it stands, where this page is still there. */
  then?: () => void;
}

/**
 * Asks to write something down. `words` is what it says, shown under the item for as long as nobody has answered; a
 * refusal goes to the form it came from, or is shown where there is none.
 */
export function write<K extends Kind>(
  kind: K,
  body: Commands[K],
  { item = "", words = "", draft, next, then }: About = {},
): void {
  complaint.value = "";
  const command = { id: crypto.randomUUID(), kind, body };
  const shape = draft && shapeOf(draft);
  const says = words ? { item, words } : { item: "", words: typedIn(shape).join(". ") };
  const asked: Asked = {
    command,
    ...says,
    since: Date.now(),
    draft: shape,
    ...(next && { next: next.map((one) => ({ ...one, id: crypto.randomUUID() })) }),
  };
  const place = device.place();
  keep(place, asked);
  ask(asked, place, draft, then);
}

/** Adds to the closed meeting what came too late for it. */
export function addLate(late: Late): void {
  const { item, words } = late;
  const command = additionOf(late, item in meeting.value!.items);
  const place = takeLate(late) ?? device.place();
  const asked: Asked = { command, item, words, since: Date.now(), late };
  keep(place, asked); // in one step: the device holds the text or the command, and nothing is added twice
  ask(asked, place);
}

/** Sends a command until it is answered, then what follows it. */
function ask(asked: Asked, place: Place, draft?: Draft, then?: () => void): void {
  const { command, item, words, since } = asked;
  notSaved(command.id, since);
  if (words) pending.value = [{ id: command.id, item, words }, ...pending.value];
  const answered = () => {
    noLonger(command.id);
    pending.value = pending.value.filter((p) => p.id !== command.id);
  };
  const goOn = (number?: number) => {
    const next = follower(asked, number);
    keep(place, next);
    if (next) ask(next, place);
  };
  const answers = {
    accepted(number: number) {
      goOn(number);
      answered();
      savedAt.value = Date.now();
      if (!asked.next?.length) announce("Saved");
      then?.();
    },
    refused(refusal: Refusal) {
      const late = asked.late ? { ...asked.late, why: refusal.message } : tooLateOf(asked, refusal, meeting.value!);
      if (late) tooLate(late, place);
      else if (draft) {
        keep(place, { ...asked, refusal });
        draft.place = place;
        bringBack(draft, refusal);
      } else {
        complaint.value = refusal.message;
        if (asked.follows) goOn();
        else keep(place, undefined);
      }
      answered();
    },
  };
  const send = () => outbox.put(command, answers);
  // A crash must not leave what follows unwritten, nor a text that was added in sight to be added again.
  if (asked.next?.length || asked.late) void place.settled().then(send, send);
  else send();
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
      // In one step with its answer: what was asked for and what stands are never on the screen together.
      batch(() => {
        entryTaken(said);
        notebook.entryTaken(said);
        if (said.command) outbox.accepted(said.command, said.number);
      });
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
    const here = kept.peek() ? 0 : unsaved.peek();
    const count = Math.max(await device.count().catch(() => here), here);
    if (count !== told) connection.holding(device.id, (told = count));
    await new Promise<void>((done) => void after(1000, done));
  }
  telling = false;
}
