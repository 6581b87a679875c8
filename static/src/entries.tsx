// What was written under an item, newest first: each with who and when, Amend, Withdraw, and how it read before.
import { TextButton } from "./button.tsx";
import { complaint, link, pending } from "./desk.ts";
import { begin, discard, type Draft, unfinished } from "./forms.ts";
import { formOf } from "./rest.ts";
import { mayWith, meeting } from "./state.ts";
import { type Row, type Thing, rows } from "./views.ts";
import { by } from "./words.ts";

export function Entries({ item }: { item: string }) {
  const m = meeting.value!;
  const written = rows
    .flatMap((row) => Object.keys(m[row.collection]).map((id) => ({ id, row, thing: m[row.collection][id] as Thing })))
    .filter(({ row, thing }) => thing.item === item || (row.collection === "restricted" && strayed(thing) && item === m.order.items[0]))
    .sort((a, b) => b.thing.number - a.thing.number);
  const saving = pending.value.filter((p) => p.item === item);
  return (
    <section class="room-entries" aria-label="Written for this item">
      <Unfinished />
      <ul>
        {saving.map((p) => (
          <li key={p.id} class="room-entry">
            <p class="room-entry__text">{p.words}</p>
            <p class="room-hint">{link.value === "away" ? "Not saved yet" : "Saving"}</p>
          </li>
        ))}
        {written.map(({ id, row, thing }) => (
          <Entry key={row.collection + id} id={id} row={row} thing={thing} />
        ))}
      </ul>
      {written.length + saving.length === 0 && <p class="room-none">Nothing was written for this item yet.</p>}
    </section>
  );
}

/** What only some may see keeps no item on the agenda; when that was taken out it stands under the first. */
const strayed = (thing: Thing) => !meeting.value!.items[thing.item ?? ""];

function Entry({ id, row, thing }: { id: string; row: Row; thing: Thing }) {
  const m = meeting.value!;
  const owners = row.owners(id);
  const amend = () => begin(row.amend, thing.item ?? "", { subject: id, start: row.start(id) });
  return (
    <li class={thing.withdrawn ? "room-entry room-withdrawn" : "room-entry"}>
      <p class="room-entry__text">
        <b>{row.name(id)}</b> <row.Body id={id} />
      </p>
      <p class="room-hint">
        Written by {by(m, thing)} {!thing.withdrawn && row.Buttons && <row.Buttons id={id} />}
        {thing.withdrawn && (
          <>
            . Withdrawn by {by(m, thing.withdrawn)}: {thing.withdrawn.reason}
          </>
        )}
        {!thing.withdrawn && mayWith(row.amend, ...owners) && (
          <>
            {" "}
            <TextButton onClick={amend} of={row.name(id)}>
              Amend
            </TextButton>
          </>
        )}
        {!thing.withdrawn && mayWith(row.withdraw, ...owners) && (
          <>
            {" "}
            <TextButton onClick={() => begin(row.withdraw, thing.item ?? "", { subject: id })} of={row.name(id)}>
              Withdraw
            </TextButton>
          </>
        )}
      </p>
      {thing.earlier && thing.earlier.length > 0 && (
        <details class="room-details">
          <summary>Earlier wording</summary>
          <ul>
            {[...thing.earlier].reverse().map((was) => (
              <li key={was.until.number}>
                {was.text}
                {was.reasons ? ` (${was.reasons})` : ""}{" "}
                <span class="room-hint">
                  until {by(m, was.until)}
                  {was.reason ? `, because: ${was.reason}` : ""}
                </span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </li>
  );
}

/** Forms that were left half-way or came back, and what was refused without a form. */
export function Unfinished() {
  return (
    <>
      {complaint.value && (
        <p class="room-wrong" role="alert">
          {complaint.value} <TextButton onClick={() => (complaint.value = "")}>Hide</TextButton>
        </p>
      )}
      {unfinished.value.map((draft) => (
        <Left key={draft.kind + draft.item + draft.subject} draft={draft} />
      ))}
    </>
  );
}

function Left({ draft }: { draft: Draft }) {
  const title = formOf(draft.kind)?.title(draft) ?? "a form";
  return (
    <p class="room-left">
      {draft.refusal.value ? (
        <span class="room-wrong" role="alert">
          Not saved: {draft.refusal.value.message}
        </span>
      ) : (
        <>Not finished: {title}</>
      )}{" "}
      <TextButton onClick={() => begin(draft.kind, draft.item, { subject: draft.subject })} of={title}>
        Continue
      </TextButton>{" "}
      <TextButton onClick={() => discard(draft)} of={title}>
        Throw away
      </TextButton>
    </p>
  );
}
