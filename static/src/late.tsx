// What somebody typed and nobody will save: shown until they have it elsewhere, or, where the meeting closed meanwhile,
// have added it with its date.
import { Button, TextButton } from "./button.tsx";
import { when } from "./dates.ts";
import { OVER } from "./connection.ts";
import { addLate, ending, link, notebook, pending } from "./desk.ts";
import { type Late, kept, late, throwAway } from "./held.ts";
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
  return [...pending.value, ...typed].map(({ item, words }) => ({ item, words, why: comesBack() ? "" : ending.value }));
}

/** Whether this screen ended with the meeting, and what it was to send is held for the person's own pages. */
export function comesBack(): boolean {
  return kept.value && ending.value === OVER;
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
      <p class="room-wrong" role="alert">
        {comesBack() && !done ? "Held on this device" : "Not saved"}: {of}
      </p>
      {closed && (
        <p>
          The meeting closed {when(Date.parse(closing.at), now.value)}. This was typed on your device{" "}
          {when(since, now.value)} and not saved.
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
