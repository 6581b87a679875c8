// One thing that the procedure requires, and how it stands, in words.
import { civil } from "./dates.ts";
import { write } from "./desk.ts";
import { may, meeting } from "./state.ts";
import type { Duty } from "./wire.ts";
import { by, due, list, name } from "./words.ts";

const get = (id: string) => meeting.value!.duties[id]!;

/** The duties under an item, in the document's order. */
export const under = (item: string) => meeting.value!.order.duties.filter((id) => get(id).under === item);
export const openUnder = (item: string) => under(item).filter((id) => get(id).state === "open");

/** Says that the first open duty under an item is done, by oneself, now. Returns why not. */
export function firstDone(item: string): string | undefined {
  const [first] = openUnder(item);
  if (!first) return "Nothing that the procedure requires is open here.";
  if (!may("duty")) return "Chair and minute-taker write that down.";
  write("duty", { duty: first, state: "done" }, { item, words: `Done: ${get(first).text}` });
  return undefined;
}

/** How a duty stands that is no longer open. */
export function stateWords({ state, said, actions = [] }: Duty): string {
  const m = meeting.value!;
  if (state === "met") return "The record shows it.";
  if (state === "action") return `To be done: ${list(actions)}.`;
  if (!said) return "";
  if (state === "not-applicable") return `Does not apply: ${said.is.reason}. ${by(m, said)}`;
  const { who, when } = said.is;
  return `Done by ${who || name(m, said.by)}, ${due(when || civil(Date.parse(said.at)), undefined)}.`;
}
