// Where the keys go on when the key that was pressed is gone, because what it asked for is done.
import { useLayoutEffect } from "preact/hooks";

let pressed: { lines: string; state: string; next: () => HTMLElement | null } | undefined;

/** Called when a key of these lines is pressed that goes away once they are no longer as in `state`. */
export function goOn(lines: string, state: string, next: () => HTMLElement | null): void {
  pressed = { lines, state, next };
}

/** Moves the focus on when the lines have changed and it is nowhere: it never leaves where a person put it. */
export function useOnward(lines: string, state: string): void {
  useLayoutEffect(() => {
    if (pressed?.lines !== lines || pressed.state === state || document.activeElement !== document.body) return;
    pressed.next()?.focus();
    pressed = undefined;
  }, [lines, state]);
}
