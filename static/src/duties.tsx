// What the procedure requires under an item: each open duty a line with its keys, the others folded.
import { TextButton } from "./button.tsx";
import { write } from "./desk.ts";
import { openUnder, stateWords, under } from "./duty.tsx";
import { begin } from "./forms.ts";
import { goOn, useOnward } from "./onward.ts";
import { Sentence } from "./source.tsx";
import { may, me, meeting } from "./state.ts";
import { firstOpenPart, goTo } from "./unsettled.tsx";
import { dayTyped } from "./words.ts";

const get = (id: string) => meeting.value!.duties[id]!;

const title = "What the procedure requires";

/** The duties that were said to be done a moment ago: a quick second Enter is for the next. */
const sent = new Set<string>();

/** The first key of the open duty that follows `at` in the order, else of the first; null where none is left. */
function keyFrom(item: string, at: number): HTMLElement | null {
  const open = openUnder(item);
  const left = [...open.slice(at), ...open].find((id) => !sent.has(id));
  return document.querySelector<HTMLElement>(`#duty-${left} button`);
}

/** Puts the focus on the first open duty under an item. Returns whether there is one. */
export function goToDuties(item: string): boolean {
  const key = keyFrom(item, 0);
  key?.focus();
  return key !== null;
}

export function Duties({ item }: { item: string }) {
  const all = under(item);
  const open = openUnder(item);
  const rest = all.filter((id) => !open.includes(id));
  useOnward(`duties ${item}`, open.join());
  if (all.length === 0) return null;
  return (
    <section class="room-duties" aria-label={title}>
      {open.length > 0 && <h3 class="room-heading">{title}</h3>}
      {open.length > 0 && (
        <ul onKeyDown={arrows}>
          {open.map((id, i) => (
            <Open key={id} id={id} at={i} />
          ))}
        </ul>
      )}
      {rest.length > 0 && (
        <details class="room-details">
          <summary>
            {open.length === 0 && `${title}: `}
            {rest.length} met or done
          </summary>
          <ul>
            {rest.map((id) => (
              <Settled key={id} id={id} />
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

function Open({ id, at }: { id: string; at: number }) {
  const { text, under } = get(id);
  const of = <span class="govuk-visually-hidden"> {text}</span>;
  const record = recorders[meeting.value!.procedure.duties?.find((d) => d.id === id)?.met ?? ""];
  const onward = (from: number) => keyFrom(under, from) ?? document.getElementById("add");
  const done = () => {
    sent.add(id);
    const then = () => void sent.delete(id);
    write("duty", { duty: id, state: "done" }, { item: under, words: `Done: ${text}`, then });
    onward(at + 1)?.focus();
  };
  const open = (act: () => void) => () => {
    goOn(`duties ${under}`, openUnder(under).join(), () => onward(at));
    act();
  };
  const key = (words: string, onClick: () => void, hint = "") => (
    <button
      type="button"
      id={`duty-${id}-${words.toLowerCase().replace(/ /g, "-")}`}
      class="room-word"
      onClick={onClick}
    >
      {words}
      {of}
      {hint && (
        <span class="room-slash" aria-hidden="true">
          {" "}
          {hint}
        </span>
      )}
    </button>
  );
  return (
    <li id={`duty-${id}`} class="room-duty">
      <div class="room-duty__text">
        {text} <Why id={id} />
      </div>
      <span class="room-duty__keys">
        {may("duty") && key("Done", done, at === 0 ? "/done" : "")}
        {may("action") &&
          key(
            "Action",
            open(() => begin("action", under, { subject: id, start: { text, toldBy: me.value } })),
          )}
        {may("duty") &&
          key(
            "Does not apply",
            open(() => begin("duty", under, { subject: id, fixed: { state: "not-applicable" } })),
          )}
        {record &&
          may(record.kind) &&
          key(
            record.words,
            open(() => record.act(under)),
          )}
      </span>
    </li>
  );
}

/** What writes down by itself that a duty is met. */
const recorders: Record<string, { kind: "planning" | "delay" | "child"; words: string; act(under: string): void }> = {
  "planning-recorded": { kind: "planning", words: "Record it", act: (under) => begin("planning", under) },
  "delay-recorded": {
    kind: "delay",
    words: "Record it",
    act: (under) => begin("delay", under, { subject: meeting.value!.items[under]?.delay ?? "forensic" }),
  },
  "section-47-decided": { kind: "child", words: "For each child", act: () => goTo(firstOpenPart("enquiries")) },
  "counselling-recorded": { kind: "child", words: "For each child", act: () => goTo(firstOpenPart("counselling")) },
};

function Settled({ id }: { id: string }) {
  const duty = get(id);
  const is = duty.said?.is;
  const start = { state: is?.state ?? "done", who: is?.who ?? "", when: dayTyped(is?.when), reason: is?.reason ?? "" };
  return (
    <li id={`duty-${id}`} class="room-duty">
      <div class="room-duty__text">
        {duty.text} <span class="room-hint">{stateWords(duty)}</span> <Why id={id} />
      </div>
      {duty.state !== "met" && may("duty") && (
        <TextButton of={duty.text} onClick={() => begin("duty", duty.under, { subject: id, start })}>
          Change
        </TextButton>
      )}
    </li>
  );
}

/** The sentences that oblige, with the circumstances in which they do. */
function Why({ id }: { id: string }) {
  const m = meeting.value!;
  const words = (circumstance: string) => m.procedure.circumstances.find((c) => c.id === circumstance)?.text ?? "";
  return (
    <details class="room-details">
      <summary>
        Why?<span class="govuk-visually-hidden"> {get(id).text}</span>
      </summary>
      <div>
        {get(id).why.map(({ when, source }) => (
          <>
            <p>
              Because:{" "}
              {when
                .filter((c) => m.circumstances[c])
                .map(words)
                .join("; ")}
              .
            </p>
            <Sentence text={source} />
          </>
        ))}
        <p>{m.procedure.name}</p>
      </div>
    </details>
  );
}

/** Arrow keys go from key to key: right and left along a line, down and up to the same key of another. */
function arrows(event: KeyboardEvent): void {
  const key = event.target as HTMLElement;
  const line = key.closest(".room-duty");
  const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
  if (!line || !step || key.tagName !== "BUTTON") return;
  const lines = [...line.parentElement!.children];
  const keys = (of: Element | undefined) => [...(of?.querySelectorAll("button") ?? [])];
  const to = keys(lines[lines.indexOf(line) + step[0]!])[keys(line).indexOf(key as HTMLButtonElement) + step[1]!];
  to?.focus();
  event.preventDefault();
}
