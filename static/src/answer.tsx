// The answer to a question: a row of values, for each child only where they differ, and what members propose.
import { Button, TextButton } from "./button.tsx";
import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { answer, reword } from "./answering.tsx";
import { write } from "./desk.ts";
import { begin } from "./forms.ts";
import { may, mayWith, meeting } from "./state.ts";
import type { Answer, Item } from "./wire.ts";
import { answer as answerWords, by, children, personName, values } from "./words.ts";

const ALL = "all";
const apart = signal<Record<string, boolean>>({});

/** Whether it can be answered now: after closing, only what was left as not known yet, by those whose answer stands. */
function answerable(item: Item, person: string): boolean {
  if (meeting.value!.phase !== "closed") return true;
  return may("answer") === "writes" && item.answers[person || ALL]?.value === "not-known";
}

const slashes: Record<string, string> = { yes: "/yes", no: "/no", "not-known": "/unknown", "not-applicable": "/na" };

/** The values that a question can be answered with. */
export function options(item: Item): string[] {
  return item.answer === "text"
    ? ["stated", "not-known", "not-applicable"]
    : ["yes", "no", "not-known", "not-applicable"];
}

export function Answers({ id, item }: { id: string; item: Item }) {
  const m = meeting.value!;
  const asked = item.each === "child" ? children(m) : [];
  const differ = asked.some((child) => item.answers[child]);
  const each = asked.length > 1 && (differ || apart.value[id]);
  const switchTo = m.phase !== "closed" && (
    <TextButton onClick={() => (each ? same(id, item, asked) : (apart.value = { ...apart.value, [id]: true }))}>
      {each ? "Same for all" : "For each child"}
    </TextButton>
  );
  return (
    <div class="room-answers" id={id}>
      {each ? (
        asked.map((child, i) => (
          <Row key={child} id={id} item={item} person={child} {...(i === 0 && { apart: switchTo })} />
        ))
      ) : (
        <Row id={id} item={item} person="" {...(asked.length > 1 && { apart: switchTo })} />
      )}
      {Object.entries(item.proposals).map(([proposal, given]) => (
        <Proposal key={proposal} id={id} proposal={proposal} given={given} />
      ))}
    </div>
  );
}

/** One answer for all children again: the first that was given. */
function same(id: string, item: Item, asked: string[]): void {
  apart.value = { ...apart.value, [id]: false };
  const given = asked.map((child) => item.answers[child]).find((a) => a !== undefined);
  if (!given) return;
  const { value, text, who, due } = given;
  write(
    "answer",
    { item: id, value, ...(text && { text }), ...(who && { who }), ...(due && { by: due }) },
    { item: id },
  );
}

/** `apart` is the button between one answer for all and one for each child. */
function Row({ id, item, person, apart }: { id: string; item: Item; person: string; apart?: ComponentChildren }) {
  const m = meeting.value!;
  const child = m.people[person];
  const given = item.answers[person || ALL] ?? item.answers[ALL];
  const permission = answerable(item, person) ? may("answer") : undefined;
  const lead = permission === "proposes" ? "Propose" : "Answer";
  return (
    <div class="room-answer" role="group" aria-label={child ? `${lead} for ${personName(child)}` : lead}>
      {child && <b class="room-answer__child">{personName(child)}</b>}
      {permission && (
        <span class="room-answer__values">
          {permission === "proposes" && <span class="room-hint">Propose: </span>}
          {options(item).map((value) => (
            <button
              key={value}
              type="button"
              class="room-value"
              aria-pressed={given?.value === value}
              onClick={() => (given && given.value === value ? reword(id, person, given) : answer(id, person, value))}
            >
              {value === "stated" && !given ? "Write the answer" : values[value]}
              {!child && slashes[value] && (
                <span class="room-slash" aria-hidden="true">
                  {" "}
                  {slashes[value]}
                </span>
              )}
            </button>
          ))}
          {apart}
        </span>
      )}
      {given && (
        <Given
          id={id}
          person={person}
          given={given}
          writes={permission === "writes"}
          shown={permission !== undefined}
        />
      )}
    </div>
  );
}

/** `shown`: the values stand beside it as buttons; `writes`: its words can be changed. */
function Given({
  id,
  person,
  given,
  writes,
  shown,
}: {
  id: string;
  person: string;
  given: Answer;
  writes: boolean;
  shown: boolean;
}) {
  const m = meeting.value!;
  // A button says already that it is yes or no.
  const all = answerWords(m, given);
  const words = shown && given.value !== "stated" ? all.replace(`${values[given.value]}.`, "").trim() : all;
  return (
    <div class="room-given">
      {words && <span class="room-given__words">{words} </span>}
      <span class="room-hint">
        {by(m, given)}
        {given.taken && `; taken by ${by(m, given.taken)}`}
      </span>{" "}
      {writes && (
        <TextButton onClick={() => reword(id, person, given)}>
          {given.text ? "Change the words" : "Add words"}
        </TextButton>
      )}
      {given.earlier && given.earlier.length > 0 && (
        <details class="room-details">
          <summary>Earlier answers</summary>
          <ul>
            {[...given.earlier].reverse().map((was) => (
              <li key={was.number}>
                {was.person && m.people[was.person] ? `${personName(m.people[was.person]!)}: ` : ""}
                {answerWords(m, was)} <span class="room-hint">{by(m, was)}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}

function Proposal({ id, proposal, given }: { id: string; proposal: string; given: Answer }) {
  const m = meeting.value!;
  const child = given.person ? m.people[given.person] : undefined;
  return (
    <div class="room-proposal">
      <span>
        <b>Proposed{child ? ` for ${personName(child)}` : ""}:</b> {answerWords(m, given)}{" "}
        <span class="room-hint">{by(m, given)}</span>
      </span>
      {may("answer.confirm") && <Button onClick={() => write("answer.confirm", { item: id, proposal })}>Take</Button>}
      {mayWith("answer.withdraw", given.by) && (
        <TextButton onClick={() => begin("answer.withdraw", id, { subject: proposal })}>
          {given.by === m.chair || may("answer.withdraw") === "writes" ? "Do not take" : "Withdraw"}
        </TextButton>
      )}
    </div>
  );
}
