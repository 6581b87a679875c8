// The details of the meeting: particulars, people of the case, circumstances, own items, invitations, the record.
import { Button } from "../button.tsx";
import { clock, civil, dayWords } from "../dates.ts";
import { write } from "../desk.ts";
import { begin, Problem } from "../forms.ts";
import { Text, Tick, dayIn, textIn } from "../inputs.tsx";
import { Invitations } from "./invite.tsx";
import { OwnItems } from "./items.tsx";
import { Persons } from "./persons.tsx";
import { may, me, meeting, now, record } from "../state.ts";
import type { Form } from "../views.ts";

const particulars = ["reference", "title", "joining", "lawfulBasis"] as const;
const labels = { reference: "Reference", title: "About", joining: "How to join", lawfulBasis: "Lawful basis" };

export const particularsForm: Form = {
  title: () => "Change the details",
  Fields: ({ draft }) => (
    <>
      {particulars.map((name) => (
        <Text key={name} draft={draft} name={name} label={labels[name]} />
      ))}
      <Text draft={draft} name="startsAt" label="Start" hint="Leave it empty to keep it: today 14:00, mon 9:30" />
    </>
  ),
  send(draft) {
    const was = meeting.value!;
    const changed: Record<string, string> = {};
    for (const name of particulars) {
      if (textIn(draft, name) !== (was[name] ?? "")) changed[name] = textIn(draft, name);
    }
    if (textIn(draft, "startsAt")) changed.startsAt = startIn(draft);
    if (Object.keys(changed).length > 0) write("convene.amend", changed, { draft });
  },
};

/** The moment of a local day and time: that of the two possible zones which reads back as it was typed. */
function startIn(draft: Parameters<Form["send"]>[0]): string {
  const { date, time } = dayIn(draft, "startsAt");
  if (!time) throw new Problem("startsAt", "Write the time too: today 14:00.");
  const moments = ["Z", "+01:00"].map((zone) => new Date(`${date}T${time}:00${zone}`));
  const moment = moments.find((m) => civil(m.getTime()) === date && clock(m.getTime()).startsWith(time)) ?? moments[0]!;
  return moment.toISOString().replace(".000", "");
}

export const circumstancesForm: Form = {
  title: () => "Circumstances",
  Fields: ({ draft }) => (
    <>
      {meeting.value!.procedure.circumstances.map((c) => (
        <Tick key={c.id} draft={draft} name={c.id} label={c.text} />
      ))}
    </>
  ),
  send(draft) {
    const m = meeting.value!;
    const changed = m.procedure.circumstances
      .filter((c) => (textIn(draft, c.id) === "yes") !== Boolean(m.circumstances[c.id]))
      .map((c) => [c.id, textIn(draft, c.id) === "yes"]);
    if (changed.length > 0) write("circumstances", { circumstances: Object.fromEntries(changed) }, { draft });
  },
};

export function Details() {
  const m = meeting.value!;
  const start = Object.fromEntries(particulars.map((name) => [name, m[name] ?? ""]));
  const path = `/meetings/${m.id}`;
  return (
    <div class="room-about">
      <h2 class="room-question">Details of the meeting</h2>
      <dl class="room-facts">
        {particulars
          .filter((name) => m[name])
          .map((name) => (
            <Fact key={name} word={labels[name]} text={m[name]!} />
          ))}
        {m.startsAt && (
          <Fact
            word="Start"
            text={`${dayWords(civil(Date.parse(m.startsAt)), civil(now.value))}, ${clock(m.startsAt)}`}
          />
        )}
        <Fact word="Procedure" text={`${m.procedure.name}, version ${m.procedure.version}`} />
        <Fact
          word="Record"
          text={`${record.value.number} entries, check code ${record.value.fingerprint.slice(0, 16)}…`}
        />
      </dl>
      <p class="room-about__buttons">
        {may("convene.amend") && <Button onClick={() => begin("convene.amend", "", { start })}>Change</Button>}
        <Invitations />
        {(may("attendee") || m.chair === me.value) && (
          <a class="room-link" href={`${path}/people`} target="_blank" rel="noopener">
            People and links (opens in a new tab)
          </a>
        )}
        {m.startsAt && (
          <a class="room-link" href={`/api${path}/calendar.ics`} download="meeting.ics">
            Entry for your calendar
          </a>
        )}
        <a class="room-link" href={`/api${path}/minutes`} target="_blank" rel="noopener">
          Minutes (opens in a new tab)
        </a>
        <a class="room-link" href={`/api${path}/minutes.pdf`} target="_blank" rel="noopener">
          Minutes as PDF (opens in a new tab)
        </a>
      </p>
      <section aria-labelledby="circumstances">
        <h3 id="circumstances" class="room-heading">
          Circumstances
        </h3>
        <ul class="room-facts">
          {m.procedure.circumstances
            .filter((c) => m.circumstances[c.id])
            .map((c) => (
              <li key={c.id}>{c.text}</li>
            ))}
        </ul>
        {may("circumstances") && (
          <Button
            onClick={() =>
              begin("circumstances", "", {
                start: Object.fromEntries(
                  m.procedure.circumstances.map((c) => [c.id, m.circumstances[c.id] ? "yes" : ""]),
                ),
              })
            }
          >
            Change the circumstances
          </Button>
        )}
      </section>
      <Persons />
      <OwnItems />
    </div>
  );
}

function Fact({ word, text }: { word: string; text: string }) {
  return (
    <div class="room-fact">
      <dt>{word}</dt>
      <dd>{text}</dd>
    </div>
  );
}
