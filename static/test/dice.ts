// Chance that can be repeated: texts and edits from a seed.
import { type Edit, edit } from "../src/edit.ts";

const letters = ["a", "b", " ", "\n", "é", "e\u0301", "م", "র্", "你", "😀", "😁", "👩\u200d👧", "𝒳"];

export class Dice {
  private state: number;

  constructor(seed: number) {
    this.state = seed * 2654435761;
  }

  /** A whole number from 0 to most - 1 (mulberry32). */
  below(most: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * most) | 0;
  }

  /** Once in so many. */
  chance(outOf: number): boolean {
    return this.below(outOf) === 0;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }

  text(most: number): string {
    return Array.from({ length: this.below(most + 1) }, () => this.pick(letters)).join("");
  }

  /** A place in the text between two characters. */
  place(text: string, from = 0): number {
    return from + [...text.slice(from)].slice(0, this.below([...text.slice(from)].length + 1)).join("").length;
  }

  /** A change of the text, of up to three edits. */
  edits(text: string): Edit[] {
    const list: Edit[] = [];
    let from = 0;
    for (let n = this.below(4); n > 0; n--) {
      const at = this.place(text, from);
      from = at + [...text.slice(at)].slice(0, this.below(5)).join("").length;
      const insert = this.chance(3) ? "" : this.text(3);
      if (from > at || insert !== "") list.push(edit(at, from - at, insert));
    }
    return list;
  }
}
