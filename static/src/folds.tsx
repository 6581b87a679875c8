// Agenda and people as two folded lines, for a window that has no room for them beside the question.
import { Agenda, whereWords } from "./agenda.tsx";
import { People, hereWords } from "./people.tsx";
import { openParts } from "./unsettled.tsx";

export function Folds() {
  return (
    <>
      <details class="room-fold">
        <summary>
          {whereWords()}: {openParts()}
        </summary>
        <Agenda />
      </details>
      <details class="room-fold">
        <summary>{hereWords()}</summary>
        <People />
      </details>
    </>
  );
}
