// What can be pressed. `of` is what it is about, for those who do not see what stands beside it.
import type { ComponentChildren } from "preact";

interface Pressed {
  onClick(): void;
  of?: string;
  children: ComponentChildren;
}

export function Button({ onClick, of, children, main = false }: Pressed & { main?: boolean }) {
  return (
    <button type="button" class={main ? "room-button room-button--main" : "room-button"} onClick={onClick}>
      {children}
      {of && <span class="govuk-visually-hidden"> {of}</span>}
    </button>
  );
}

/** A button that looks like a link: for what is wanted less often. */
export function TextButton({ onClick, of, children }: Pressed) {
  return (
    <button type="button" class="room-link" onClick={onClick}>
      {children}
      {of && <span class="govuk-visually-hidden"> {of}</span>}
    </button>
  );
}
