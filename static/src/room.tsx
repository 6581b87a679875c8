// The live room. It takes the place of the page that the server drew as soon as it has the meeting.
import { effect } from "@preact/signals";
import { render } from "preact";
import { Actions } from "./actions.tsx";
import { AlarmBar } from "./alarm.tsx";
import { Agenda } from "./agenda.tsx";
import { Decisions } from "./decisions.tsx";
import { OVER } from "./connection.ts";
import { clock } from "./dates.ts";
import { complaint, ending, link, post, start } from "./desk.ts";
import { Unfinished } from "./entries.tsx";
import { Folds } from "./folds.tsx";
import { FollowUps } from "./followups.tsx";
import { Fetching, FormPlace } from "./form.tsx";
import { ItemView } from "./item.tsx";
import { heldSince, unsaved } from "./held.ts";
import { TooLate } from "./late.tsx";
import { Live } from "./live.tsx";
import { keyboardUp, narrow, scrolls } from "./narrow.ts";
import { People } from "./people.tsx";
import { fetchRest, idle, part } from "./rest.ts";
import { perform } from "./slash.ts";
import { refuseFiles } from "./refuse.ts";
import { DETAILS, meeting, now, place } from "./state.ts";
import { Alarm, Top } from "./top.tsx";
import { does } from "./word.tsx";
import { count } from "./words.ts";

function Middle() {
  if (place.value !== DETAILS)
    return (
      <>
        <TooLate />
        <ItemView />
      </>
    );
  const Details = part("Details");
  return (
    <>
      <TooLate />
      {narrow.value && <Folds />}
      <FormPlace />
      <Unfinished />
      {Details ? <Details /> : <Fetching />}
    </>
  );
}

/** What somebody sees whom the chair speaks with first: nothing of the meeting. */
function Wait() {
  return (
    <div class="room-wait">
      <h1 class="govuk-heading-l">Please wait</h1>
      <p class="govuk-body" role="status">
        The chair will speak with you before you come in. This page goes on by itself.
      </p>
    </div>
  );
}

/** Nothing of the meeting stays on the screen of who is signed out or no longer in it; only what they typed themselves. */
function Out() {
  return (
    <div class="room-out">
      <h1 class="govuk-heading-l">Out of the meeting</h1>
      <Alarm />
      <TooLate />
      <p>
        {ending.value === OVER ? (
          <a href={`${location.pathname}/waiting`}>Show again that it is you, and go there</a>
        ) : (
          <a href="/">Go to the start page</a>
        )}
      </p>
    </div>
  );
}

/** Three columns; on a phone one, with agenda and people folded below the box for what one knows. */
function Room() {
  if (link.value === "door") return <Wait />;
  if (ending.value) return <Out />;
  return (
    <div class={keyboardUp.value ? "room room--keyboard" : "room"}>
      <Top />
      <AlarmBar />
      <Alarm />
      {narrow.value ? (
        <>
          <div class="room-middle">
            <Middle />
          </div>
          <div class="room-side">
            <Decisions />
            <Actions />
            <FollowUps />
          </div>
        </>
      ) : (
        <>
          <Agenda />
          <div class="room-middle">
            <Middle />
          </div>
          <div class="room-side">
            <People />
            <div class="room-lists" role="region" aria-label="Decisions and actions" tabIndex={scrolls()}>
              <Decisions />
              <Actions />
              <FollowUps />
            </div>
          </div>
        </>
      )}
      <Live />
    </div>
  );
}

const at = document.getElementById("room");
if (at) {
  place.value = new URLSearchParams(location.search).get("item") ?? "";
  const { base = "", meeting: id = "", outbox = "", key = "" } = at.dataset;
  delete at.dataset.key;
  tellHeld(at);
  void start({ base, meeting: id, outbox, key });
  does(perform);
  refuseFiles(
    (reason) => (complaint.value = reason),
    (what) => void post("/refusals", { what }).catch(() => {}), // refused all the same
  );
  setInterval(() => (now.value = Date.now()), 5000);
  const stop = effect(() => {
    if (meeting.value && now.value && !halfTyped(at)) queueMicrotask(() => (stop(), take(at)));
  });
}

/** Says in the server's page, for as long as there is no connection and so no room, what this device holds. */
function tellHeld(at: HTMLElement): void {
  const line = document.createElement("p");
  line.className = "room-alarm";
  line.setAttribute("role", "status");
  effect(() => {
    const n = unsaved.value;
    if (meeting.value || link.value !== "away" || n === 0) return line.remove();
    line.textContent =
      `Not connected. ${count(n, "line")} that you wrote ${n === 1 ? "is" : "are"} held on this device since ` +
      `${clock(heldSince.value)} and sent as soon as the connection is back.`;
    at.prepend(line);
  });
}

/** Whether somebody was quicker than the script and types into a form of the server's page. */
function halfTyped(at: HTMLElement): boolean {
  const fields = at.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>("input:not([type=hidden]), textarea");
  return [...fields].some((field) => field.value !== field.defaultValue);
}

function take(at: HTMLElement): void {
  document.documentElement.classList.add("room-open");
  at.replaceChildren();
  render(<Room />, at);
  idle(() => void fetchRest());
}
