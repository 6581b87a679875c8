// What a child's line is made of: the names of its parts, what can be chosen in them, and what their forms start with.
import type { Values } from "../forms.ts";
import { whoStart } from "../who.tsx";
import type { Line } from "../wire.ts";
import { dayTyped } from "../words.ts";

export type Part = Exclude<keyof Line, "started">;

export const partNames: Record<Part, string> = {
  safety: "Safe tonight",
  enquiries: "Section 47 enquiries",
  risk: "Continuing risk of significant harm",
  tellChild: "What the child is told",
  tellParents: "What the parents are told",
  counselling: "Counselling",
};

type Options = [string, string][];
export const tonight: Options = [
  ["yes", "Yes"],
  ["no", "No"],
  ["not-known", "Not known"],
];
export const instead: Options = [
  ["section-17", "Section 17 assessment"],
  ["early-help", "Early help"],
  ["nothing-further", "Nothing further"],
];
export const jointly: Options = [
  ["joint", "Jointly with police"],
  ["single", "By social care alone"],
];
export const offered: Options = [
  ["yes", "Offered"],
  ["later", "To be offered"],
  ["no", "Not offered"],
];
export const continuing: Options = [
  ["yes", "Yes"],
  ["no", "No"],
  ["later", "To be decided after the enquiries"],
];

/** The subject of a form: a child and a part of its line. */
export const subject = (person: string, part: Part) => `${person} ${part}`;

const starts: Record<Part, (line: Line) => Record<string, string | undefined>> = {
  safety: ({ safety }) => ({
    "safety.tonight": safety?.is.tonight,
    "safety.until": dayTyped(safety?.is.until),
    "safety.how": safety?.is.how,
  }),
  enquiries: ({ enquiries: e }) => ({
    "enquiries.start": e?.is.start,
    "enquiries.reasons": e?.is.reasons,
    "enquiries.jointly": e?.is.jointly || "joint",
    "enquiries.instead": e?.is.instead || "section-17",
  }),
  risk: ({ risk }) => ({
    "risk.continuing": risk?.is.continuing,
    "risk.reasons": risk?.is.reasons,
    "risk.by": dayTyped(risk?.is.by),
    "risk.who": risk?.is.who,
    ...whoStart("risk.who", risk?.is.who),
  }),
  tellChild: (line) => told("tellChild", line),
  tellParents: (line) => told("tellParents", line),
  counselling: ({ counselling }) => ({
    "counselling.offered": counselling?.is.offered || "yes",
    "counselling.text": counselling?.is.text,
  }),
};

function told(part: "tellChild" | "tellParents", line: Line): Record<string, string | undefined> {
  const is = line[part]?.is;
  return { [`${part}.what`]: is?.what, [`${part}.who`]: is?.who, [`${part}.when`]: dayTyped(is?.when) };
}

/** What the form of a part starts with. */
export function start(part: Part, line: Line): Values {
  return Object.fromEntries(Object.entries(starts[part](line)).map(([name, value]) => [name, value ?? ""]));
}
