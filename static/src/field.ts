// A plain <textarea> in which several people type: the control that every screen reader, phone keyboard and spelling
// checker knows.
import { type Edit, apply, carry, compose, moved, rebase, whole } from "./edit.ts";
import { typed } from "./diff.ts";
import type { Notes } from "./notes.ts";

/**
 * Binds a text area to notes, both ways, until what it returns is called. Others' edits move neither the caret from its
 * words nor the line with the caret from its place on the screen. While an input method composes a word the area is
 * left alone. Undo and redo take back this person's edits only.
 */
export function bind(area: HTMLTextAreaElement, notes: Notes): () => void {
  let shown = notes.text; // what the area and the notes last agreed on
  let waiting: Edit[] = []; // what others have done to it since
  let composing = false;
  let halfTyped = false;
  area.value = shown;

  /** Takes from the area what the person did to it, then shows what waits. */
  function settle(): void {
    if (composing) return;
    if (!whole(area.value) && !halfTyped) {
      halfTyped = true; // some keyboards send a character's two halves as two inputs
      return;
    }
    halfTyped = false;
    mend();
    const mine = typed(shown, area.value, area.selectionEnd);
    const others = carry(waiting, mine);
    const rebased = rebase(mine, waiting);
    waiting = [];
    shown = apply(apply(shown, mine), others);
    show(others);
    notes.edit(rebased);
  }

  function show(edits: Edit[]): void {
    if (edits.length === 0) return;
    const { selectionStart: start, selectionEnd: end, selectionDirection, scrollTop, scrollHeight } = area;
    for (const e of [...edits].reverse()) {
      area.setRangeText(e.insert ?? "", e.at, e.at + (e.delete ?? 0), "preserve");
    }
    const active = area.ownerDocument.activeElement === area;
    if (active) {
      area.setSelectionRange(moved(start, edits, start < end), moved(end, edits), selectionDirection);
    }
    const above = active && edits.every((e) => e.at + (e.delete ?? 0) <= start);
    area.scrollTop = scrollTop + (above ? area.scrollHeight - scrollHeight : 0);
  }

  /** Takes out of the area what could not be written down: the whole push would be refused for one hidden character. */
  function mend(): void {
    const { value, selectionEnd } = area;
    const mended = printable(value);
    if (mended === value) return;
    area.value = mended;
    const caret = printable(value.slice(0, selectionEnd)).length;
    area.setSelectionRange(caret, caret);
  }

  /** Undo, or redo, and the caret where it happened. */
  function takeBack(again: boolean): void {
    if (composing) return;
    settle();
    const edits = again ? notes.redo() : notes.undo();
    const last = edits[edits.length - 1];
    if (!last) return;
    show(edits);
    shown = notes.text;
    const caret = moved(last.at + (last.delete ?? 0), edits, true);
    area.setSelectionRange(caret, caret);
  }

  const until = new AbortController();
  const on = <K extends keyof HTMLElementEventMap>(type: K, act: (event: HTMLElementEventMap[K]) => void) =>
    area.addEventListener(type, act, { signal: until.signal });

  on("input", settle);
  on("compositionstart", () => (composing = true));
  on("compositionend", () => {
    composing = false;
    settle();
  });
  on("beforeinput", (event) => {
    if (event.inputType !== "historyUndo" && event.inputType !== "historyRedo") return;
    event.preventDefault();
    takeBack(event.inputType === "historyRedo");
  });
  on("keydown", (event) => {
    const key = event.key.toLowerCase();
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.isComposing || !"zy".includes(key)) return;
    event.preventDefault();
    takeBack(key === "y" || event.shiftKey);
  });

  const unwatch = notes.watch((edits) => {
    waiting = compose(waiting, edits);
    settle();
  });
  return () => {
    composing = false;
    settle();
    unwatch();
    until.abort();
  };
}

/**
 * The text as the server takes it. Pasted text brings other line ends, marks of direction and other hidden characters.
 * What a person would miss, half a character or one that only one typeface has, becomes a replacement character.
 */
export function printable(text: string): string {
  return text
    .replace(/[\v\f\u0085\u2028\u2029]|\r\n?/g, "\n")
    .replace(/[\uD800-\uDFFF\p{Co}]/gu, "\uFFFD")
    .replace(/(?![\n\t])[\p{Cc}\p{Bidi_Control}\uFEFF\uFFF0-\uFFFB]/gu, "");
}
