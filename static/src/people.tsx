// Who is here, by agency: each with role and times, who takes part by telephone, which agency is missing, who knocks.
import { Button, TextButton } from "./button.tsx";
import { Word } from "./word.tsx";
import { complaint, post, write } from "./desk.ts";
import { Conflicts, Door, finding } from "./conflict.tsx";
import { begin } from "./forms.ts";
import { hour } from "./dates.ts";
import { scrolls } from "./narrow.ts";
import { Quorum, missingWords } from "./quorum.tsx";
import { may, me, meeting, presence } from "./state.ts";
import type { Attendee } from "./wire.ts";
import { byTelephone, guestsKnown, here, name, roles, sector } from "./words.ts";

/** The attendees by sector, in the procedure's order; a sector that is missing is named although nobody was invited. */
function bySector(): { id: string; name: string; attendees: string[] }[] {
  const m = meeting.value!;
  return m.procedure.sectors
    .map(({ id, name }) => ({
      id,
      name,
      attendees: m.order.attendees.filter((a) => m.attendees[a]!.agency.sector === id),
    }))
    .filter(({ id, attendees }) => attendees.length > 0 || m.missing.includes(id));
}

/** Who asks to come in, for those who may let in. */
function asking() {
  return may("attendee") ? (presence.value.waiting ?? []) : [];
}

/** "Here: 5, health missing, 1 asking to come in" */
export function hereWords(): string {
  const m = meeting.value!;
  const n = m.order.attendees.filter((id) => here(m.attendees[id]!)).length;
  const knocks = asking().length;
  return [`Here: ${n}`, missingWords().toLowerCase(), knocks && `${knocks} asking to come in`].filter(Boolean).join(", ");
}

export async function admit(knock: string, admitted: boolean): Promise<void> {
  await post(`/knocks/${encodeURIComponent(knock)}`, { admit: admitted }).catch((why: Error) => {
    complaint.value = why.message;
  });
}

export function People() {
  const m = meeting.value!;
  return (
    <section class="room-people" aria-labelledby="people" tabIndex={scrolls()}>
      <h2 id="people" class="room-heading">
        Who is here
      </h2>
      <Knocks />
      <Door />
      <Quorum asking={asking().map(({ agency }) => agency.sector)} />
      {bySector().map(({ id, name, attendees }) => (
        <div key={id} class="room-agency">
          <h3 class="room-agency__name">
            {name}
            {m.missing.includes(id) && <b class="room-missing">: missing</b>}
          </h3>
          <ul>
            {attendees.map((id) => (
              <Line key={id} id={id} who={m.attendees[id]!} />
            ))}
          </ul>
        </div>
      ))}
      <Conflicts />
      {m.phase === "closed" && <PeopleLink />}
      {may("attendee") && (
        <p class="room-words">
          <Word word="/left" does="Left" more if={may("attendance")} />
          <Word word="/phone" does="By telephone" more if={may("attendance")} />
          <button type="button" class="room-word" onClick={() => begin("attendee", "", { start: { role: "member" } })}>
            Add someone
          </button>
          {may("attendee.role") && (
            <button
              type="button"
              class="room-word"
              onClick={() => begin("invitation", "", { start: { role: "member" } })}
            >
              Invite
            </button>
          )}
        </p>
      )}
    </section>
  );
}

/** To the page from which guests of a closed meeting are let in and get their codes. */
function PeopleLink() {
  const m = meeting.value!;
  const n = presence.value.waiting?.length;
  const words = [
    m.chair === me.value && (guestsKnown() ? "Guests and codes" : "People and links"),
    n && `${n} asking to come in`,
  ].filter(Boolean);
  if (!words.length) return null;
  return (
    <p>
      <a class="room-link" href={`/meetings/${m.id}/people`}>
        {words.join(", ")}
      </a>
    </p>
  );
}

function Knocks() {
  const waiting = asking();
  const m = meeting.value!;
  if (waiting.length === 0) return null;
  return (
    <div class="room-knocks" role="group" aria-label="Asking to come in">
      <p>
        <b>{waiting.length} asking to come in</b>
        <span class="room-hint"> Let in only whom you recognise, by voice or face.</span>
      </p>
      <ul>
        {waiting.map((w, i) => (
          <li key={w.knock}>
            {w.name}, {w.agency.name || sector(m, w.agency)}
            <span class="room-hint"> {w.same ? "as invited" : `in place of ${name(m, w.attendee)}`}</span>
            <br />
            <Button onClick={() => void admit(w.knock, true)}>
              Let in <span class="govuk-visually-hidden">{w.name}</span>
              {i === 0 && <span class="room-slash"> /in</span>}
            </Button>{" "}
            <TextButton onClick={() => void admit(w.knock, false)} of={w.name}>
              Do not let in
            </TextButton>
          </li>
        ))}
      </ul>
    </div>
  );
}

function presenceWords(id: string, who: Attendee): string {
  const last = who.attendance[who.attendance.length - 1];
  if (last && !last.to) {
    const lost = !last.telephone && !presence.value.here.some((h) => h.attendee === id);
    return `${last.telephone ? "by telephone " : ""}from ${hour(last.from)}${lost ? ", connection lost" : ""}`;
  }
  if (finding(id) === "may-not-attend") return "may not attend";
  if (who.apologies) return "apologies";
  return last ? `left ${hour(last.to!)}` : "not here";
}

function Line({ id, who }: { id: string; who: Attendee }) {
  const words = (
    <>
      {who.name}
      {id === me.value && " (you)"}
      {who.role !== "member" && `, ${roles[who.role]}`}
    </>
  );
  const gone = here(who) ? "" : "room-person--gone";
  const state = <span class="room-hint"> {presenceWords(id, who)}</span>;
  if (!may("attendance"))
    return (
      <li class={`room-person ${gone}`}>
        {words}
        {state}
      </li>
    );
  return (
    <li class={`room-person ${gone}`}>
      <details class="room-details">
        <summary>
          {words}
          {state}
        </summary>
        <Buttons id={id} who={who} />
      </details>
    </li>
  );
}

function Buttons({ id, who }: { id: string; who: Attendee }) {
  const attend = (state: string, words: string) => (
    <Button onClick={() => write("attendance", { attendee: id, state })}>{words}</Button>
  );
  const role = (next: "deputy" | "minute-taker" | "member") =>
    who.role !== next && (
      <Button onClick={() => write("attendee.role", { attendee: id, role: next })}>Make {roles[next]}</Button>
    );
  return (
    <p class="room-person__buttons">
      {who.position && (
        <span class="room-hint">
          {who.position}, {who.agency.name}
        </span>
      )}
      {!here(who) && attend("joined", "Is here")}
      {!byTelephone(who) && attend("telephone", "By telephone")}
      {here(who) && attend("left", "Has left")}
      {!here(who) && !who.apologies && attend("apologies", "Sent apologies")}
      {may("note.allow") && who.role !== "chair" && who.role !== "minute-taker" && !who.telephone && (
        <Button onClick={() => write("note.allow", { attendee: id, allowed: !who.writesNotes })}>
          {who.writesNotes ? "No longer writes notes" : "May write notes"}
        </Button>
      )}
      {may("attendee.role") && who.role !== "chair" && (
        <>
          {role("minute-taker")}
          {role("deputy")}
          {role("member")}
        </>
      )}
    </p>
  );
}
