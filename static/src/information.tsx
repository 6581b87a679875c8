// Information that an agency shares: a form to write it for others, and how it stands under its item.
import { write } from "./desk.ts";
import { type Draft, Problem } from "./forms.ts";
import { Text, neededIn, textIn } from "./inputs.tsx";
import { may, me, meeting } from "./state.ts";
import type { Form, Row } from "./views.ts";
import type { Information } from "./wire.ts";
import { Who, agencyIn, attendeeIn } from "./who.tsx";
import { itemWords, nameAndAgency } from "./words.ts";

const missing = "Write down what was said.";

export const informationForm: Form = {
  title: (draft) => `Information, ${itemWords(meeting.value!.items[draft.item])}`,
  Fields: ({ draft }) => (
    <>
      {may("information") === "writes" && <Who draft={draft} name="from" label="From whom" absent />}
      <Text draft={draft} name="text" label="What they say" lines={3} />
    </>
  ),
  send(draft) {
    const text = neededIn(draft, "text", missing);
    write("information", { item: draft.item, text, ...toldBy(draft) }, { item: draft.item, words: text, draft });
  },
};

/** Whom the draft of a form says that it comes from: oneself where it says nobody. */
export function toldBy(draft: Draft) {
  const typed = textIn(draft, "from");
  const attendee = attendeeIn(draft, "from");
  if (!typed || attendee) return attendee && attendee !== me.value ? { from: attendee } : {};
  if (!("fromSector" in draft.values.value)) {
    throw new Problem("from", "Nobody here has that name. Choose somebody, or say which agency they are from.");
  }
  return { source: { name: typed, agency: agencyIn(draft, "from") } };
}

export const informationAmend: Form = {
  title: () => "Amend information",
  Fields: ({ draft }) => (
    <>
      <Text draft={draft} name="text" label="What they say" lines={3} />
      {meeting.value?.phase === "closed" && <Text draft={draft} name="reason" label="Why it is amended" />}
    </>
  ),
  send(draft) {
    const text = neededIn(draft, "text", missing);
    const reason = textIn(draft, "reason");
    write(
      "information.amend",
      { information: draft.subject, text, ...(reason && { reason }) },
      { item: draft.item, words: text, draft },
    );
  },
};

export const informationRow: Row = {
  collection: "information",
  amend: "information.amend",
  withdraw: "information.withdraw",
  name: (id) => `Information from ${sharer(meeting.value!.information[id]!)}`,
  Body: ({ id }) => <>{meeting.value!.information[id]!.text}</>,
  owners: (id) => [meeting.value!.information[id]?.by, meeting.value!.information[id]?.from],
  start: (id) => ({ text: meeting.value!.information[id]!.text }),
};

/** "Pat Sample, Example Police" */
export function sharer({ from, source }: Pick<Information, "from" | "source">): string {
  return source ? `${source.name}, ${source.agency.name}` : nameAndAgency(meeting.value!, from);
}
