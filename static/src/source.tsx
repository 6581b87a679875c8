// A sentence of the document, with what its terms are called today.
import { meeting } from "./state.ts";

/** The document's sentence, in the words that it has, and a line for each term that reads differently today. */
export function Sentence({ text }: { text: string }) {
  const terms = (meeting.value!.procedure.glosses ?? []).filter(({ term }) => text.includes(term));
  const glosses = terms.filter(
    ({ term }) => !terms.some((longer) => longer.term !== term && longer.term.includes(term)),
  );
  return (
    <>
      <p>“{text}”</p>
      {glosses.map(({ term, today }) => (
        <p key={term} class="room-gloss">
          “{term}”: {today}.
        </p>
      ))}
    </>
  );
}
