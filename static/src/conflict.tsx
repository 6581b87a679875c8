// Conflict of interest: the chair asks those who wait at the door by voice and writes down what they answered.
import { Button, TextButton } from "./button.tsx";
import { write } from "./desk.ts";
import { begin } from "./forms.ts";
import { may, meeting, presence } from "./state.ts";
import { by, list, name, nameAndAgency } from "./words.ts";

/** What was found out last of an attendee. */
export function finding(attendee: string): string | undefined {
  return meeting.value!.conflicts.filter((c) => c.attendee === attendee).pop()?.finding;
}

/** Those whom the chair has to ask: at the door, or here since before it was known who employs the person. */
function toAsk(): string[] {
  const m = meeting.value!;
  const inside = m.stillOpen.flatMap(({ place }) =>
    place.startsWith("conflict-") ? [place.slice("conflict-".length)] : [],
  );
  return m.order.attendees.filter((id) => inside.includes(id) || presence.value.atDoor?.includes(id));
}

/** Whether a person suspected works for an agency, so that somebody may have to be asked. */
function employed(): boolean {
  return Object.values(meeting.value!.people).some((p) => p.employer && !p.withdrawn);
}

/** Who has to be asked, with the three answers there are; for those who let people in. */
export function Door() {
  const ask = toAsk();
  if (ask.length === 0 || !(may("conflict") || may("attendee"))) return null;
  return (
    <div class="room-knocks" role="group" aria-label="To be asked about the person">
      <p>
        <b>Ask whether they know the person</b>
      </p>
      <ul>
        {ask.map((id) => (
          <Asked key={id} id={id} />
        ))}
      </ul>
    </div>
  );
}

/** What was found of all others, and who may not attend. */
export function Conflicts() {
  const m = meeting.value!;
  const asks = may("conflict") && m.phase !== "closed" && employed();
  const others = m.conflicts.find((c) => c.finding === "none-of-the-others");
  return (
    <>
      {asks && !others && (
        <p>
          <Button onClick={() => write("conflict", { finding: "none-of-the-others" })}>
            Nobody else here knows the person
          </Button>
        </p>
      )}
      {others && <p class="room-hint">Nobody else here knows the person: {by(m, others)}</p>}
      <Barred />
    </>
  );
}

function Asked({ id }: { id: string }) {
  const m = meeting.value!;
  const of = `: ${name(m, id)}`;
  const found = (value: string) => () => begin("conflict", "", { subject: id, fixed: { value } });
  return (
    <li id={`conflict-${id}`} tabIndex={-1}>
      {nameAndAgency(m, id)}
      <span class="room-hint"> {presence.value.atDoor?.includes(id) ? "waits at the door" : "is here"}</span>
      {may("conflict") && (
        <p class="room-person__buttons">
          <Button onClick={() => write("conflict", { attendee: id, finding: "does-not-know" })} of={of}>
            Does not know
          </Button>
          <Button onClick={found("knows-may-stay")} of={of}>
            Knows, may stay
          </Button>
          {m.attendees[id]!.role !== "chair" && (
            <Button onClick={found("may-not-attend")} of={of}>
              May not attend
            </Button>
          )}
        </p>
      )}
    </li>
  );
}

/** Those who may not attend, kept for the whole meeting. */
function Barred() {
  const m = meeting.value!;
  const attendees = m.order.attendees.filter((id) => finding(id) === "may-not-attend").map((id) => name(m, id));
  const names = m.conflicts.flatMap((c) => (c.name ? [c.name] : []));
  const all = [...attendees, ...names];
  return (
    <>
      {all.length > 0 && (
        <p class="room-hint">
          <b>May not attend:</b> {list(all)}
        </p>
      )}
      {may("conflict") && m.phase !== "closed" && (all.length > 0 || employed()) && (
        <p>
          <TextButton onClick={() => begin("conflict", "", { fixed: { value: "may-not-attend" } })}>
            Somebody else may not attend
          </TextButton>
        </p>
      )}
    </>
  );
}
