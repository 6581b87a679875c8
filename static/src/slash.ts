// The slash words of the Add line. Each has a button of the same name, so nobody has to know them.
import { go } from "./agenda.tsx";
import { answer } from "./answering.tsx";
import { options } from "./answer.tsx";
import { agree } from "./assent.tsx";
import { confirmable } from "./decisions.tsx";
import { write } from "./desk.ts";
import { disagree } from "./dissent.tsx";
import { firstDone } from "./duty.tsx";
import { type Values, begin } from "./forms.ts";
import { admit } from "./people.tsx";
import { seenAtFirst } from "./restricted.tsx";
import { may, me, meeting, place, presence, shown } from "./state.ts";
import { matches } from "./who.tsx";
import { byTelephone, here, list, name } from "./words.ts";

/** Does what a line says that begins with a slash. Returns why not, where it cannot. `from` is where the caret belongs. */
export function perform(line: string, from: HTMLElement | null): string | undefined {
  const [, word = "", rest = ""] = /^\/(\S*)\s*([\s\S]*)$/.exec(line.trim()) ?? [];
  const act = words[word.toLowerCase()];
  if (!act) return `There is no /${word}. There is ${list(Object.keys(words).map((w) => `/${w}`))}.`;
  return act(rest.trim(), from);
}

/** Words that open their form as soon as a blank follows them. */
export const opening = /^\/(i|only|d|a|unknown|na)\s$/;

/** Does it, or returns why not. */
type Act = (rest: string, from: HTMLElement | null) => string | undefined;

const form =
  (kind: "information" | "restricted" | "decision" | "action"): Act =>
  (text, from) => {
    if (!may(kind)) return notNow;
    const start: Values = kind === "action" ? { toldBy: me.value } : kind === "restricted" ? seenAtFirst() : {};
    begin(kind, place.value, { start, ...(text && { fixed: { text } }), from });
    return undefined;
  };

const answered =
  (value: string): Act =>
  (text) => {
    const item = shown.value;
    if (!item?.answer) return "This item is not a question.";
    if (!may("answer")) return notNow;
    if (!options(item).includes(value)) return "This question is answered in words: press “Write the answer”.";
    answer(place.value, "", value, text);
    return undefined;
  };

const attended =
  (state: "left" | "telephone", fits: (id: string) => boolean): Act =>
  (typed) => {
    if (!may("attendance")) return notNow;
    const found = typed ? matches(meeting.value!, typed).filter(fits) : [];
    if (found.length !== 1) return oneOf(found, typed);
    write("attendance", { attendee: found[0]!, state });
    return undefined;
  };

const notNow = "You cannot do that, or not now.";
const at = (id: string) => meeting.value!.attendees[id]!;

function oneOf(found: string[], typed: string): string {
  if (found.length === 0) return typed ? "Nobody of that name fits." : "Write a name after it.";
  return `That may be ${list(found.map((id) => name(meeting.value!, id)))}; write more of the name.`;
}

const words: Record<string, Act> = {
  i: form("information"),
  only: form("restricted"),
  d: form("decision"),
  a: form("action"),
  yes: answered("yes"),
  no: answered("no"),
  unknown: answered("not-known"),
  na: answered("not-applicable"),
  confirm(number) {
    if (!may("decision.confirm")) return "The chair confirms decisions.";
    const wanted = number.replace(/^d?/i, "D");
    const decision = confirmable().find((id) => !number || id === wanted);
    if (!decision)
      return number
        ? `${wanted} cannot be confirmed: it has no reasons, or is confirmed.`
        : "No decision waits to be confirmed.";
    write("decision.confirm", { decision });
    return undefined;
  },
  agree,
  disagree(number, from) {
    const decisions = meeting.value!.order.decisions.filter((id) => !meeting.value!.decisions[id]!.withdrawn);
    return disagree(
      number ? number.replace(/^d?/i, "D") : decisions.length === 1 ? decisions[0]! : "",
      "disagrees",
      from,
    );
  },
  done: () => firstDone(place.value),
  next() {
    const { items } = meeting.value!.order;
    const next = items[items.indexOf(place.value) + 1];
    if (!next) return "This is the last item.";
    go(next);
    return undefined;
  },
  go(number) {
    const m = meeting.value!;
    const to = m.order.items.find((id) => m.items[id]!.question === Number(number));
    if (!to) return "Write the number of a question after it.";
    go(to);
    return undefined;
  },
  here() {
    if (!may("item.current") || !shown.value) return notNow;
    write("item.current", { item: place.value });
    return undefined;
  },
  in(typed) {
    const waiting = presence.value.waiting ?? [];
    const who = waiting.find((w) => w.name.toLowerCase().includes(typed.toLowerCase()));
    if (!who) return "Nobody of that name asks to come in.";
    void admit(who.knock, true);
    return undefined;
  },
  left: attended("left", (id) => here(at(id))),
  phone: attended("telephone", (id) => !byTelephone(at(id))),
};
