// The Add line: plain text is information from oneself; a slash word does what it says.
import { signal } from "@preact/signals";
import { confirmable } from "./decisions.tsx";
import { write } from "./desk.ts";
import { goToDuties } from "./duties.tsx";
import { openUnder } from "./duty.tsx";
import { type Draft, open } from "./forms.ts";
import { narrow } from "./narrow.ts";
import { may, meeting, place } from "./state.ts";
import { opening, perform } from "./slash.ts";
import { Word, line, wrong } from "./word.tsx";

let home: HTMLElement | null = null;

/** Puts the caret into the Add line; leaving it with Esc or Ctrl+Enter goes back to `from`. */
export function goToAdd(from: HTMLElement): void {
  home = from;
  document.getElementById("add")?.focus();
}

function back(): void {
  const to = home;
  home = null;
  if (to?.isConnected) to.focus({ preventScroll: true });
}

/** Does what stands in the line; the line is empty then, or keeps its text and says what is wrong. */
function send(): boolean {
  const text = line.value.trim();
  if (!text) return true;
  const item = place.value;
  if (text.startsWith("/")) wrong.value = perform(text, home ?? document.getElementById("add")) ?? "";
  else if (!may("information")) wrong.value = "You cannot share information, or not now.";
  else write("information", { item, text }, { item, words: text, draft: draftOf(item, text) });
  if (!wrong.value) line.value = "";
  return !wrong.value;
}

/** The form that a refused line comes back in. */
function draftOf(item: string, text: string): Draft {
  return {
    kind: "information",
    item,
    subject: "",
    start: {},
    values: signal({ text }),
    refusal: signal(undefined),
    quiet: true,
  };
}

export function Add() {
  const onInput = (event: Event) => {
    const field = event.currentTarget as HTMLTextAreaElement;
    line.value = field.value;
    wrong.value = "";
    if (opening.test(line.value) && !perform(line.value, home ?? field)) line.value = "";
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    if (event.key === "Escape") back();
    else if (event.key === "ArrowDown" && !line.value && goToDuties(place.value)) event.preventDefault();
    else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      if (send() && event.ctrlKey && !open.value) back();
    } else if (event.key === "Tab" && !event.shiftKey && /^\/(i|only|d|a)\s+\S/.test(line.value)) {
      event.preventDefault();
      send();
    }
  };
  return (
    <form
      class="room-add"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <label class="room-label" for="add">
        {narrow.value ? "Add what I know" : "Add"}
      </label>
      <span class="room-hint" id="add-hint">
        Enter saves it as information from you.
        {openUnder(place.value).length > 0 && " Arrow down: what the procedure requires."}
      </span>
      {wrong.value && (
        <span class="room-wrong" id="add-error" role="alert">
          {wrong.value}
        </span>
      )}
      <div class="room-add__line">
        <textarea
          id="add"
          rows={1}
          value={line.value}
          class="room-input"
          autocomplete="off"
          aria-describedby={wrong.value ? "add-error add-hint" : "add-hint"}
          aria-invalid={wrong.value ? "true" : undefined}
          onInput={onInput}
          onKeyDown={onKeyDown}
        />
        <button type="submit" class="room-button room-button--main">
          Add
        </button>
      </div>
      <div class="room-words" role="group" aria-label="Also from the Add line">
        <Word word="/i" does="Information" if={may("information") === "writes"} />
        <Word word="/only" does="For some only" if={may("restricted")} />
        <Word word="/d" does="Decision" if={may("decision")} />
        <Word word="/a" does="Action" if={may("action")} />
        <Word word="/confirm" does="Confirm" if={may("decision.confirm") && confirmable().length > 0} />
        <Word word="/next" does="Next" if />
        <Word word="/go" does="Go to" more if />
        <Word word="/here" does="Bring all here" if={may("item.current") && meeting.value!.current !== place.value} />
      </div>
    </form>
  );
}
