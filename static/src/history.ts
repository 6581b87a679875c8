// What one person can take back. The browser's own undo knows nothing of what others typed in between and breaks as
// soon as a script touches the field.
import { type Edit, carry, compose, inverse, moved, rebase } from "./edit.ts";

/** Edits closer together than this, in milliseconds, and at one place, are taken back together. */
const PAUSE = 1000;
const MOST_STEPS = 200;

/**
 * Two stacks of changes. The uppermost of each is made for the text as it stands, the one below it for the text after
 * that, and so on.
 */
export class History {
  private done: Edit[][] = [];
  private undone: Edit[][] = [];
  private last: { at: number; end: number } | undefined;

  /** Keeps how to take back what the person did at the time `now`, in milliseconds. */
  did(edits: Edit[], back: Edit[], now: number): void {
    this.undone = [];
    const [first] = edits;
    const touches = first && this.last && [first.at, first.at + (first.delete ?? 0)].includes(this.last.end);
    const top = this.done[this.done.length - 1];
    if (touches && top && now - this.last!.at < PAUSE) this.done[this.done.length - 1] = compose(back, top);
    else this.done.push(back);
    if (this.done.length > MOST_STEPS) this.done.shift();
    const final = edits[edits.length - 1]!;
    this.last = { at: now, end: moved(final.at + (final.delete ?? 0), edits, true) };
  }

  /** The text has changed by others' hands. */
  moved(edits: Edit[]): void {
    this.done = under(this.done, edits);
    this.undone = under(this.undone, edits);
    if (this.last) this.last.end = moved(this.last.end, edits);
  }

  /** What takes the last step back; nothing where there is none. */
  undo(text: string): Edit[] {
    return this.step(this.done, this.undone, text);
  }

  /** What does again what was taken back last. */
  redo(text: string): Edit[] {
    return this.step(this.undone, this.done, text);
  }

  private step(from: Edit[][], to: Edit[][], text: string): Edit[] {
    this.last = undefined;
    const edits = from.pop() ?? [];
    if (edits.length > 0) to.push(inverse(text, edits));
    return edits;
  }
}

/** A stack under which others have changed the text. Steps of which nothing is left fall out. */
function under(stack: Edit[][], edits: Edit[]): Edit[][] {
  const lower: Edit[][] = [];
  for (const step of [...stack].reverse()) {
    lower.push(rebase(step, edits));
    edits = carry(edits, step);
  }
  return lower.reverse().filter((step) => step.length > 0);
}
