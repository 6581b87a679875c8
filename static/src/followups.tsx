// After closing: what was written since, and what can still be written.
import { alarmed, officerWords } from "./alarm.tsx";
import { go } from "./agenda.tsx";
import { TextButton } from "./button.tsx";
import { civil, clock, dayWords } from "./dates.ts";
import { may, meeting, now } from "./state.ts";
import { answer, children, itemName, itemWords, name, personName } from "./words.ts";

export function FollowUps() {
  const m = meeting.value!;
  if (m.followUps.length === 0) return null;
  return (
    <section class="room-list" aria-labelledby="follow-ups">
      <h2 id="follow-ups" class="room-heading">
        After the meeting
      </h2>
      <ol>
        {m.followUps.map((f) => (
          <li key={f.number} class="room-list__row">
            <b>{f.about}</b> <span class="room-entry__text">{f.text}</span>
            <span class="room-state">
              {dayWords(civil(Date.parse(f.at)), civil(now.value))}, {clock(f.at)}, {name(m, f.by)}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** What the meeting left for later, each where it can be written; nothing while the meeting goes on. */
export function Afterwards() {
  const m = meeting.value!;
  if (m.phase !== "closed") return null;
  const alarm = alarmed();
  const writes = may("answer") === "writes";
  const questions = m.order.items.flatMap((id) => {
    const left = Object.values(m.items[id]!.answers).filter((given) => given.value === "not-known");
    return left.map((given) => ({ id, words: `${itemName(m.items[id])}: ${answer(m, given)}` }));
  });
  const risks = children(m).flatMap((id) => {
    const risk = m.children[id]?.risk?.is;
    return risk?.continuing === "later"
      ? [`Continuing risk of ${personName(m.people[id]!)}: decided after the enquiries`]
      : [];
  });
  if (questions.length + risks.length === 0 && alarm?.state !== "yes") return null;
  return (
    <section class="room-afterwards" aria-labelledby="afterwards">
      <h3 id="afterwards" class="room-heading">
        Left for after the meeting
      </h3>
      <ul class="room-facts">
        {alarm?.state === "yes" && <li>A child may be about to meet the person: {officerWords(alarm)}</li>}
        {questions.map(({ id, words }) => (
          <li key={words}>
            {words}{" "}
            {writes && (
              <TextButton onClick={() => go(id)} of={itemWords(m.items[id])}>
                Answer
              </TextButton>
            )}
          </li>
        ))}
        {risks.map((words) => (
          <li key={words}>
            {words} <TextButton onClick={() => go("outcome")}>Go there</TextButton>
          </li>
        ))}
      </ul>
    </section>
  );
}
