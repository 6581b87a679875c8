// The minimum attendance: who is missing, and whether the chair goes on all the same.
import { TextButton } from "./button.tsx";
import { capital } from "./dates.ts";
import { begin } from "./forms.ts";
import { may, meeting } from "./state.ts";
import { by, sectorWords } from "./words.ts";

/** "Police and health missing"; nothing where the minimum attendance is met. */
export function missingWords(): string {
  const m = meeting.value!;
  return m.missing.length === 0 ? "" : `${capital(sectorWords(m, m.missing))} missing`;
}

/**
 * One line, where somebody is missing: it asks the chair, and tells the others what the chair said. Where somebody of a
 * sector that is missing asks to come in, it says that instead.
 */
export function Quorum({ asking }: { asking: string[] }) {
  const m = meeting.value!;
  if (m.missing.length === 0) return null;
  const comes = m.missing.filter((sector) => asking.includes(sector));
  const last = m.goingOn[m.goingOn.length - 1];
  return (
    <p class="room-quorum">
      {missingWords()}.{" "}
      {m.goesOn && last ? (
        <span class="room-hint">
          The meeting goes on: {last.reason}. {by(m, last)}
        </span>
      ) : comes.length > 0 ? (
        <span class="room-hint">
          {capital(sectorWords(m, comes))} {comes.length > 1 ? "are" : "is"} asking to come in.
        </span>
      ) : may("quorum") ? (
        <TextButton onClick={() => begin("quorum", "")}>Go on without them?</TextButton>
      ) : null}
    </p>
  );
}
