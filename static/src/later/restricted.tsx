// Information for some only: who may see it is chosen before it is typed, and shown.
import { write } from "../desk.ts";
import { type Draft, Problem } from "../forms.ts";
import { informationAmend, toldBy } from "../information.tsx";
import { Choice, Text, Tick, fault, neededIn, textIn } from "../inputs.tsx";
import { because, others } from "../restricted.tsx";
import { may, meeting } from "../state.ts";
import type { Form } from "../views.ts";
import { Who, attendeeIn } from "../who.tsx";
import { itemWords, list, name, nameAndAgency } from "../words.ts";

const chosen = (draft: Draft) => others().filter((id) => textIn(draft, `for.${id}`) === "yes");

export const restrictedForm: Form = {
  title: (draft) => `For some only, ${itemWords(meeting.value!.items[draft.item])}`,
  Fields: ({ draft }) => (
    <>
      <Choice draft={draft} name="because" label="Why only some may see it" none="Choose" options={Object.entries(because)} />
      <Seen draft={draft} />
      {may("restricted") === "writes" && <Who draft={draft} name="from" label="From whom" absent />}
      <Text draft={draft} name="text" label="What they may know" lines={3} />
    </>
  ),
  send(draft) {
    const seen = chosen(draft);
    const why = neededIn(draft, "because", "Say why only some may see it.");
    if (seen.length === 0) throw new Problem("for", "Choose who may see it.");
    const text = neededIn(draft, "text", "Write down what they may know.");
    // Those who are ticked and nobody else, whoever takes the minutes by the time that it arrives.
    write(
      "restricted",
      { item: draft.item, text, ...toldBy(draft), because: why, for: seen, exceptMinuteTaker: true },
      { item: draft.item, words: text, draft },
    );
  },
};

/** Who may see it, one box for each, and read back as a sentence. */
function Seen({ draft }: { draft: Draft }) {
  const m = meeting.value!;
  const from = attendeeIn(draft, "from");
  const seen = others().filter((id) => id === from || chosen(draft).includes(id));
  const wrong = fault(draft, "for");
  return (
    <fieldset class={wrong ? "room-absent room-field--wrong" : "room-absent"} aria-describedby="seen-by">
      <legend class="room-label">Who may see it</legend>
      {wrong && (
        <span class="room-wrong" role="alert">
          {wrong}
        </span>
      )}
      {others().map((id) => (
        <Tick key={id} draft={draft} name={`for.${id}`} label={nameAndAgency(m, id)} />
      ))}
      <p class="room-hint" id="seen-by">
        {seen.length > 0 ? `${list(["You", ...seen.map((id) => name(m, id))])} will see it.` : "Nobody is chosen yet."} To
        everybody else it is not there: not in the room, not in their minutes.
      </p>
    </fieldset>
  );
}

export const restrictedAmend: Form = {
  ...informationAmend,
  title: () => "Amend what is for some only",
  send(draft) {
    const text = neededIn(draft, "text", "Write down what they may know.");
    const reason = textIn(draft, "reason");
    write(
      "restricted.amend",
      { restricted: draft.subject, text, ...(reason && { reason }) },
      { item: draft.item, words: text, draft },
    );
  },
};
