// What somebody typed and nobody will save: shown until they have it elsewhere.
import { Button, TextButton } from "./button.tsx";
import { ending, link, notebook, pending } from "./desk.ts";
import { type Late, late, throwAway } from "./held.ts";
import { meeting } from "./state.ts";
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

function Text({ late: { item, words, why }, done }: { late: Late; done?: () => void }) {
  const at = meeting.value!.items[item];
  const of = `what was typed${at ? ` under ${itemWords(at)}` : ""}`;
  return (
    <div>
      <p class="room-wrong" role="alert">Not saved: {of}</p>
      <p class="room-entry__text">{words}</p>
      <p class="room-hint">{why}</p>
      <p>
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
