// The form of an answer: its words, and what "not known yet" and "does not apply" need.
import { write } from "./desk.ts";
import { begin, type Draft } from "./forms.ts";
import { Day, Text, dayIn, maybeDayIn, neededIn, textIn } from "./inputs.tsx";
import { may, meeting } from "./state.ts";
import type { Form } from "./views.ts";
import type { Answer } from "./wire.ts";
import { Who, attendeeIn, whoStart } from "./who.tsx";
import { answer as answerWords, dayTyped, itemWords, personName, values } from "./words.ts";

/**
 * Answers a question, for one child or, without person, for all: at once where the value says enough, else by a form.
 */
export function answer(item: string, person: string, value: string, text = ""): void {
  const enough = value === "yes" || value === "no" || text !== "";
  if (!enough || value === "not-known")
    begin("answer", item, { subject: person, fixed: { value, ...(text && { text }) } });
  else
    write(
      "answer",
      { item, ...(person && { person }), value, ...(text && { text }) },
      { item, words: `${values[value]} ${text}` },
    );
}

/** Opens the form of an answer that was given, to change its words. */
export function reword(item: string, person: string, given: Answer): void {
  const who = whoStart("who", given.who);
  begin("answer", item, {
    subject: person,
    start: {
      value: given.value,
      text: given.text ?? "",
      who: given.who ?? "",
      ...who,
      by: given.due ?? "",
      expected: dayTyped(given.expected),
    },
    fixed: { value: given.value },
  });
}

const labels: Record<string, string> = {
  "not-known": "Words, if there are any",
  "not-applicable": "Why it does not apply",
  stated: "Answer",
};

export const answerForm: Form = {
  title(draft) {
    const m = meeting.value!;
    const value = values[draft.values.value.value ?? ""] ?? "Answer";
    const child = m.people[draft.subject] ? ` for ${personName(m.people[draft.subject]!)}` : "";
    return `${may("answer") === "proposes" ? "Propose: " : ""}${value}${child}, ${itemWords(m.items[draft.item])}`;
  },
  Fields: ({ draft }) => <Fields draft={draft} />,
  send(draft) {
    const { item, subject } = draft;
    const value = textIn(draft, "value");
    const text = textIn(draft, "text");
    const expected = maybeDayIn(draft, "expected");
    const body = {
      item,
      ...(subject && { person: subject }),
      value,
      ...(text && { text }),
      ...(expected && value === "stated" && { expected }),
      ...(value === "not-known" && {
        who: attendeeIn(draft, "who") ?? neededIn(draft, "who", "Say who finds out."),
        by: dayIn(draft, "by").date,
      }),
    };
    const made = { number: 0, at: "", by: "" };
    write("answer", body, {
      item,
      words: answerWords(meeting.value!, { ...made, value, text, who: body.who ?? "", due: body.by ?? "" }),
      draft,
    });
  },
};

function Fields({ draft }: { draft: Draft }) {
  const value = draft.values.value.value ?? "";
  return (
    <>
      {value === "not-known" && (
        <div class="room-pair">
          <Who draft={draft} name="who" label="Who finds out" />
          <Day draft={draft} name="by" label="By" />
        </div>
      )}
      <Text
        draft={draft}
        name="text"
        label={labels[value] ?? "Words, if there are any"}
        lines={value === "stated" ? 3 : 2}
      />
      {value === "stated" && meeting.value!.items[draft.item]?.delay && (
        <Day draft={draft} name="expected" label="Expected by, where a day can be named" />
      )}
    </>
  );
}
