// What the window is like: as wide as a phone, and whether a keyboard covers its lower part.
import { signal } from "@preact/signals";

const phone = matchMedia("(max-width: 40em)");
export const narrow = signal(phone.matches);
phone.addEventListener("change", () => (narrow.value = phone.matches));

/** Only a keyboard on the screen makes the visible part so much lower than the window; zooming in changes both. */
export const keyboardUp = signal(false);
visualViewport?.addEventListener("resize", () => {
  const { height, scale } = visualViewport!;
  keyboardUp.value = phone.matches && scale < 1.1 && height < innerHeight * 0.75;
});

/** For a part that scrolls by itself where there is room, so that the arrow keys reach it. */
export const scrolls = (): 0 | undefined => (narrow.value ? undefined : 0);
