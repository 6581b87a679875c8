// What a guest typed for a meeting that closed before it was saved, on their own page of the minutes: they add it there
// with its date, once, or throw it away. What turns out to be saved is said so, and taken off the device.
import { type Asked, type Held, additionOf, follower, tooLateOf, wordsOf } from "./asked.ts";
import { when } from "./dates.ts";
import { Device, type Found, type Place } from "./device.ts";
import { compose, inserted } from "./edit.ts";
import type { Late } from "./held.ts";
import type { Command, Refusal } from "./wire.ts";

/** How often it is looked, in milliseconds, for what another page left that is gone, and tried again to send. */
const AGAIN = 4000;

/** What the button says that throws a text away, once it was pressed. */
const SURE = "Yes, throw it away for good";

/** A text that stands nowhere in the record. */
interface Text {
  late: Late;
  place: Place;
  line: HTMLElement;
  id: string;
}

const at = document.getElementById("held")!;
const { meeting = "", outbox = "", key = "", closed = "" } = at.dataset;
delete at.dataset.key;
const items = document.querySelector<HTMLSelectElement>("#late select[name=item]");

const texts = new Set<Text>();
const unsent = new Set<Found>(); // nobody knows yet whether that is saved
let saved = 0;
let added = 0;
let shown = 0;
let unknown = false; // who sits here has to show again that it is them
let over = false; // their time is
let told = "";
const said = element("p", "govuk-body");
said.setAttribute("role", "status");
said.tabIndex = -1;
const list = element("ul", "app-meetings");

void live();

async function live(): Promise<void> {
  if (!outbox) return; // the form stays, to add by hand
  const device = new Device(outbox, key, () => {});
  const title = element("h2", "govuk-heading-m", "What came too late");
  const section = element("section", "app-late");
  section.setAttribute("aria-label", "What came too late");
  section.append(title, said, list);
  while (at.isConnected) {
    const again = [...unsent];
    unsent.clear();
    for (const found of again) await attempt(found);
    try {
      await device.open();
      for await (const found of device.left()) await attempt(found);
    } catch {
      // This browser keeps nothing, or is too busy to answer now.
    }
    tell();
    if (!section.isConnected && (texts.size || unsent.size || saved)) at.append(section);
    await new Promise((later) => setTimeout(later, AGAIN));
  }
}

/** Settles something that is held, now or later. */
async function attempt(found: Found): Promise<void> {
  await settle(found).catch(() => unsent.add(found)); // the browser was too busy to take it off the device: it is found saved again
}

/** Finds out what became of something that is held: it is saved, can be added, or nobody can say now. */
async function settle(found: Found): Promise<void> {
  const { place } = found;
  const held = found.value as Held;
  if ("notes" in held) {
    const { push, sent, unsent: rest } = held.notes;
    const answer = push && (await send({ id: push.id, kind: "note", body: { item: push.item, version: push.version, edits: push.edits } }));
    if (answer === "later") return void unsent.add(found);
    const arrived = typeof answer === "number";
    if (arrived) saved++;
    const words = inserted(arrived ? rest : compose(sent, rest));
    const why = typeof answer === "object" && answer.code !== "phase" ? answer.message : "";
    await offer(words.trim() ? { item: held.item, words, why, since: held.since } : undefined, place);
  } else if ("command" in held) {
    const answer = held.refusal ?? (await send(held.command));
    if (answer === "later") return void unsent.add(found);
    if (typeof answer !== "number" && !held.follows) return offer(leftOf(held, answer), place);
    const arrived = typeof answer === "number";
    if (arrived) held.command.kind === "addition" ? added++ : saved++;
    const next = follower(held, arrived ? answer : undefined);
    await place.keep(next);
    if (next) await settle({ place, value: next });
  } else await offer(held.late, place, true);
}

/** What is left of a command that was refused. Of one by a button that is what it said. */
function leftOf(asked: Asked, { message, code }: Refusal): Late | undefined {
  if (asked.late) return { ...asked.late, why: message };
  const late = tooLateOf(asked, { code: "phase", message }, { phase: "closed" });
  const words = wordsOf(asked);
  const why = code === "phase" ? "" : message;
  return late ? { ...late, why } : words ? { item: asked.item, words, why: `${message} It cannot be added here: copy it.` } : undefined;
}

/** Shows a text, which takes the place of what it is left of; undefined: nothing is left. */
async function offer(late: Late | undefined, place: Place, kept = false): Promise<void> {
  if (!kept) await place.keep(late && { late }).catch(() => {}); // then it is found again as what it was
  if (!late) return;
  const text = { late, place, line: element("li", "app-meetings__one"), id: `held-${++shown}` };
  texts.add(text);
  draw(text);
  list.append(text.line);
}

