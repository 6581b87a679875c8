// The minimum attendance: who is missing, and whether the chair goes on all the same.
import { TextButton } from "./button.tsx";
import { capital } from "./dates.ts";
import { write } from "./desk.ts";
import { begin } from "./forms.ts";
import { Text, neededIn } from "./inputs.tsx";
import { may, meeting } from "./state.ts";
import type { Form } from "./views.ts";
import { by, sectorWords } from "./words.ts";

/** "Police and health missing"; nothing where the minimum attendance is met. */
export function missingWords(): string {
  const m = meeting.value!;
  return m.missing.length === 0 ? "" : `${capital(sectorWords(m, m.missing))} missing`;
}

export const quorumForm: Form = {
  title: () => `Go on although minimum attendance is not met: ${missingWords().toLowerCase()}`,
  button: "Go on",
  Fields: ({ draft }) => (
    <>
      <Text draft={draft} name="reason" label="Why the meeting goes on" />
      <Text draft={draft} name="interim" label="What keeps the children safe meanwhile" />
      <Text draft={draft} name="told" label="Who will be told, and how" />
    </>
  ),
  send(draft) {
    write(
      "quorum",
      {
        reason: neededIn(draft, "reason", "Say why the meeting goes on."),
        interim: neededIn(draft, "interim", "Say what keeps the children safe meanwhile."),
        told: neededIn(draft, "told", "Say who will be told."),
      },
      { draft },
    );
  },
};

/** One line, where somebody is missing: it asks the chair, and tells the others what the chair said. */
export function Quorum() {
  const m = meeting.value!;
  if (m.missing.length === 0) return null;
  const last = m.goingOn[m.goingOn.length - 1];
  return (
    <p class="room-quorum">
      {missingWords()}.{" "}
      {m.goesOn && last ? (
        <span class="room-hint">
          The meeting goes on: {last.reason}. {by(m, last)}
        </span>
      ) : may("quorum") ? (
        <TextButton onClick={() => begin("quorum", "")}>Go on without them?</TextButton>
      ) : null}
    </p>
  );
}
