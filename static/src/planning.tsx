// That a senior manager and a detective inspector planned together, as the duty that asks for it records it.
import { meeting } from "./state.ts";
import { by, due } from "./words.ts";

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
