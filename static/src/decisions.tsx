// Decisions: written as they are spoken, with reasons; they stand when the chair confirms them.
import { Agreement } from "./assent.tsx";
import { Button } from "./button.tsx";
import { write } from "./desk.ts";
import { Dissents } from "./dissent.tsx";
import { Text, neededIn, textIn } from "./inputs.tsx";
import { may, meeting } from "./state.ts";
import type { Form, Row } from "./views.ts";
import { by, itemWords } from "./words.ts";

const missing = "Write down what was decided.";
const get = (id: string) => meeting.value!.decisions[id]!;

export const decisionForm: Form = {
  title: (draft) => `Decision, ${itemWords(meeting.value!.items[draft.item])}`,
  Fields: ({ draft }) => (
    <>
      <Text draft={draft} name="text" label="What is decided" lines={2} />
      <Text draft={draft} name="reasons" label="Reasons" lines={2} />
    </>
  ),
  send(draft) {
    const { item } = draft;
    const text = neededIn(draft, "text", missing);
    const reasons = textIn(draft, "reasons");
    write("decision", { item, text, ...(reasons && { reasons }) }, { item, words: `Decision: ${text}`, draft });
  },
};

export const decisionAmend: Form = {
  title: (draft) => `Amend ${draft.subject}`,
  Fields: ({ draft }) => (
    <>
      <Text draft={draft} name="text" label="What is decided" lines={2} />
      <Text draft={draft} name="reasons" label="Reasons" lines={2} />
      {(get(draft.subject).confirmed || meeting.value!.phase === "closed") && (
        <Text draft={draft} name="reason" label="Why it is amended" />
      )}
    </>
  ),
  send(draft) {
    const was = get(draft.subject);
    const text = neededIn(draft, "text", missing);
    const reasons = textIn(draft, "reasons");
    const reason = textIn(draft, "reason");
    const changed = { ...(text !== was.text && { text }), ...(reasons !== (was.reasons ?? "") && { reasons }) };
    write(
      "decision.amend",
      { decision: draft.subject, ...changed, ...(reason && { reason }) },
      { item: draft.item, words: `${draft.subject}: ${text}`, draft },
    );
  },
};

export const decisionRow: Row = {
  collection: "decisions",
  amend: "decision.amend",
  withdraw: "decision.withdraw",
  name: (id) => `Decision ${id}`,
  Body: ({ id }) => (
    <>
      {get(id).text}
      <span class="room-reasons">{get(id).reasons ? `Because: ${get(id).reasons}` : "No reasons yet"}</span>
      <Dissents id={id} />
    </>
  ),
  Buttons: ({ id }) => <Confirm id={id} />,
  owners: () => [],
  start: (id) => ({ text: get(id).text, reasons: get(id).reasons ?? "" }),
};

/** What a decision is worth at present. */
export function decisionState(id: string): string {
  const d = get(id);
  if (d.withdrawn) return "withdrawn";
  return d.confirmed
    ? `confirmed, ${by(meeting.value!, d.confirmed)}`
    : d.reasons
      ? "proposed"
      : "proposed, no reasons yet";
}

/** The decisions that the chair could confirm now, the oldest first. */
export function confirmable(): string[] {
  const m = meeting.value!;
  return m.order.decisions.filter((id) => {
    const d = m.decisions[id]!;
    return !d.confirmed && !d.withdrawn && d.reasons;
  });
}

export function Confirm({ id }: { id: string }) {
  if (!may("decision.confirm") || !confirmable().includes(id)) return null;
  return (
    <Button onClick={() => write("decision.confirm", { decision: id })} of={id}>
      Confirm
    </Button>
  );
}

/** D1… as they grow, in view for reading back. */
export function Decisions() {
  const m = meeting.value!;
  return (
    <section class="room-list" aria-labelledby="decisions">
      <h2 id="decisions" class="room-heading">
        Decisions
      </h2>
      {m.order.decisions.length === 0 && <p class="room-none">None yet</p>}
      <ol>
        {m.order.decisions.map((id) => (
          <li key={id} class={get(id).withdrawn ? "room-list__row room-withdrawn" : "room-list__row"}>
            <b>{id}</b> {get(id).text}
            <span class="room-state">
              {decisionState(id)}
              <Agreement id={id} /> <Confirm id={id} />
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
