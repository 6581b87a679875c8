// What the window is like: too small for three columns, and whether a keyboard covers its lower part.
import { signal } from "@preact/signals";

const wide = matchMedia("(min-width: 62em) and (min-height: 32em)"); // as in room.scss
export const narrow = signal(!wide.matches);
wide.addEventListener("change", () => (narrow.value = !wide.matches));

/** Only a keyboard on the screen makes the visible part so much lower than the window; zooming in changes both. */
export const keyboardUp = signal(false);
visualViewport?.addEventListener("resize", () => {
  const { height, scale } = visualViewport!;
  keyboardUp.value = narrow.value && scale < 1.1 && height < innerHeight * 0.75;
});

/** For a part that scrolls by itself where there is room, so that the arrow keys reach it. */
export const scrolls = (): 0 | undefined => (narrow.value ? undefined : 0);
