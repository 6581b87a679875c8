// The forms of a child's line: one small form for each part of it, for one child or the same for all.
import { write } from "../desk.ts";
import { Problem, type Draft } from "../forms.ts";
import { Choice, Day, Text, Tick, dayIn, maybeDayIn, neededIn, textIn } from "../inputs.tsx";
import { type Part, continuing, instead, jointly, offered, partNames, tonight } from "./line.ts";
import { meeting } from "../state.ts";
import type { Form } from "../views.ts";
import type { ChildLineBody, Telling } from "../wire.ts";
import { Who, attendeeIn } from "../who.tsx";
import { children, personName } from "../words.ts";

/** The form of one part of a child's line: its fields, and what they say. */
interface Settling {
  Fields(props: { draft: Draft }): preact.ComponentChildren;
  body(draft: Draft): Omit<ChildLineBody, "person">;
}

const telling = (part: "tellChild" | "tellParents", needed: string): Settling => ({
  Fields: ({ draft }) => (
    <>
      <Text draft={draft} name={`${part}.what`} label={partNames[part]} />
      <div class="room-pair">
        <Who draft={draft} name={`${part}.who`} label="Who tells them" />
        <Day draft={draft} name={`${part}.when`} label="When" />
      </div>
    </>
  ),
  body(draft) {
    const who = textIn(draft, `${part}.who`);
    const when = maybeDayIn(draft, `${part}.when`);
    const is: Telling = { what: neededIn(draft, `${part}.what`, needed), ...(who && { who }), ...(when && { when }) };
    return { [part]: is };
  },
});

const parts: Record<Part, Settling> = {
  safety: {
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
    body(draft) {
      const answer = neededIn(draft, "risk.continuing", "Say yes, no, or to be decided.");
      const reasons = textIn(draft, "risk.reasons");
      if (answer !== "later")
        return { risk: { continuing: answer, reasons: neededIn(draft, "risk.reasons", "Write down the reasons.") } };
      const who = attendeeIn(draft, "risk.who") ?? neededIn(draft, "risk.who", "Say who decides.");
      return { risk: { continuing: answer, who, by: dayIn(draft, "risk.by").date, ...(reasons && { reasons }) } };
    },
  },
  tellChild: telling("tellChild", "Say what the child is told."),
  tellParents: telling("tellParents", "Say what the parents are told."),
  counselling: {
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
    body(draft) {
      const text = textIn(draft, "counselling.text");
      return { counselling: { offered: textIn(draft, "counselling.offered"), ...(text && { text }) } };
    },
  },
};

/** The child and the part that a form is for. */
const read = (draft: Draft) => draft.subject.split(" ") as [string, Part];

export const childForm: Form = {
  title(draft) {
    const [person, part] = read(draft);
    return `${partNames[part]}, ${personName(meeting.value!.people[person]!)}`;
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
    const next = others.map((id) => ({ kind: "child" as const, body: { person: id, ...said } }));
    write("child", { person, ...said }, { draft, next });
  },
};
