// The button of a slash word: it stands where its deed belongs, and does what Enter in the Add line would do.
import { signal } from "@preact/signals";

/** What stands in the Add line, and what is wrong with it. */
export const line = signal("");
export const wrong = signal("");

let doIt: (line: string, from: HTMLElement | null) => string | undefined;
/** Says who does what a line with a slash word says. */
export function does(act: typeof doIt): void {
  doIt = act;
}

/** `more`: something must follow the word, so the button only puts it into the Add line. */
export function Word({
  word,
  does,
  more = false,
  if: shown,
}: {
  word: string;
  does: string;
  more?: boolean;
  if: unknown;
}) {
  if (!shown) return null;
  const act = () => {
    const add = document.getElementById("add");
    if (more) line.value = `${word} `;
    wrong.value = more ? "" : (doIt(word, add) ?? "");
    if (more) add?.focus();
  };
  return (
    <button type="button" class="room-word" onClick={act}>
      {does} <span class="room-slash">{word}</span>
    </button>
  );
}
