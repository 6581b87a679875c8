// An agency that disagrees with a decision, with its words, or is not able to say; and that takes it back. Both stay.
import { Button, TextButton } from "./button.tsx";
import { write } from "./desk.ts";
import { begin, Problem } from "./forms.ts";
import { Choice, Text, neededIn, textIn } from "./inputs.tsx";
import { may, me, meeting, self } from "./state.ts";
import type { Form } from "./views.ts";
import { Who, attendeeIn, whoStart } from "./who.tsx";
import { by, sector } from "./words.ts";

const answers = { disagrees: "Disagrees", abstains: "Not able to say" };

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

/** Whether this person's own agency has said that it disagrees or is not able to say. */
function spoken(id: string): boolean {
  return Object.values(meeting.value!.decisions[id]!.dissents).some((d) => !d.withdrawn && ours(d.agency));
}

function ours(agency: { sector: string; name: string }): boolean {
  const own = self.value?.agency;
  return own?.sector === agency.sector && own.name === agency.name;
}

/** Opens the form, for oneself or, by chair and minute-taker, for somebody. Returns why not, where it cannot. */
export function disagree(
  id: string,
  value: keyof typeof answers = "disagrees",
  from?: HTMLElement | null,
): string | undefined {
  const decision = meeting.value!.decisions[id];
  if (!may("dissent")) return "You cannot do that, or not now.";
  if (!decision || decision.withdrawn) return "Write the number of a decision after it.";
  const start = { value, ...whoStart("from", me.value) };
  begin("dissent", decision.item, { subject: id, start, fixed: { value }, ...(from !== undefined && { from }) });
  return undefined;
}

export function Disagree({ id }: { id: string }) {
  const permission = may("dissent");
  if (!permission || (permission === "own" && spoken(id))) return null;
  if (permission === "writes")
    return (
      <TextButton onClick={() => disagree(id)} of={id}>
        Somebody disagrees
      </TextButton>
    );
  return (
    <>
      <Button onClick={() => disagree(id)} of={id}>
        Disagree
      </Button>{" "}
      <Button onClick={() => write("dissent", { decision: id, abstains: true })} of={id}>
        Not able to say
      </Button>
    </>
  );
}

/** The words of those who disagree with a decision, also when they were taken back. */
export function Dissents({ id }: { id: string }) {
  const m = meeting.value!;
  const { dissents } = m.decisions[id]!;
  if (Object.keys(dissents).length === 0) return null;
  return (
    <ul>
      {Object.entries(dissents).map(([dissent, d]) => (
        <li key={dissent} class="room-reasons">
          <span class={d.withdrawn ? "room-struck" : ""}>
            {d.agency.name || sector(m, d.agency)} {d.abstains ? "is not able to say" : "disagrees"}
            {d.text && `: ${d.text}`}
          </span>{" "}
          <span class="room-hint">
            {by(m, d)}
            {d.withdrawn && `. Taken back by ${by(m, d.withdrawn)}: ${d.withdrawn.reason}`}
          </span>{" "}
          {!d.withdrawn && may("dissent.withdraw") && ours(d.agency) && (
            <TextButton
              onClick={() => begin("dissent.withdraw", "", { subject: `${id} ${dissent}` })}
              of={`the disagreement with ${id}`}
            >
              Take back
            </TextButton>
          )}
        </li>
      ))}
    </ul>
  );
}
