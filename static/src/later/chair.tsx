// Forms of the chair: to close or adjourn the meeting, and to hand the chair over.
import { finding } from "../conflict.tsx";
import { write } from "../desk.ts";
import { type Draft, Problem, open } from "../forms.ts";
import { unsaved } from "../held.ts";
import { Choice, Text, neededIn, textIn } from "../inputs.tsx";
import { me, meeting, presence } from "../state.ts";
import { OpenList } from "../unsettled.tsx";
import type { Form } from "../views.ts";
import { count, guestsKnown, list, name, nameAndAgency } from "../words.ts";

export const phaseForm: Form = {
  title: (draft) => (draft.subject === "closed" ? "Close the meeting" : "Adjourn the meeting"),
  button: () => (closesOpen() ? "Close with a reason for what remains" : "Yes, do it"),
  Fields: ({ draft }) =>
    draft.subject === "closed" ? (
      <Closing draft={draft} />
    ) : (
      <Text draft={draft} name="reason" label="Why, and when it goes on" />
    ),
  send(draft) {
    const reason = textIn(draft, "reason");
    if (closesOpen() && !reason)
      throw new Problem("reason", "Settle what is still open, or say why the meeting closes all the same.");
    write("phase", { phase: draft.subject as "adjourned" | "closed", ...(reason && { reason }) }, { draft });
  },
};

/** Whether the form that is open closes the meeting while something must be settled or explained first. */
function closesOpen(): boolean {
  return open.value?.subject === "closed" && meeting.value!.stillOpen.length > 0;
}

/** What is still open, before nobody can write any more: each a link to its place. */
function Closing({ draft }: { draft: Draft }) {
  const m = meeting.value!;
  const decisions = m.order.decisions.filter((id) => !m.decisions[id]!.confirmed && !m.decisions[id]!.withdrawn);
  const actions = m.order.actions.filter((id) => !m.actions[id]!.agreed && !m.actions[id]!.withdrawn);
  const n = m.stillOpen.length;
  const besides = [
    decisions.length > 0 && `Not confirmed: ${list(decisions)}`,
    actions.length > 0 && `Proposed, not taken: ${list(actions)}`,
    unsaved.value > 0 && `On this screen ${count(unsaved.value, "line is", "lines are")} not saved yet`,
    ...(presence.value.holding ?? [])
      .filter(({ attendee }) => attendee !== me.value)
      .map(({ attendee, count: n }) => `${name(m, attendee)}’s device holds ${count(n, "line")} not saved yet`),
  ].filter(Boolean);
  return (
    <>
      <p>
        After closing, wording can still be amended, with a reason. What becomes of actions, answers not known yet and the
        like is added under “After the meeting”.
        {guestsKnown() && " Guests leave the room when the meeting closes, and come back to their minutes by a code."}
      </p>
      {n > 0 && (
        <>
          <p>
            <b>{n} still open</b>
          </p>
          <OpenList />
        </>
      )}
      {besides.length > 0 && (
        <ul class="room-bullets">
          {besides.map((line) => (
            <li key={String(line)}>{line}</li>
          ))}
        </ul>
      )}
      {n > 0 ? (
        <Text draft={draft} name="reason" label="Why the meeting closes although this is open" />
      ) : (
        besides.length === 0 && <p>Nothing is left open.</p>
      )}
    </>
  );
}

export const chairForm: Form = {
  title: () => "Hand the chair over",
  button: "Hand over",
  Fields({ draft }) {
    const m = meeting.value!;
    const able = m.order.attendees.filter((id) => {
      const { role, telephone } = m.attendees[id]!;
      return role !== "chair" && role !== "observer" && !telephone && finding(id) !== "may-not-attend";
    });
    return (
      <Choice
        draft={draft}
        name="to"
        label="To whom"
        none="Choose"
        options={able.map((id) => [id, nameAndAgency(m, id)])}
      />
    );
  },
  send(draft) {
    write("chair", { to: neededIn(draft, "to", "Say who takes the chair.") }, { draft });
  },
};
