// Actions: what is to be done, one owner, one day; a member's is a proposal until chair or minute-taker takes it.
import { AlarmAction } from "./alarm.tsx";
import { Button, TextButton } from "./button.tsx";
import { begin, type Draft, Problem } from "./forms.ts";
import { write } from "./desk.ts";
import { Choice, Day, Text, dayIn, neededIn, textIn } from "./inputs.tsx";
import { may, mayWith, meeting } from "./state.ts";
import type { Form, Row } from "./views.ts";
import type { Owner } from "./wire.ts";
import { Who, agencyIn, attendeeIn, whoStart } from "./who.tsx";
import { actionState, byDay, dayTyped, itemWords, owner, statuses } from "./words.ts";

const get = (id: string) => meeting.value!.actions[id]!;

const Fields = ({ draft }: { draft: Draft }) => (
  <>
    <Text draft={draft} name="text" label="What is to be done" />
    <div class="room-pair">
      <Who draft={draft} name="owner" label="Who" absent />
      <Day draft={draft} name="due" label="By" />
    </div>
    {meeting.value?.phase === "closed" && <Text draft={draft} name="reason" label="Why it is amended" />}
  </>
);

export const actionForm: Form = {
  title: (draft) => {
    const name = may("action") === "proposes" ? "Propose an action" : "Action";
    return draft.item ? `${name}, ${itemWords(meeting.value!.items[draft.item])}` : name;
  },
  Fields,
  send(draft) {
    const text = neededIn(draft, "text", "Write down what is to be done.");
    const who = ownerIn(draft);
    const day = dayIn(draft, "due");
    write(
      "action",
      {
        ...(draft.item && { item: draft.item }),
        text,
        owner: who,
        due: day.date,
        ...(day.time && { dueTime: day.time }),
        ...(draft.subject && { duty: draft.subject }),
      },
      { item: draft.item, words: `Action: ${text}`, draft },
    );
  },
};

export const actionAmend: Form = {
  title: (draft) => `Amend ${draft.subject}`,
  Fields,
  send(draft) {
    const text = neededIn(draft, "text", "Write down what is to be done.");
    const day = dayIn(draft, "due");
    const reason = textIn(draft, "reason");
    write(
      "action.amend",
      {
        action: draft.subject,
        text,
        owner: ownerIn(draft),
        due: day.date,
        ...(day.time && { dueTime: day.time }),
        ...(reason && { reason }),
      },
      { item: draft.item, words: `${draft.subject}: ${text}`, draft },
    );
  },
};

function ownerIn(draft: Draft): Owner {
  const name = neededIn(draft, "owner", "Say who does it.");
  const attendee = attendeeIn(draft, "owner");
  if (attendee) return { attendee };
  if (!draft.values.value.ownerSector) {
    throw new Problem(
      "owner",
      "Nobody here has that name. Choose somebody, or say which agency they are from and who tells them.",
    );
  }
  return { name, agency: agencyIn(draft, "owner"), toldBy: textIn(draft, "toldBy") };
}

export const actionProgress: Form = {
  title: (draft) => `How ${draft.subject} goes`,
  Fields: ({ draft }) => (
    <>
      <Choice draft={draft} name="status" label="State" options={Object.entries(statuses)} />
      <Text draft={draft} name="text" label="Words, if there are any" />
    </>
  ),
  send(draft) {
    const text = textIn(draft, "text");
    write(
      "action.progress",
      { action: draft.subject, status: textIn(draft, "status"), ...(text && { text }) },
      { draft },
    );
  },
};

export const actionRow: Row = {
  collection: "actions",
  amend: "action.amend",
  withdraw: "action.withdraw",
  name: (id) => `Action ${id}`,
  Body: ({ id }) => (
    <>
      {get(id).text}
      <span class="room-reasons">
        {owner(meeting.value!, get(id).owner)}, {byDay(get(id))}
      </span>
    </>
  ),
  Buttons: ({ id }) => <Buttons id={id} />,
  owners: (id) => (get(id).agreed ? [] : [get(id).by]),
  start(id) {
    const { text, owner: who, due: date, dueTime } = get(id);
    const words = { text, due: dayTyped(date) + (dueTime ? ` ${dueTime}` : ""), toldBy: who.toldBy ?? "" };
    if (who.attendee) return { ...words, ...whoStart("owner", who.attendee) };
    return {
      ...words,
      owner: who.name ?? "",
      ownerSector: who.agency?.sector ?? "",
      ownerAgency: who.agency?.name ?? "",
    };
  },
};

function Buttons({ id }: { id: string }) {
  const { agreed, withdrawn, owner: who, item } = get(id);
  if (withdrawn) return null;
  return (
    <>
      {!agreed && may("action.confirm") && (
        <Button onClick={() => write("action.confirm", { action: id })} of={id}>
          Take
        </Button>
      )}
      {agreed && mayWith("action.progress", who.attendee, who.toldBy) && (
        <TextButton
          onClick={() => begin("action.progress", item ?? "", { subject: id, start: { status: "in-progress" } })}
          of={id}
        >
          How it goes
        </TextButton>
      )}
    </>
  );
}

/** A1… as they grow, in view for reading back. */
export function Actions() {
  const m = meeting.value!;
  return (
    <section class="room-list" aria-labelledby="actions">
      <h2 id="actions" class="room-heading">
        Actions
      </h2>
      {m.order.actions.length === 0 && <p class="room-none">None yet</p>}
      <AlarmAction />
      <ol>
        {m.order.actions.map((id) => (
          <li key={id} class={get(id).withdrawn ? "room-list__row room-withdrawn" : "room-list__row"}>
            <b>{id}</b> {get(id).text}
            <span class="room-state">
              {owner(m, get(id).owner)}, {byDay(get(id))}; {actionState(get(id))} <Buttons id={id} />
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
