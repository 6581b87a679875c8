// That a senior manager and a detective inspector planned together, as the duty that asks for it records it.
import { write } from "./desk.ts";
import { Day, Text, dayIn, neededIn } from "./inputs.tsx";
import { meeting } from "./state.ts";
import type { Form } from "./views.ts";
import { Who } from "./who.tsx";
import { by, due } from "./words.ts";

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

/** What was planned, under the item of the duty that asks for it. */
export function Planned({ item }: { item: string }) {
  const m = meeting.value!;
  const asks = m.procedure.duties?.find((d) => d.met === "planning-recorded");
  if (!m.planning || asks?.under !== item) return null;
  const { seniorManager, inspector, when, agreed } = m.planning.is;
  return (
    <p class="room-delay">
      <b>Planning</b> {seniorManager} and {inspector}, {due(when, undefined)}: {agreed}{" "}
      <span class="room-hint">{by(m, m.planning)}</span>
    </p>
  );
}
