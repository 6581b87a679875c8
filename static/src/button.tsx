// What can be pressed. `of` is what it is about, for those who do not see what stands beside it.
import type { ComponentChildren } from "preact";

interface Pressed {
  onClick(): void;
  of?: string;
  /** Where the caret comes back to, although the button was drawn anew. */
  id?: string;
  children: ComponentChildren;
}

export function Button({ onClick, of, id, children, main = false }: Pressed & { main?: boolean }) {
  return (
    <button type="button" id={id} class={main ? "room-button room-button--main" : "room-button"} onClick={onClick}>
      {children}
      {of && <span class="govuk-visually-hidden"> {of}</span>}
    </button>
  );
}

/** A button that looks like a link: for what is wanted less often. */
export function TextButton({ onClick, of, id, children }: Pressed) {
  return (
    <button type="button" id={id} class="room-link" onClick={onClick}>
      {children}
      {of && <span class="govuk-visually-hidden"> {of}</span>}
    </button>
  );
}
