// The words on the screen, where the code has others; and how people, answers and dates are told.
import { civil, dayWords, hour } from "./dates.ts";
import type { Action, Agency, Answer, Attendee, Item, Made, Meeting, Owner, Person } from "./wire.ts";

export const states: Record<string, string> = {
  "not-answered": "not answered",
  "part-answered": "answered for some of the children",
  answered: "answered",
  "not-known-yet": "not known yet",
  "not-applicable": "does not apply",
  proposed: "answer proposed",
};
export const values: Record<string, string> = {
  yes: "Yes",
  no: "No",
  stated: "Answer",
  "not-known": "Not known yet",
  "not-applicable": "Does not apply",
};
export const roles: Record<string, string> = {
  chair: "chair",
  deputy: "deputy",
  "minute-taker": "minute-taker",
  member: "member",
  observer: "observer",
};
export const statuses: Record<string, string> = {
  "in-progress": "In progress",
  done: "Done",
  "not-done": "Will not be done",
};
export const phases: Record<string, string> = {
  convened: "Not opened yet",
  open: "Open",
  adjourned: "Adjourned",
  closed: "Closed",
};

/** The name of an item: "Question 5", or the words of a topic. */
export function itemName(item: Item | undefined): string {
  if (!item) return "an item that was taken out";
  return item.question ? `Question ${item.question}` : item.text;
}

/** "Question 5" within a sentence. */
export function itemWords(item: Item | undefined): string {
  return item?.question ? `question ${item.question}` : `“${item?.text ?? ""}”`;
}

/** What people are to the case. The person suspected is called by what the circumstances make them. */
export function categories(m: Meeting): Record<string, string> {
  return { child: "Child", suspected: suspectWords(m), parent: "Parent or carer", household: "In the household" };
}

/**
 * A young person is alleged to have caused harm. Where nothing but their work brings somebody here, it is an allegations
 * meeting, which speaks of a person of concern.
 */
export function suspectWords(m: Meeting): string {
  const { "suspect-under-18": young, "suspect-employed-by-agency": works } = m.circumstances;
  if (young) return "Young person alleged to have caused harm";
  return works && Object.values(m.circumstances).filter(Boolean).length === 1
    ? "Person of concern"
    : "Person suspected";
}

export function personName(person: Person): string {
  return person.name || "Name not known";
}

/** The children the meeting is about, by id. */
export function children(m: Meeting): string[] {
  return m.order.people.filter((id) => m.people[id]?.category === "child" && !m.people[id]?.withdrawn);
}

export function list(words: string[]): string {
  const last = words[words.length - 1] ?? "";
  return words.length < 2 ? last : `${words.slice(0, -1).join(", ")} and ${last}`;
}

export function name(m: Meeting, attendee: string | undefined): string {
  return m.attendees[attendee ?? ""]?.name ?? "the program";
}

/** "Pat Sample, Example Police" */
export function nameAndAgency(m: Meeting, attendee: string | undefined): string {
  const who = m.attendees[attendee ?? ""];
  return who ? `${who.name}, ${who.agency.name}` : "the program";
}

export function sector(m: Meeting, agency: Agency): string {
  return m.procedure.sectors.find((s) => s.id === agency.sector)?.name ?? agency.name;
}

/** "police and health", of the sectors with these ids */
export function sectorWords(m: Meeting, ids: string[]): string {
  return list(ids.map((id) => m.procedure.sectors.find((s) => s.id === id)?.name.toLowerCase() ?? id));
}

/** "S. Begum, 16:07" */
export function by(m: Meeting, made: Made): string {
  return `${name(m, made.by)}, ${hour(made.at)}`;
}

export function owner(m: Meeting, of: Owner): string {
  if (of.attendee) return nameAndAgency(m, of.attendee);
  const told = of.toldBy ? ` (${name(m, of.toldBy)} tells them)` : "";
  return `${of.name ?? ""}${of.agency ? `, ${of.agency.name}` : ""}${told}`;
}

export function due(date: string, time: string | undefined): string {
  const words = dayWords(date, civil(Date.now()));
  return time ? `${words}, ${time}` : words;
}

/** "by Monday 30 November", or that there is no day: one that the procedure asks for may be beyond the known holidays. */
export function byDay(action: Action): string {
  return action.due ? `by ${due(action.due, action.dueTime)}` : "no day set";
}

/** A day as somebody would type it; empty where there is none. */
export function dayTyped(date: string | undefined): string {
  return date ? due(date, undefined).replace(/^\S+ /, "") : "";
}

export function answer(m: Meeting, given: Answer): string {
  if (given.value === "stated")
    return `${given.text ?? ""}${given.expected ? ` Expected by ${due(given.expected, undefined)}.` : ""}`;
  const who = m.attendees[given.who ?? ""] ? nameAndAgency(m, given.who) : given.who;
  const finds = given.value === "not-known" ? ` ${who} finds out by ${due(given.due ?? "", undefined)}.` : "";
  return `${values[given.value] ?? given.value}.${finds}${given.text ? ` ${given.text}` : ""}`;
}

export function here(who: Attendee): boolean {
  const last = who.attendance[who.attendance.length - 1];
  return last !== undefined && !last.to;
}

export function byTelephone(who: Attendee): boolean {
  return here(who) && who.attendance[who.attendance.length - 1]?.telephone === true;
}

/** Where an action stands, in words. */
export function actionState(action: Action): string {
  const last = action.progress[action.progress.length - 1];
  if (action.withdrawn) return "withdrawn";
  if (last) return (statuses[last.status] ?? last.status).toLowerCase();
  return action.agreed ? "agreed" : "proposed";
}

/** "1 line", "2 lines" */
export function count(n: number, one: string, more = `${one}s`): string {
  return `${n} ${n === 1 ? one : more}`;
}

/** Whether guests have to be known, so that their room ends with the meeting. */
export function guestsKnown(): boolean {
  return document.getElementById("room")?.dataset.known !== undefined;
}
