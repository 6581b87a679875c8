// The form of what a senior manager and a detective inspector planned together.
import { write } from "../desk.ts";
import { Day, Text, dayIn, neededIn } from "../inputs.tsx";
import type { Form } from "../views.ts";
import { Who } from "../who.tsx";

export const planningForm: Form = {
  title: () => "Planning between a senior manager and a detective inspector",
  Fields: ({ draft }) => (
    <>
      <div class="room-pair">
        <Who draft={draft} name="seniorManager" label="Senior manager, children's social care" />
        <Who draft={draft} name="inspector" label="Detective (chief) inspector" />
        <Day draft={draft} name="when" label="When" />
      </div>
      <Text draft={draft} name="agreed" label="What they agreed" lines={2} />
    </>
  ),
  send(draft) {
    write(
      "planning",
      {
        seniorManager: neededIn(draft, "seniorManager", "Say who the senior manager is."),
        inspector: neededIn(draft, "inspector", "Say who the inspector is."),
        when: dayIn(draft, "when").date,
        agreed: neededIn(draft, "agreed", "Say what they agreed."),
      },
      { draft },
    );
  },
};
