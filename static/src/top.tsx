// The one line on top: which meeting this is, its marking, whether all is saved; and what chair or deputy can do.
import { useEffect, useState } from "preact/hooks";
import { TextButton } from "./button.tsx";
import { Phases } from "./chair.tsx";
import { clock } from "./dates.ts";
import { ending, link, resting, setBack } from "./desk.ts";
import { heldSince, kept, savedAt, stuck, unsaved } from "./held.ts";
import { comesBack } from "./late.tsx";
import { MinutesLink } from "./minutes.tsx";
import { meeting } from "./state.ts";
import { goTo } from "./unsettled.tsx";
import { children, count, personName, phases } from "./words.ts";

/** A connection that comes back within this many milliseconds is not worth an alarm. */
const PATIENCE = 3000;

export function Top() {
  const m = meeting.value!;
  return (
    <div class="room-top">
      <h1 class="room-top__title">
        <span class="govuk-visually-hidden">Strategy meeting </span>
        {m.reference}
        {children(m).map((id) => (
          <>
            {" "}
            <button type="button" key={id} class="room-link room-top__child" onClick={() => goTo(`child-${id}`)}>
              {personName(m.people[id]!)}
            </button>
          </>
        ))}
      </h1>
      <span class="room-top__marking">{m.marking}</span>
      {!m.realNames && <span class="room-top__rehearsal">Rehearsal: no real names</span>}
      <span class="room-top__phase">{phases[m.phase]}</span>
      <MinutesLink />
      <span class="room-top__buttons" onClickCapture={once}>
        <Phases />
      </span>
      <Saved />
    </div>
  );
}

/** The second click of a double click would fall on what has meanwhile come under the pointer: it does nothing. */
function once(event: MouseEvent): void {
  if (event.detail > 1) event.stopPropagation();
}

function Saved() {
  return <span class={unsaved.value > 0 ? "room-saved room-saved--not" : "room-saved"}>{savedWords(useAway())}</span>;
}

function savedWords(away: boolean): string {
  const n = unsaved.value;
  if (n === 0) return `Saved ${clock(savedAt.value)}`;
  if (!away && !stuck.value && link.value !== "ended") return "Saving";
  return kept.value ? `Held on this device since ${clock(heldSince.value)}` : `${count(n, "line")} not saved yet`;
}

/** Whether nothing has been heard for long enough to say so. */
function useAway(): boolean {
  const [away, setAway] = useState(false);
  const now = link.value === "away";
  useEffect(() => {
    if (!now) return setAway(false);
    const timer = setTimeout(() => setAway(true), PATIENCE);
    return () => clearTimeout(timer);
  }, [now]);
  return away;
}

/** What everybody at this screen must know at once: that it is cut off, or slow, or out of the meeting. */
export function Alarm() {
  const away = useAway();
  const n = unsaved.value;
  if (ending.value)
    return (
      <p class="room-alarm" role="alert">
        {ending.value}
        {n > 0 &&
          (comesBack()
            ? ` ${count(n, "line is", "lines are")} held on this device: beside the minutes you see whether that was saved, and can add what was not.`
            : ` ${count(n, "line")} on this screen ${n === 1 ? "was" : "were"} not saved: copy what you need.${kept.value ? " It is held on this device in case you come back." : ""}`)}
      </p>
    );
  if (away)
    return (
      <p class="room-alarm" role="alert">
        {resting.value || "Not connected."} You can go on writing: what you write is sent as soon as the connection is back.{" "}
        {!kept.value && "It cannot be kept on this device: leave this page open until it says “Saved”."}
        {kept.value && n > 0 && `${count(n, "line is", "lines are")} held on this device, also if you close the page.`}
      </p>
    );
  if (setBack.value)
    return (
      <p class="room-alarm room-alarm--mild" role="alert">
        The server was set back to an earlier state, as from a backup: some of what you and others wrote since then is
        missing. Look through the meeting, and tell whoever looks after Strategy Room.{" "}
        <TextButton onClick={() => (setBack.value = false)}>Hide</TextButton>
      </p>
    );
  if (link.value === "slow") {
    return (
      <p class="room-alarm room-alarm--mild" role="status">
        {resting.value ||
          "Your network lets no lasting connection through. The meeting is read every few seconds instead, and all " +
            "that you write is saved."}
      </p>
    );
  }
  return null;
}
