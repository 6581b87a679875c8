// The forms of a child's line: one small form for each part of it, for one child or the same for all.
import { write } from "./desk.ts";
import { Problem, type Draft, type Values } from "./forms.ts";
import { Choice, Day, Text, Tick, dayIn, maybeDayIn, neededIn, textIn } from "./inputs.tsx";
import { meeting } from "./state.ts";
import type { Form } from "./views.ts";
import type { ChildLineBody, Line, Telling } from "./wire.ts";
import { Who, attendeeIn, whoStart } from "./who.tsx";
import { children, dayTyped, personName } from "./words.ts";

export type Part = Exclude<keyof Line, "started">;

/** One part of a child's line: its name, its fields, what they start with, what they say. */
interface Settling {
  name: string;
  Fields(props: { draft: Draft }): preact.ComponentChildren;
  start(line: Line): Values;
  body(draft: Draft): Omit<ChildLineBody, "person">;
}

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

const telling = (part: "tellChild" | "tellParents", name: string, needed: string): Settling => ({
  name,
  Fields: ({ draft }) => (
    <>
      <Text draft={draft} name={`${part}.what`} label={name} />
      <div class="room-pair">
        <Who draft={draft} name={`${part}.who`} label="Who tells them" />
        <Day draft={draft} name={`${part}.when`} label="When" />
      </div>
    </>
  ),
  start: (line) =>
    filled({
      [`${part}.what`]: line[part]?.is.what,
      [`${part}.who`]: line[part]?.is.who,
      [`${part}.when`]: dayTyped(line[part]?.is.when),
    }),
  body(draft) {
    const who = textIn(draft, `${part}.who`);
    const when = maybeDayIn(draft, `${part}.when`);
    const is: Telling = { what: neededIn(draft, `${part}.what`, needed), ...(who && { who }), ...(when && { when }) };
    return { [part]: is };
  },
});

