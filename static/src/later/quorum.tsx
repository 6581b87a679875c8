// The form in which the chair says why the meeting goes on without those who are missing.
import { write } from "../desk.ts";
import { Text, neededIn } from "../inputs.tsx";
import { missingWords } from "../quorum.tsx";
import type { Form } from "../views.ts";

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
