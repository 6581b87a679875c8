// Agreeing at read-back: decisions and actions in their order; the chair asks once whether all agree.
import { actionState, byDay, count, here, list, name, owner, sector, sectorWords } from "./words.ts";
import { Confirm, decisionState } from "./decisions.tsx";
import { hour } from "./dates.ts";
import { write } from "./desk.ts";
import { Disagree, Dissents } from "./dissent.tsx";
import { may, meeting } from "./state.ts";
import { Word } from "./word.tsx";

/** The item at which decisions and actions are read back. */
export const READ_BACK = "read-back";

const standing = () => meeting.value!.order.decisions.filter((id) => !meeting.value!.decisions[id]!.withdrawn);

/** Notes that all who are here agree, but for those who disagree. Returns why not, where it cannot. */
export function agree(): string | undefined {
  if (!may("assent")) return "The chair asks whether all agree.";
  if (standing().length === 0) return "There is no decision to agree with.";
  write("assent", {});
  return undefined;
}

/** What stands beside a decision everywhere: who was missing, how many agree, which agency does not. */
export function Agreement({ id }: { id: string }) {
  const m = meeting.value!;
  const { missing, assent, dissents } = m.decisions[id]!;
  const differ = Object.values(dissents).filter((other) => !other.withdrawn);
  const n = assent?.agree.length ?? 0;
  return (
    <>
      {missing && `; ${sectorWords(m, missing)} not connected`}
      {assent && `; ${differ.length > 0 ? count(n, "agrees", "agree") : `all present agree (${n})`}`}
      {differ.map((other) => (
        <span key={other.number}>
          ;{" "}
          <b class="room-differs">
            {sector(m, other.agency).toLowerCase()} {other.abstains ? "not able to say" : "disagree"}
          </b>
        </span>
      ))}
    </>
  );
}

/** What is read back, in order, with what each agency says to it. */
export function ReadBack() {
  const m = meeting.value!;
  const present = m.order.attendees.filter((id) => here(m.attendees[id]!) && m.attendees[id]!.role !== "observer");
  const decisions = standing();
  const actions = m.order.actions.filter((id) => !m.actions[id]!.withdrawn);
  if (decisions.length + actions.length === 0) return <p class="room-none">No decision and no action yet.</p>;
  return (
    <div class="room-read-back">
      {decisions.length > 0 && (
        <p class="room-words">
          <Word word="/agree" does="All present agree" if={may("assent")} />
          <Word
            word="/disagree"
            does={may("dissent") === "own" ? "Disagree" : "Somebody disagrees"}
            more={decisions.length > 1}
            if={may("dissent")}
          />
          {may("assent") && <span class="room-hint">Present: {list(present.map((id) => name(m, id)))}</span>}
        </p>
      )}
      <ol>
        {decisions.map((id) => {
          const d = m.decisions[id]!;
          return (
            <li key={id} class="room-entry">
              <b>{id}</b> {d.text}
              <span class="room-reasons">{d.reasons ? `Because: ${d.reasons}` : "No reasons yet"}</span>
              <span class="room-state">
                {decisionState(id)}
                <Agreement id={id} /> <Confirm id={id} /> <Disagree id={id} />
              </span>
              {d.assent && (
                <span class="room-reasons">
                  Agreed by {list(d.assent.agree.map((who) => name(m, who)))}, {hour(d.assent.at)}
                </span>
              )}
              <Dissents id={id} />
            </li>
          );
        })}
        {actions.map((id) => {
          const a = m.actions[id]!;
          return (
            <li key={id} class="room-entry">
              <b>{id}</b> {a.text}
              <span class="room-state">
                {owner(m, a.owner)}, {byDay(a)}; {actionState(a)}
              </span>
            </li>
          );
        })}
      </ol>
    </div>
  );
}
