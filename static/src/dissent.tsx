// An agency that disagrees with a decision, with its words, or is not able to say; and that takes it back. Both stay.
import { Button, TextButton } from "./button.tsx";
import { write } from "./desk.ts";
import { begin } from "./forms.ts";
import { may, me, meeting, self } from "./state.ts";
import { whoStart } from "./who.tsx";
import { by, sector } from "./words.ts";

export const answers = { disagrees: "Disagrees", abstains: "Not able to say" };

/** Whether this person's own agency has said that it disagrees or is not able to say. */
function spoken(id: string): boolean {
  return Object.values(meeting.value!.decisions[id]!.dissents).some((d) => !d.withdrawn && ours(d.agency));
}

function ours(agency: { sector: string; name: string }): boolean {
  const own = self.value?.agency;
  return own?.sector === agency.sector && own.name === agency.name;
}

/** Opens the form, for oneself or, by chair and minute-taker, for somebody. Returns why not, where it cannot. */
export function disagree(
  id: string,
  value: keyof typeof answers = "disagrees",
  from?: HTMLElement | null,
): string | undefined {
  const decision = meeting.value!.decisions[id];
  if (!may("dissent")) return "You cannot do that, or not now.";
  if (!decision || decision.withdrawn) return "Write the number of a decision after it.";
  const start = { value, ...whoStart("from", me.value) };
  begin("dissent", decision.item, { subject: id, start, fixed: { value }, ...(from !== undefined && { from }) });
  return undefined;
}

export function Disagree({ id }: { id: string }) {
  const permission = may("dissent");
  if (!permission || (permission === "own" && spoken(id))) return null;
  if (permission === "writes")
    return (
      <TextButton onClick={() => disagree(id)} of={id}>
        Somebody disagrees
      </TextButton>
    );
  return (
    <>
      <Button onClick={() => disagree(id)} of={id}>
        Disagree
      </Button>{" "}
      <Button onClick={() => write("dissent", { decision: id, abstains: true })} of={id}>
        Not able to say
      </Button>
    </>
  );
}

/** The words of those who disagree with a decision, also when they were taken back. */
export function Dissents({ id }: { id: string }) {
  const m = meeting.value!;
  const { dissents } = m.decisions[id]!;
  if (Object.keys(dissents).length === 0) return null;
  return (
    <ul>
      {Object.entries(dissents).map(([dissent, d]) => (
        <li key={dissent} class="room-reasons">
          <span class={d.withdrawn ? "room-struck" : ""}>
            {d.agency.name || sector(m, d.agency)} {d.abstains ? "is not able to say" : "disagrees"}
            {d.text && `: ${d.text}`}
          </span>{" "}
          <span class="room-hint">
            {by(m, d)}
            {d.withdrawn && `. Taken back by ${by(m, d.withdrawn)}: ${d.withdrawn.reason}`}
          </span>{" "}
          {!d.withdrawn && may("dissent.withdraw") && ours(d.agency) && (
            <TextButton
              onClick={() => begin("dissent.withdraw", "", { subject: `${id} ${dissent}` })}
              of={`the disagreement with ${id}`}
            >
              Take back
            </TextButton>
          )}
        </li>
      ))}
    </ul>
  );
}
