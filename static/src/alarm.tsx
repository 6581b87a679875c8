// The bar that says on every screen that a child may be about to meet the person: what is known, who has it, who has
// not seen it. It stays until its outcome is written down.
import { signal } from "@preact/signals";
import { go } from "./agenda.tsx";
import { TextButton } from "./button.tsx";
import { capital, clock } from "./dates.ts";
import { begin } from "./forms.ts";
import { narrow } from "./narrow.ts";
import { may, meeting, presence } from "./state.ts";
import type { Alarm } from "./wire.ts";
import { answer, byTelephone, dayTyped, due, list, name, personName } from "./words.ts";

export const title = "A child may be about to meet the person";
export const facts = { where: "Where", when: "When", police: "Who of the police has it" } as const;
export const names = Object.keys(facts) as (keyof typeof facts)[];
const folded = signal(narrow.peek()); // on a phone the rest comes on demand

/** What is asked after, whom it is handed to, what came of it: three short forms of one kind. */
export const parts = { facts: "what is known", officer: "hand it to an officer", outcome: "what came of it" } as const;

/** Whether somebody must still look after it. */
export function alarmed(): Alarm | undefined {
  const alarm = meeting.value?.alarm;
  return alarm && alarm.state !== "no" && !alarm.outcome ? alarm : undefined;
}

/** "DS Patel reports by Monday 30 November, 18:00", or that nobody has it. */
export function officerWords(alarm: Alarm): string {
  return alarm.officer
    ? `${alarm.officer} reports by ${due(alarm.reportBy ?? "", alarm.reportTime)}`
    : "no officer has it yet";
}

export function AlarmBar() {
  const alarm = alarmed();
  if (!alarm) return null;
  if (alarm.state !== "yes") return <NotKnown alarm={alarm} />;
  const m = meeting.value!;
  const lacking = names.filter((fact) => !alarm[fact]);
  const asks = lacking.map((fact) => (fact === "police" ? "Which police officer?" : `${facts[fact]}?`)).join(" ");
  const open = (part: keyof typeof parts, words: string, start: Record<string, string>) =>
    may("alarm") && (
      <button type="button" class="room-danger__button" onClick={() => begin("alarm", "", { subject: part, start })}>
        {words}
      </button>
    );
  return (
    <section class="room-danger" id={folded.value ? "alarm" : undefined} tabIndex={-1} aria-label={title}>
      <p class="room-danger__head">
        <b role="alert">{title}</b>
        <span>
          {list(alarm.children.map((id) => personName(m.people[id]!)))} since {clock(alarm.since)}
        </span>
        {m.missing.includes("police") && m.procedure.emergencyNumber && (
          <b>Police are not here: call {m.procedure.emergencyNumber}</b>
        )}
        {(!narrow.value || !folded.value) && <Unseen />}
        <button
          type="button"
          class="room-danger__fold"
          aria-expanded={!folded.value}
          onClick={() => (folded.value = !folded.value)}
        >
          {folded.value ? "More" : "Less"}
          <span class="govuk-visually-hidden"> about the child who may be about to meet the person</span>
        </button>
      </p>
      {!folded.value && (
        <p class="room-danger__rest" id="alarm" tabIndex={-1}>
          {names.map(
            (fact) =>
              alarm[fact] && (
                <span key={fact}>
                  {fact === "police" ? "Police" : facts[fact]}: {alarm[fact]}
                </span>
              ),
          )}
          {open("facts", asks || "Change", Object.fromEntries(names.map((fact) => [fact, alarm[fact] ?? ""])))}
          {!may("alarm") && lacking.length > 0 && <span>{asks}</span>}
          {(alarm.officer || !may("alarm")) && <span>{capital(officerWords(alarm))}</span>}
          {open("officer", alarm.officer ? "Hand on" : "Hand to an officer", {
            officer: alarm.officer ?? "",
            reportBy: `${dayTyped(alarm.reportBy)} ${alarm.reportTime ?? ""}`.trim(),
          })}
          {open("outcome", "What came of it", {})}
        </p>
      )}
    </section>
  );
}

/** Who cannot have seen it: not connected, or by telephone. */
function Unseen() {
  const m = meeting.value!;
  if (m.phase === "closed") return null;
  const barred = new Set(m.conflicts.flatMap((c) => (c.finding === "may-not-attend" ? [c.attendee] : [])));
  const unseen = m.order.attendees.filter(
    (id) => !barred.has(id) && !presence.value.here.some((h) => h.attendee === id),
  );
  const told = (words: string, who: string[]) => {
    if (who.length === 0) return null;
    const shown = who.slice(0, 3).map((id) => name(m, id));
    return (
      <span>
        {words}: {list(who.length > 3 ? [...shown, `${who.length - 3} more`] : shown)}
      </span>
    );
  };
  return (
    <>
      {told(
        "By telephone",
        unseen.filter((id) => byTelephone(m.attendees[id]!)),
      )}
      {told(
        "Not here",
        unseen.filter((id) => !byTelephone(m.attendees[id]!)),
      )}
    </>
  );
}

function NotKnown({ alarm }: { alarm: Alarm }) {
  const m = meeting.value!;
  const item = m.order.items.find((id) => m.items[id]!.raises);
  const given = item && Object.values(m.items[item]!.answers).find((a) => a.value === "not-known");
  const which = list(alarm.children.map((id) => personName(m.people[id]!)));
  return (
    <p class="room-danger room-danger--quiet" id="alarm" tabIndex={-1} role="status">
      <span>
        Whether {which || "a child"} is about to meet the person:{" "}
        {given ? answer(m, given).replace(/^N/, "n") : "not known yet."}
      </span>
      {item && <TextButton onClick={() => go(item)}>Go there</TextButton>}
    </p>
  );
}

/** The alarm among the actions, for as long as an officer has to report. */
export function AlarmAction() {
  const alarm = alarmed();
  if (alarm?.state !== "yes" || !alarm.officer) return null;
  return (
    <p class="room-list__row">
      <b>{title}</b>
      <span class="room-state">{officerWords(alarm)}</span>
    </p>
  );
}
