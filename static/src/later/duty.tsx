// The form that says how one thing stands that the procedure requires.
import { write } from "../desk.ts";
import { Choice, Day, Text, maybeDayIn, neededIn, textIn } from "../inputs.tsx";
import { meeting } from "../state.ts";
import type { Form } from "../views.ts";
import { Who } from "../who.tsx";

export const dutyForm: Form = {
  title: (draft) => meeting.value!.duties[draft.subject]?.text ?? "What the procedure requires",
  Fields: ({ draft }) => (
    <>
      <Choice
        draft={draft}
        name="state"
        label="How it stands"
        options={[
          ["done", "Done"],
          ["not-applicable", "Does not apply"],
        ]}
      />
      {textIn(draft, "state") === "done" ? (
        <div class="room-pair">
          <Who draft={draft} name="who" label="Who did it" />
          <Day draft={draft} name="when" label="When" hint="Left empty: today" />
        </div>
      ) : (
        <Text draft={draft} name="reason" label="Why it does not apply" />
      )}
    </>
  ),
  send(draft) {
    const { subject: duty } = draft;
    if (textIn(draft, "state") === "done") {
      const who = textIn(draft, "who");
      const when = maybeDayIn(draft, "when");
      write("duty", { duty, state: "done", ...(who && { who }), ...(when && { when }) }, { draft });
    } else
      write(
        "duty",
        { duty, state: "not-applicable", reason: neededIn(draft, "reason", "Say why it does not apply.") },
        { draft },
      );
  },
};