export const parts: Record<Part, Settling> = {
  safety: {
    name: "Safe tonight",
    Fields: ({ draft }) => (
      <>
        <div class="room-pair">
          <Choice draft={draft} name="safety.tonight" label="Safe tonight" none="Choose" options={tonight} />
          <Day draft={draft} name="safety.until" label="Until when" />
        </div>
        <Text
          draft={draft}
          name="safety.how"
          label={textIn(draft, "safety.tonight") === "yes" ? "By what" : "What is done about it"}
        />
      </>
    ),
    start: ({ safety }) =>
      filled({
        "safety.tonight": safety?.is.tonight,
        "safety.until": dayTyped(safety?.is.until),
        "safety.how": safety?.is.how,
      }),
    body(draft) {
      const answer = neededIn(draft, "safety.tonight", "Say whether the child is safe tonight.");
      const until = answer === "yes" ? dayIn(draft, "safety.until").date : maybeDayIn(draft, "safety.until");
      return {
        safety: {
          tonight: answer,
          how: neededIn(draft, "safety.how", "Say what keeps the child safe, or what is done about it."),
          ...(until && { until }),
        },
      };
    },
  },
  enquiries: {
    name: "Section 47 enquiries",
    Fields: ({ draft }) => (
      <>
        <div class="room-pair">
          <Choice
            draft={draft}
            name="enquiries.start"
            label="Section 47 enquiries start"
            none="Choose"
            options={[
              ["yes", "Yes"],
              ["no", "No"],
            ]}
          />
          {textIn(draft, "enquiries.start") === "yes" && (
            <Choice draft={draft} name="enquiries.jointly" label="Single or joint" options={jointly} />
          )}
          {textIn(draft, "enquiries.start") === "no" && (
            <Choice draft={draft} name="enquiries.instead" label="What instead" options={instead} />
          )}
        </div>
        <Text draft={draft} name="enquiries.reasons" label="Reasons" lines={2} />
      </>
    ),
    start: ({ enquiries: e }) =>
      filled({
        "enquiries.start": e?.is.start,
        "enquiries.reasons": e?.is.reasons,
        "enquiries.jointly": e?.is.jointly || "joint",
        "enquiries.instead": e?.is.instead || "section-17",
      }),
    body(draft) {
      const starts = neededIn(draft, "enquiries.start", "Say whether section 47 enquiries start.");
      const how =
        starts === "yes"
          ? { jointly: textIn(draft, "enquiries.jointly") }
          : { instead: textIn(draft, "enquiries.instead") };
      return {
        enquiries: { start: starts, reasons: neededIn(draft, "enquiries.reasons", "Write down the reasons."), ...how },
      };
    },
  },
  risk: {
    name: "Continuing risk of significant harm",
    Fields: ({ draft }) => (
      <>
        <Choice
          draft={draft}
          name="risk.continuing"
          label="Continuing risk of significant harm"
          none="Choose"
          options={continuing}
        />
        {textIn(draft, "risk.continuing") === "later" && (
          <div class="room-pair">
            <Who draft={draft} name="risk.who" label="Who decides" />
            <Day draft={draft} name="risk.by" label="By" />
          </div>
        )}
        <Text
          draft={draft}
          name="risk.reasons"
          label={textIn(draft, "risk.continuing") === "later" ? "Words, if there are any" : "Reasons"}
        />
      </>
    ),
    start: ({ risk }) =>
      filled({
        "risk.continuing": risk?.is.continuing,
        "risk.reasons": risk?.is.reasons,
        "risk.by": dayTyped(risk?.is.by),
        "risk.who": risk?.is.who,
        ...whoStart("risk.who", risk?.is.who),
      }),
    body(draft) {
      const answer = neededIn(draft, "risk.continuing", "Say yes, no, or to be decided.");
      const reasons = textIn(draft, "risk.reasons");
      if (answer !== "later")
        return { risk: { continuing: answer, reasons: neededIn(draft, "risk.reasons", "Write down the reasons.") } };
      const who = attendeeIn(draft, "risk.who") ?? neededIn(draft, "risk.who", "Say who decides.");
      return { risk: { continuing: answer, who, by: dayIn(draft, "risk.by").date, ...(reasons && { reasons }) } };
    },
  },
  tellChild: telling("tellChild", "What the child is told", "Say what the child is told."),
  tellParents: telling("tellParents", "What the parents are told", "Say what the parents are told."),
  counselling: {
    name: "Counselling",
    Fields: ({ draft }) => (
      <div class="room-pair">
        <Choice
          draft={draft}
          name="counselling.offered"
          label="Counselling or therapeutic services"
          options={offered}
        />
        <Text draft={draft} name="counselling.text" label="Words, if there are any" />
      </div>
    ),
    start: ({ counselling }) =>
      filled({ "counselling.offered": counselling?.is.offered || "yes", "counselling.text": counselling?.is.text }),
    body(draft) {
      const text = textIn(draft, "counselling.text");
      return { counselling: { offered: textIn(draft, "counselling.offered"), ...(text && { text }) } };
    },
  },
};

function filled(values: Record<string, string | undefined>): Values {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value ?? ""]));
}

/** The subject of a form: a child and a part of its line. */
export const subject = (person: string, part: Part) => `${person} ${part}`;
const read = (draft: Draft) => draft.subject.split(" ") as [string, Part];

export const childForm: Form = {
  title(draft) {
    const [person, part] = read(draft);
    return `${parts[part].name}, ${personName(meeting.value!.people[person]!)}`;
  },
  Fields({ draft }) {
    const [, part] = read(draft);
    const { Fields } = parts[part];
    const n = children(meeting.value!).length;
    return (
      <>
        <Fields draft={draft} />
        {n > 1 && meeting.value!.phase === "open" && (
          <Tick draft={draft} name="all" label={`Same for all ${n} children`} />
        )}
      </>
    );
  },
  send(draft) {
    const [person, part] = read(draft);
    const said = parts[part].body(draft);
    const others = textIn(draft, "all") ? children(meeting.value!).filter((id) => id !== person) : [];
    if (!meeting.value!.people[person]) throw new Problem("", "The child is no longer on the list.");
    // The others only once the first stands: what is wrong is then said once.
    const then = () => others.forEach((id) => write("child", { person: id, ...said }));
    write("child", { person, ...said }, { draft, then });
  },
};