function draw(text: Text): void {
  const { item, words, why, since } = text.late;
  const { id } = text;
  const named = items?.querySelector<HTMLOptionElement>(`option[value="${CSS.escape(item)}"]`)?.textContent;
  const body = element("p", "govuk-body app-lines", words);
  body.id = id;
  const now = Date.now();
  const times = since ? `Typed on your device ${when(since, now)}. The meeting closed ${when(Date.parse(closed), now)}.` : "";
  const buttons = element("div", "app-buttons");
  if (items && since && !over) buttons.append(button("Add what came too late", "", id, () => void add(text)));
  buttons.append(button("Copy", "secondary", id, () => void navigator.clipboard.writeText(words)));
  const away = button("Throw away", "warning", id, ({ detail }) => {
    if (away.textContent === SURE && detail < 2) void throwAway(text); // a double click is one press
    away.textContent = SURE;
  });
  buttons.append(away);
  text.line.replaceChildren(
    element("p", "app-meetings__name", `Not saved${named ? `: ${named}` : ""}`),
    element("p", "app-meetings__facts", times),
    body,
    ...(why ? [element("p", "govuk-error-message", why)] : []),
    buttons,
  );
}

/** Adds a text. The device holds the text or the command that adds it, so that it is added once, whatever is cut. */
async function add(text: Text): Promise<void> {
  const { late, place } = text;
  if (!texts.delete(text)) return; // pressed twice
  const there = !!items?.querySelector(`option[value="${CSS.escape(late.item)}"]`);
  const asked: Asked = { command: additionOf(late, there), item: late.item, words: late.words, since: Date.now(), late };
  try {
    await place.keep(asked);
  } catch {
    texts.add(text); // unkept it might be added twice
    return tell("This device could not keep it. Try again in a moment.");
  }
  text.line.remove();
  await attempt({ place, value: asked });
  tell();
  said.focus();
}

async function throwAway(text: Text): Promise<void> {
  texts.delete(text);
  text.line.remove();
  await text.place.keep(undefined).catch(() => {}); // it is offered again then
  tell();
  said.focus();
}

/** Says how things stand, or why something was not done. */
function tell(why = ""): void {
  const lines = (n: number) => `${n} ${n === 1 ? "text" : "texts"}`;
  const words = [
    why,
    unsent.size && !unknown && "Not connected. What this device holds is sent as soon as the connection is back.",
    added && `${lines(added)} added, dated today, after the text of the meeting.`,
    saved && `${lines(saved)} held on this device ${saved === 1 ? "is" : "are"} saved.`,
    texts.size && `${lines(texts.size)} that you typed ${texts.size === 1 ? "was" : "were"} not saved before the meeting closed. Nobody but you sees ${texts.size === 1 ? "it" : "them"} until you add ${texts.size === 1 ? "it" : "them"}.`,
  ]
    .filter(Boolean)
    .join(" ");
  const asks = unsent.size > 0 && unknown;
  if (told === `${asks} ${words}`) return; // read out once
  told = `${asks} ${words}`;
  said.textContent = words || (asks ? "" : "Nothing is held on this device any more.");
  if (!asks) return;
  const link = element("a", "govuk-link", "Show again that it is you") as HTMLAnchorElement;
  link.href = `/meetings/${meeting}/waiting`;
  said.prepend(link, ": then what this device holds is sent. ");
}

/** Asks to write something down: the number of its entry, the refusal, or that nobody can say now. */
async function send(command: Command): Promise<number | Refusal | "later"> {
  try {
    const headers = { "Content-Type": "application/json" };
    const reply = await fetch(`/api/meetings/${meeting}/commands`, { method: "POST", headers, body: JSON.stringify(command) });
    const answer = (await reply.json()) as { number: number } & Refusal;
    if (answer.code === "link-ended" && !over) {
      over = true; // nothing can be added any more
      texts.forEach(draw);
    }
    unknown = answer.code === "room-ended" || (reply.status === 401 && answer.code !== "link-ended");
    if (reply.ok) return answer.number;
    return unknown || reply.status >= 500 || reply.status === 429 || !answer.code ? "later" : answer;
  } catch {
    unknown = false;
    return "later";
  }
}

function button(words: string, look: string, about: string, act: (event: MouseEvent) => void): HTMLElement {
  const made = element("button", `govuk-button${look && ` govuk-button--${look}`}`, words) as HTMLButtonElement;
  made.type = "button";
  made.setAttribute("aria-describedby", about);
  made.addEventListener("click", act);
  return made;
}

function element(name: string, look: string, words = ""): HTMLElement {
  const made = document.createElement(name);
  made.className = look;
  made.textContent = words;
  return made;
}
