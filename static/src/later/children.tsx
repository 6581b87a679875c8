// Each child's line under the outcome: what is settled, what is still open, and the timescale that runs.
import { begin } from "../forms.ts";
import { type Part, continuing, instead, jointly, offered, partNames, start, subject, tonight } from "./line.ts";
import { goOn, useOnward } from "../onward.ts";
import { Sentence } from "../source.tsx";
import { may, meeting, place } from "../state.ts";
import type { Line } from "../wire.ts";
import { by, children, due, list, nameAndAgency, personName } from "../words.ts";

/** What must be settled before the meeting closes; the rest is written where there is something to say. */
const needed: Part[] = ["safety", "enquiries", "risk"];
const order: Part[] = ["safety", "enquiries", "tellChild", "tellParents", "counselling", "risk"];
const line = (id: string): Line => meeting.value!.children[id] ?? {};

export function Children() {
  const m = meeting.value!;
  const all = children(m);
  useOnward("children", state());
  if (all.length === 0) return null;
  return (
    <section class="room-children" aria-label="Each child">
      {all.map((id) => (
        <Child key={id} id={id} />
      ))}
    </section>
  );
}

function state(): string {
  return children(meeting.value!)
    .map((id) => order.map((part) => line(id)[part]?.number ?? "").join())
    .join(" ");
}

function Child({ id }: { id: string }) {
  const m = meeting.value!;
  const name = personName(m.people[id]!);
  const open = order.filter((part) => !line(id)[part]);
  const must = open.filter((part) => needed.includes(part));
  return (
    <div id={`child-${id}`} class="room-child" role="group" aria-label={name}>
      <h3 class="room-heading">{name}</h3>
      {may("child") && m.phase !== "closed" && open.length > 0 ? (
        <p class="room-answer__values room-child__open">
          {[...must, ...open.filter((part) => !must.includes(part))].map((part) => (
            <Key key={part} id={id} part={part} words={partNames[part]} />
          ))}
        </p>
      ) : (
        must.length > 0 && (
          <p class="room-hint">Still open: {list(must.map((part) => partNames[part].toLowerCase()))}</p>
        )
      )}
      {order
        .filter((part) => line(id)[part])
        .map((part) => (
          <Settled key={part} id={id} part={part} />
        ))}
    </div>
  );
}

/** A key that opens the form of a part; once that is saved the focus goes on to the next open one, of the next child if need be. */
function Key({ id, part, words }: { id: string; part: Part; words: string }) {
  const press = () => {
    const box = `#child-${id}`;
    goOn(
      "children",
      state(),
      () =>
        document.querySelector<HTMLElement>(`${box} .room-value, ${box} ~ .room-child .room-value`) ??
        document.getElementById("add"),
    );
    begin("child", place.value, { subject: subject(id, part), start: start(part, line(id)) });
  };
  const open = !line(id)[part];
  return (
    <button
      type="button"
      id={`child-${id}-${part}`}
      class={open ? (needed.includes(part) ? "room-value" : "room-word") : "room-link"}
      onClick={press}
    >
      {words}
      <span class="govuk-visually-hidden">
        {" "}
        {open ? "" : `${partNames[part]}, `}
        {personName(meeting.value!.people[id]!)}
      </span>
    </button>
  );
}

function Settled({ id, part }: { id: string; part: Part }) {
  const m = meeting.value!;
  const said = line(id)[part]!;
  const left = part === "risk" && line(id).risk!.is.continuing === "later";
  return (
    <div class="room-child__part">
      <b>{partNames[part]}</b> {words(line(id), part)} <span class="room-hint">{by(m, said)}</span>{" "}
      {may("child") && (m.phase !== "closed" || left) && (
        <Key id={id} part={part} words={m.phase === "closed" ? "Decide" : "Change"} />
      )}
      {part === "enquiries" && <Conference id={id} />}
    </div>
  );
}

/** By when a conference is held, if one is needed, with the rule. */
function Conference({ id }: { id: string }) {
  const m = meeting.value!;
  const running = Object.values(m.timescales).find((t) => t.person === id);
  if (!running) return null;
  const rule = m.procedure.timescales?.find((t) => t.id === running.rule);
  return (
    <div class="room-timescale">
      If a conference is needed{running.by ? ", " : ": "}
      {running.words}.{" "}
      {rule && (
        <details class="room-details">
          <summary>
            Why?<span class="govuk-visually-hidden"> The timescale of a conference</span>
          </summary>
          <div>
            {rule.source && <Sentence text={rule.source} />}
            {rule.practice && <p>{rule.practice}</p>}
            <p>{m.procedure.name}</p>
          </div>
        </details>
      )}
    </div>
  );
}

const among = (options: [string, string][], value: string | undefined) =>
  options.find(([id]) => id === value)?.[1] ?? "";

/** What a part says, as it stands beside its name. */
function words({ safety, enquiries, risk, counselling, ...told }: Line, part: Part): string {
  const m = meeting.value!;
  if (part === "safety" && safety) {
    const { tonight: is, until, how } = safety.is;
    return `${among(tonight, is)}${until ? `, until ${due(until, undefined)}` : ""}. ${how}`;
  }
  if (part === "enquiries" && enquiries) {
    const { start, reasons } = enquiries.is;
    const how =
      start === "yes"
        ? `Start. ${among(jointly, enquiries.is.jointly)}`
        : `Do not start. Instead: ${among(instead, enquiries.is.instead).toLowerCase()}`;
    return `${how}. Reasons: ${reasons}`;
  }
  if (part === "counselling" && counselling)
    return [among(offered, counselling.is.offered), counselling.is.text].filter(Boolean).join(". ");
  if (part === "risk" && risk) {
    const { who = "", by: day = "", reasons = "", continuing: is } = risk.is;
    const later =
      is === "later" ? `, by ${m.attendees[who] ? nameAndAgency(m, who) : who}, by ${due(day, undefined)}` : "";
    return `${among(continuing, is)}${later}. ${reasons}`.trim();
  }
  const is = told[part as "tellChild" | "tellParents"]?.is;
  return is ? [is.what, is.who && `By ${is.who}`, is.when && due(is.when, undefined)].filter(Boolean).join(". ") : "";
}
