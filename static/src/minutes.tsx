// After closing: how far the minutes have come, and the way to the page where they are corrected and signed.
import { civil, dayWords } from "./dates.ts";
import { meeting, now, writesNotes } from "./state.ts";
import type { Meeting } from "./wire.ts";

/** "version 1, corrections until 27 November" */
function stageWords(m: Meeting): string {
  const n = m.versions.length;
  const issued = m.versions[n - 1];
  const until = (what: string, date = "") => `version ${n}, ${what} until ${dayWords(date, civil(now.value)).replace(/^\S+ /, "")}`;
  switch (m.stage) {
    case "correcting":
      return until("corrections", issued?.correctBy);
    case "signing":
      return until("signatures", issued?.signBy);
    case "final":
      return `version ${n}, final`;
    default:
      return `the notes are put in order for version ${n + 1}`;
  }
}

/** Nothing while the meeting goes on. */
export function MinutesLink() {
  const m = meeting.value!;
  if (m.phase !== "closed") return null;
  return (
    <span>
      <a class="room-link" href={`/meetings/${m.id}/minutes`}>
        Minutes
      </a>
      : {stageWords(m)}
    </span>
  );
}

/** Who writes the notes now, or how one goes on from them. */
export function notesHint(): string {
  const m = meeting.value!;
  if (m.phase !== "closed")
    return writesNotes.value ? "Ctrl+Enter goes to Add" : "Written by chair, minute-taker and whom the chair lets";
  if (m.stage !== "tidying") return "A version of the minutes is issued. Ask for a correction on their page";
  return writesNotes.value
    ? `Put them in order before version ${m.versions.length + 1} is issued`
    : "Chair and minute-taker put them in order";
}
