// What a screen reader hears without having asked: one polite voice that does not interrupt itself.
import { signal } from "@preact/signals";

const PAUSE = 2500;
const said = signal("");
let queue: string[] = [];
let speaking = false;

/** Says something when the voice is free. What waits at the same time is said together, once each. */
export function announce(words: string): void {
  if (!queue.includes(words)) queue.push(words);
  if (!speaking) speak();
}

function speak(): void {
  speaking = queue.length > 0;
  if (!speaking) return;
  // The same words again would be no change of the page, and unheard.
  const words = queue.join(". ");
  said.value = said.value === words ? `${words}\u00a0` : words;
  queue = [];
  setTimeout(speak, PAUSE);
}

export function Live() {
  return (
    <p class="govuk-visually-hidden" aria-live="polite" role="status">
      {said}
    </p>
  );
}
