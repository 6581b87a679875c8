// One item in the middle of the screen: the question, its answer, the notes, the Add line, what was written.
import { TextButton } from "./button.tsx";
import { useLayoutEffect, useRef } from "preact/hooks";
import { Add, goToAdd } from "./add.tsx";
import { Answers } from "./answer.tsx";
import { READ_BACK, ReadBack } from "./assent.tsx";
import { ChairElsewhere } from "./chair.tsx";
import { Delayed, MayDelay } from "./delay.tsx";
import { notebook, typing } from "./desk.ts";
import { Duties } from "./duties.tsx";
import { Entries } from "./entries.tsx";
import { bind } from "./field.ts";
import { Folds } from "./folds.tsx";
import { Afterwards } from "./followups.tsx";
import { Fetching, FormPlace } from "./form.tsx";
import { open } from "./forms.ts";
import { notesHint } from "./minutes.tsx";
import { narrow, scrolls } from "./narrow.ts";
import { Planned } from "./planning.tsx";
import { formOf, part } from "./rest.ts";
import { me, meeting, place, presence, shown, writesNotes } from "./state.ts";
import { outcome } from "./unsettled.tsx";
import { list, sector } from "./words.ts";

export function ItemView() {
  const id = place.value;
  const item = shown.value;
  const Children = part("Children");
  if (!item) return null;
  return (
    <div
      class={`room-item${id === READ_BACK ? " room-item--read-back" : id === outcome() ? " room-item--outcome" : ""}`}
    >
      <div class="room-item__head">
        <ChairElsewhere />
        <h2 class="room-question" id="question" tabIndex={-1}>
          {item.question && <span class="room-question__number">{item.question}. </span>}
          {item.text}
        </h2>
        {(item.practice || (item.source && item.source !== item.text)) && (
          <details class="room-details room-why">
            <summary>{item.question ? "Why is this asked?" : "What is this for?"}</summary>
            {item.source && (
              <p>
                “{item.source}” ({meeting.value!.procedure.name})
              </p>
            )}
            {item.practice && <p>{item.practice}</p>}
          </details>
        )}
        {item.answer && <Answers id={id} item={item} />}
        {id === READ_BACK && <ReadBack />}
        {id === outcome() && (Children ? <Children /> : <Fetching />)}
      </div>
      {narrow.value ? (
        <>
          <Below id={id} />
          <NotesField key={id} id={id} />
        </>
      ) : (
        <>
          <NotesField key={id} id={id} />
          <Below id={id} />
        </>
      )}
    </div>
  );
}

/** The Add line with what was written, or the form that is open. */
function Below({ id }: { id: string }) {
  const folds = narrow.value && <Folds />;
  const Grids = part("Grids");
  const grids = meeting.value!.items[id]?.opens?.length;
  const there = open.value && formOf(open.value.kind); // else one can go on typing
  return (
    <div class="room-below">
      <FormPlace />
      {!there && meeting.value!.phase !== "closed" && <Add />}
      {folds}
      {(!open.value || narrow.value) && (
        <div class="room-under" role="region" aria-label="Below the Add line" tabIndex={scrolls()}>
          <Afterwards />
          <Delayed item={id} />
          <Planned item={id} />
          <Duties item={id} />
          {grids && (Grids ? <Grids id={id} /> : <Fetching />)}
          <MayDelay item={id} />
          <Entries item={id} />
        </div>
      )}
    </div>
  );
}

function NotesField({ id }: { id: string }) {
  const area = useRef<HTMLTextAreaElement>(null);
  const { notes, refusal } = notebook.of(id);
  const writes = writesNotes.value;
  useLayoutEffect(() => bind(area.current!, notes), [notes]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || !event.ctrlKey) return;
    event.preventDefault();
    goToAdd(event.currentTarget as HTMLElement);
  };
  return (
    <div class="room-notes">
      <p class="room-notes__head">
        <label class="room-label" for="notes">
          Notes
        </label>
        <span class="room-hint" id="notes-hint">
          {typists(id) || notesHint()}
        </span>
        {refusal.value && (
          <span class="room-wrong" role="alert">
            Not saved: {refusal.value} <TextButton onClick={() => notes.retry()}>Try again</TextButton>
          </span>
        )}
      </p>
      <textarea
        id="notes"
        ref={area}
        class="room-input room-notes__text"
        rows={12}
        autocomplete="off" // else the browser writes what stands in it to the disk, to restore its session
        readOnly={!writes}
        aria-describedby="notes-hint"
        onKeyDown={onKeyDown}
        onInput={() => typing(id)}
      />
    </div>
  );
}

/** "DS Patel (police) is typing" */
function typists(id: string): string {
  const m = meeting.value!;
  const names = presence.value.here
    .filter((h) => h.typing === id && h.attendee !== me.value && m.attendees[h.attendee])
    .map((h) => `${m.attendees[h.attendee]!.name} (${sector(m, m.attendees[h.attendee]!.agency).toLowerCase()})`);
  return names.length === 0 ? "" : `${list(names)} ${names.length === 1 ? "is" : "are"} typing`;
}
