// The form of the reasons for delay.
import { write } from "../desk.ts";
import { Day, Text, dayIn, neededIn, textIn } from "../inputs.tsx";
import type { Form } from "../views.ts";
import { Who } from "../who.tsx";

export const delayForm: Form = {
  title: (draft) =>
    `Reasons for delay: ${draft.subject === "criminal" ? "the criminal investigation" : "the forensic examination"}`,
  Fields: ({ draft }) => (
    <>
      <Text draft={draft} name="cause" label="Why it takes longer" />
      <div class="room-pair">
        <Day draft={draft} name="expected" label="Expected by" />
        <Text draft={draft} name="reference" label="Reference, if there is one" />
      </div>
      <Text draft={draft} name="interim" label="What keeps the child safe meanwhile" />
      <div class="room-pair">
        <Who draft={draft} name="authorisedBy" label="Authorised by" />
        <Day draft={draft} name="review" label="Reviewed on" />
      </div>
    </>
  ),
  send(draft) {
    const reference = textIn(draft, "reference");
    write(
      "delay",
      {
        about: draft.subject,
        cause: neededIn(draft, "cause", "Say why it takes longer."),
        expected: dayIn(draft, "expected").date,
        ...(reference && { reference }),
        interim: neededIn(draft, "interim", "Say what keeps the child safe meanwhile."),
        authorisedBy: neededIn(draft, "authorisedBy", "Say who authorised it."),
        review: dayIn(draft, "review").date,
      },
      { draft },
    );
  },
};
