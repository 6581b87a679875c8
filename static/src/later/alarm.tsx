// The three short forms of the alarm: what is known, whom it is handed to, what came of it.
import { facts, names, parts, title } from "../alarm.tsx";
import { write } from "../desk.ts";
import { type Draft, Problem } from "../forms.ts";
import { Day, Text, dayIn, neededIn, textIn } from "../inputs.tsx";
import type { Form } from "../views.ts";
import { Who } from "../who.tsx";
import type { AlarmBody } from "../wire.ts";

export const alarmForm: Form = {
  title: (draft) => `${title}: ${parts[draft.subject as keyof typeof parts]}`,
  Fields: ({ draft }) => (
    <div class="room-pair">
      {draft.subject === "facts" &&
        names.map((fact) => (
          <Text key={fact} draft={draft} name={fact} label={facts[fact]} hint="“not known” is an answer" />
        ))}
      {draft.subject === "officer" && (
        <>
          <Who draft={draft} name="officer" label="Officer" />
          <Day draft={draft} name="reportBy" label="Reports by" />
        </>
      )}
      {draft.subject === "outcome" && <Text draft={draft} name="outcome" label="What came of it" lines={2} />}
    </div>
  ),
  send(draft) {
    write("alarm", said(draft), { draft });
  },
};

function said(draft: Draft): AlarmBody {
  if (draft.subject === "outcome") return { outcome: neededIn(draft, "outcome", "Write down what came of it.") };
  if (draft.subject === "officer") {
    const officer = neededIn(draft, "officer", "Name the officer.");
    const { date, time } = dayIn(draft, "reportBy");
    return { officer, reportBy: date, ...(time && { reportTime: time }) };
  }
  const known = names.flatMap((fact) =>
    textIn(draft, fact) === (draft.start[fact] ?? "") ? [] : [[fact, textIn(draft, fact)]],
  );
  if (known.length === 0) throw new Problem("where", "Write what is known, or “not known”.");
  return Object.fromEntries(known);
}
