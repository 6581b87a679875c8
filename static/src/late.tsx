// What somebody typed and nobody will save: shown until they have it elsewhere, or, where the meeting closed meanwhile,
// have added it with its date.
import { Button, TextButton } from "./button.tsx";
import { civil, clock, dayWords } from "./dates.ts";
import { addLate, ending, link, notebook, pending } from "./desk.ts";
import { type Late, late, throwAway } from "./held.ts";
import { mayWith, me, meeting, now, self } from "./state.ts";
import { itemWords } from "./words.ts";

export function TooLate() {
  const ended = link.value === "ended" ? unsent() : [];
  if (late.value.length + ended.length === 0) return null;
  return (
    <section class="room-left" aria-label="Not saved">
      {late.value.map(({ late }) => (
        <Text late={late} key={late} done={() => throwAway(late)} />
      ))}
      {ended.map((one, n) => (
        <Text late={one} key={n} />
      ))}
    </section>
  );
}

/** What was on its way when this screen was sent out of the meeting. */
function unsent(): Late[] {
  const typed = notebook.typed().map(({ item, notes }) => ({ item, words: notes.typed() }));
  return [...pending.value, ...typed].map(({ item, words }) => ({ item, words, why: ending.value }));
}

/** "at 16:31 GMT", with the day where that is not today. */
function when(at: number): string {
  const [day, today] = [civil(at), civil(now.value)];
  return `${day === today ? "" : `on ${dayWords(day, today)} `}at ${clock(at)}`;
}

function Text({ late: text, done }: { late: Late; done?: () => void }) {
  const { item, words, why, since } = text;
  const { closing } = meeting.value!;
  const closed = since && closing;
  const adds = closed && done && mayWith("addition", self.value?.writesNotes ? me.value : undefined);
  const at = meeting.value!.items[item];
  const named = at && (at.question || !ending.value); // what others called an item stays in the meeting
  const of = `what was typed${named ? ` under ${itemWords(at)}` : ""}`;
  return (
    <div class="room-late">
      <p class="room-wrong" role="alert">Not saved: {of}</p>
      {closed && (
        <p>
          The meeting closed {when(Date.parse(closing.at))}. This was typed on your device {when(since)} and not saved.
        </p>
      )}
      <p class="room-entry__text">{words}</p>
      {why && <p class="room-hint">{why}</p>}
      {adds && (
        <p class="room-hint">
          It can still be added: dated today, in your name, after the text of the meeting, which does not change.
        </p>
      )}
      <p>
        {adds && (
          <>
            <Button main onClick={() => addLate(text)} of={of}>
              Add it to the meeting
            </Button>{" "}
          </>
        )}
        <Button onClick={() => void navigator.clipboard.writeText(words)} of={of}>
          Copy
        </Button>{" "}
        {done && (
          <TextButton onClick={done} of={of}>
            Throw away
          </TextButton>
        )}
      </p>
    </div>
  );
}
