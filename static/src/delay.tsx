// Reasons for delay under the question that asks for a timescale: why a limit is passed, and what keeps the child safe.
import { TextButton } from "./button.tsx";
import { begin, type Draft } from "./forms.ts";
import { may, meeting } from "./state.ts";
import { by, dayTyped, due } from "./words.ts";

/** The recorded delay of an item that asks for a timescale, or what is said where one is missing. */
export function Delayed({ item }: { item: string }) {
  const m = meeting.value!;
  const about = m.items[item]?.delay;
  if (!about) return null;
  const told = m.delays[about];
  const late = m.stillOpen.find(({ place }) => place === `delay-${about}`);
  if (!told && !late) return null;
  return (
    <p id={`delay-${about}`} class="room-delay">
      {told && (
        <>
          <b>Reasons for delay</b> {told.cause}. Expected by {due(told.expected, undefined)}
          {told.reference && `, ${told.reference}`}. Meanwhile: {told.interim}. Authorised by {told.authorisedBy},
          reviewed on {due(told.review, undefined)}. <span class="room-hint">{by(m, told)}</span>{" "}
        </>
      )}
      {late && <>{late.words}. </>}
      <Key item={item} about={about} words={told ? "Change the reasons for delay" : "Record reasons for delay"} />
    </p>
  );
}

/** The key to write reasons for delay by hand, where nothing asks for them yet. */
export function MayDelay({ item }: { item: string }) {
  const m = meeting.value!;
  const about = m.items[item]?.delay;
  if (!about || m.delays[about] || m.stillOpen.some(({ place }) => place === `delay-${about}`) || !may("delay"))
    return null;
  return (
    <p>
      <Key item={item} about={about} words="Record reasons for delay" />
    </p>
  );
}

function Key({ item, about, words }: { item: string; about: string; words: string }) {
  if (!may("delay")) return null;
  const press = () => begin("delay", item, { subject: about, start: start(item, about) });
  return <TextButton onClick={press}>{words}</TextButton>;
}

function start(item: string, about: string): Draft["start"] {
  const m = meeting.value!;
  const { cause = "", reference = "", interim = "", authorisedBy = "", review, expected } = m.delays[about] ?? {};
  const day = dayTyped(expected ?? m.items[item]?.answers.all?.expected);
  return { cause, reference, interim, authorisedBy, review: dayTyped(review), expected: day };
}
