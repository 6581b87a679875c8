// The form of a conflict of interest: who may stay, and who may not attend.
import { write } from "../desk.ts";
import { Choice, Text, neededIn, textIn } from "../inputs.tsx";
import { meeting } from "../state.ts";
import type { Form } from "../views.ts";
import { name } from "../words.ts";

const findings: Record<string, string> = {
  "knows-may-stay": "knows the person, and may stay because",
  "may-not-attend": "may not attend, because",
};

/** The subject is an attendee; somebody who was not invited where there is none. */
export const conflictForm: Form = {
  title: (draft) =>
    draft.subject
      ? `${name(meeting.value!, draft.subject)} ${findings[textIn(draft, "value")]}`
      : "Somebody else who may not attend",
  Fields: ({ draft }) => (
    <>
      {!draft.subject && (
        <div class="room-pair">
          <Text draft={draft} name="name" label="Name" />
          <Choice
            draft={draft}
            name="sector"
            label="Sector"
            none="Not known"
            options={meeting.value!.procedure.sectors.map((s) => [s.id, s.name])}
          />
          <Text draft={draft} name="agency" label="Agency" />
        </div>
      )}
      <Text draft={draft} name="reason" label="Why" />
    </>
  ),
  send(draft) {
    const sector = textIn(draft, "sector");
    const who = draft.subject
      ? { attendee: draft.subject }
      : {
          name: neededIn(draft, "name", "Write the name."),
          ...(sector && { agency: { sector, name: textIn(draft, "agency") } }),
        };
    const reason = neededIn(draft, "reason", "Say why: this needs a reason.");
    write("conflict", { ...who, finding: textIn(draft, "value"), reason }, { draft });
  },
};
