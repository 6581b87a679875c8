// A command as a device holds it until it is answered, with what is to follow it and what becomes of it where it came too
// late.
import type { Shape } from "./forms.ts";
import type { Late } from "./held.ts";
import type { Unsaved } from "./notes.ts";
import type { Command, Commands, Kind, Meeting, Refusal } from "./wire.ts";

/** A command that is written only once another stands, which may name it. */
export type Next = {
  [K in Kind]: {
    kind: K;
    body: Commands[K];
    /** The field of the body that takes the id of what the other made: a letter before the number of its entry. */
    names?: { field: string & keyof Commands[K]; letter: string };
  };
}[Kind];

export interface Asked {
  command: Command;
  item: string;
  words: string;
  since: number;
  draft?: Shape | undefined;
  refusal?: Refusal;
  /** What follows, in this order. Each has its id from the beginning, so that it is written once. */
  next?: (Next & { id: string })[];
  /** Whether it followed another. */
  follows?: true;
  /** What it is to save, where that is back in sight when it is refused. */
  late?: Late;
}

/** One thing that a device holds: a command, the notes of an item, or what came too late for either. */
export type Held = Asked | { notes: Unsaved; item: string; since: number } | { late: Late };

/** What follows a command that is answered, by the number of its entry where there is one; undefined: nothing. */
export function follower({ next = [] }: Asked, number?: number): Asked | undefined {
  const [first, ...rest] = next.map(({ names, ...one }) => ({
    ...one,
    body: names && number ? { ...one.body, [names.field]: names.letter + number } : one.body,
  })) as NonNullable<Asked["next"]>;
  if (!first) return undefined;
  const { id, kind, body } = first;
  return { command: { id, kind, body }, item: "", words: "", since: Date.now(), next: rest, follows: true };
}

/** What was typed into a form; choices and ids are one word. */
export function typedIn(shape: Shape | undefined): string[] {
  return Object.values(shape?.values ?? {}).filter((value) => /\s/.test(value.trim()));
}

/** All that was typed for a command. */
export function wordsOf({ words, draft }: Asked): string {
  return [words, ...typedIn(draft).filter((value) => !words.includes(value.trim()))].filter(Boolean).join("\n");
}

/** The command by which somebody adds to a closed meeting what came too late for it; without the item where that is gone. */
export function additionOf({ item, words, since }: Late, there: boolean): Command {
  const typed = since && new Date(since).toISOString();
  const body = { ...(there && { item }), text: words, ...(typed && { typed }) };
  return { id: crypto.randomUUID(), kind: "addition", body };
}

/** What is left of a command that was refused because the meeting is closed; undefined where it can be tried again. */
export function tooLateOf(asked: Asked, why: Refusal, m: Pick<Meeting, "phase">): Late | undefined {
  // What was for some only must not become everybody's.
  const { command, item, since, draft } = asked;
  const open = !command.kind.startsWith("restricted") && command.kind !== "phase";
  if (why.code !== "phase" || m.phase !== "closed" || !draft || !open) return undefined;
  const all = wordsOf(asked);
  return all ? { item, words: all, why: "", since } : undefined;
}
