// What the chair does with the meeting: open, adjourn, resume, close, hand over; and the deputy who takes over.
import { Button, TextButton } from "./button.tsx";
import { write } from "./desk.ts";
import { begin } from "./forms.ts";
import { chairAway, may, me, meeting, place, self } from "./state.ts";

const TAKE_OVER_AFTER = 120_000;

/** The buttons with which the meeting goes from phase to phase. */
export function Phases() {
  const phase = meeting.value!.phase;
  const to = (next: "adjourned" | "closed") => () => begin("phase", "", { subject: next });
  if (may("chair") === "own") return <TakeOver />;
  if (!may("phase")) return null;
  return (
    <>
      {phase !== "open" && (
        <Button main onClick={() => write("phase", { phase: "open" })}>
          {phase === "convened" ? "Open the meeting" : "Resume the meeting"}
        </Button>
      )}
      {phase === "open" && <Button onClick={to("adjourned")}>Adjourn</Button>}
      {phase !== "convened" && <Button onClick={to("closed")}>Close</Button>}
      <Button onClick={() => begin("chair", "")}>Hand over</Button>
    </>
  );
}

function TakeOver() {
  if (self.value?.role !== "deputy" || chairAway.value < TAKE_OVER_AFTER) return null;
  return (
    <Button main onClick={() => write("chair", { to: me.value })}>
      Take over the chair
    </Button>
  );
}

/** Says where the chair is when that is not here. */
export function ChairElsewhere() {
  const m = meeting.value!;
  const at = m.current ? m.items[m.current] : undefined;
  if (!at || m.current === place.value || m.chair === me.value) return null;
  return (
    <p class="room-elsewhere">
      Chair is at {at.question ? `question ${at.question}` : `“${at.text}”`}.{" "}
      <TextButton onClick={() => (place.value = m.current!)}>Go there</TextButton>
    </p>
  );
}
