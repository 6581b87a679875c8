// One thing that the procedure requires: how it stands, in words, and the form that says so.
import { civil } from "./dates.ts";
import { write } from "./desk.ts";
import { Choice, Day, Text, maybeDayIn, neededIn, textIn } from "./inputs.tsx";
import { may, meeting } from "./state.ts";
import type { Form } from "./views.ts";
import type { Duty } from "./wire.ts";
import { Who } from "./who.tsx";
import { by, due, list, name } from "./words.ts";

const get = (id: string) => meeting.value!.duties[id]!;

/** The duties under an item, in the document's order. */
export const under = (item: string) => meeting.value!.order.duties.filter((id) => get(id).under === item);
export const openUnder = (item: string) => under(item).filter((id) => get(id).state === "open");

export const dutyForm: Form = {
  title: (draft) => get(draft.subject)?.text ?? "What the procedure requires",
  Fields: ({ draft }) => (
    <>
      <Choice
        draft={draft}
        name="state"
        label="How it stands"
        options={[
          ["done", "Done"],
          ["not-applicable", "Does not apply"],
        ]}
      />
      {textIn(draft, "state") === "done" ? (
        <div class="room-pair">
          <Who draft={draft} name="who" label="Who did it" />
          <Day draft={draft} name="when" label="When" hint="Left empty: today" />
        </div>
      ) : (
        <Text draft={draft} name="reason" label="Why it does not apply" />
      )}
    </>
  ),
  send(draft) {
    const { subject: duty } = draft;
    if (textIn(draft, "state") === "done") {
      const who = textIn(draft, "who");
      const when = maybeDayIn(draft, "when");
      write("duty", { duty, state: "done", ...(who && { who }), ...(when && { when }) }, { draft });
    } else
      write(
        "duty",
        { duty, state: "not-applicable", reason: neededIn(draft, "reason", "Say why it does not apply.") },
        { draft },
      );
  },
};

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
