// The forms in which an agency disagrees, or is not able to say, and takes that back.
import { write } from "../desk.ts";
import { answers } from "../dissent.tsx";
import { Problem } from "../forms.ts";
import { Choice, Text, neededIn, textIn } from "../inputs.tsx";
import { may } from "../state.ts";
import type { Form } from "../views.ts";
import { Who, attendeeIn } from "../who.tsx";

export const dissentForm: Form = {
  title: (draft) =>
    `${answers[draft.values.value.value as keyof typeof answers] ?? answers.disagrees}, ${draft.subject}`,
  Fields: ({ draft }) => (
    <>
      {may("dissent") === "writes" && (
        <div class="room-pair">
          <Who draft={draft} name="from" label="Who says so" />
          <Choice draft={draft} name="value" label="What they say" options={Object.entries(answers)} />
        </div>
      )}
      <Text
        draft={draft}
        name="text"
        label={draft.values.value.value === "abstains" ? "Words, if there are any" : "What they disagree with, and why"}
        lines={2}
      />
    </>
  ),
  send(draft) {
    const abstains = textIn(draft, "value") === "abstains";
    const from = may("dissent") === "writes" ? (attendeeIn(draft, "from") ?? neededAttendee(draft)) : undefined;
    const text = abstains ? textIn(draft, "text") : neededIn(draft, "text", "Write down what they disagree with.");
    write(
      "dissent",
      { decision: draft.subject, ...(from && { from }), ...(abstains && { abstains }), ...(text && { text }) },
      { item: draft.item, draft },
    );
  },
};

function neededAttendee(draft: Parameters<Form["send"]>[0]): string {
  neededIn(draft, "from", "Say who disagrees.");
  throw new Problem("from", "Nobody here has that name.");
}

export const dissentWithdraw: Form = {
  title: (draft) => `Take back the disagreement with ${draft.subject.split(" ")[0]}`,
  button: "Take back",
  Fields: ({ draft }) => (
    <Text draft={draft} name="reason" label="Why" hint="The disagreement stays in the record, marked as taken back." />
  ),
  send(draft) {
    const [decision = "", dissent = ""] = draft.subject.split(" ");
    write(
      "dissent.withdraw",
      { decision, dissent, reason: neededIn(draft, "reason", "Say why: this needs a reason.") },
      { draft },
    );
  },
};
