// The agenda: each item with its state in words, and where the chair is.
import { DETAILS, follow, meeting, place } from "./state.ts";
import { StillOpen } from "./unsettled.tsx";
import { phases, states } from "./words.ts";

export function go(to: string): void {
  place.value = to;
}

export function Agenda() {
  const m = meeting.value!;
  return (
    <nav class="room-agenda" aria-labelledby="agenda">
      <div class="room-agenda__head">
        <h2 id="agenda" class="room-heading">Agenda</h2>
        {m.phase === "convened" ? <span class="room-hint">{phases[m.phase]}</span> : <StillOpen />}
      </div>
      <ol>
        {m.order.items.map((id) => <Line key={id} id={id} />)}
      </ol>
      <p class="room-agenda__foot">
        <button type="button" class="room-link" aria-current={place.value === DETAILS ? "page" : undefined} onClick={() => go(DETAILS)}>
          Details of the meeting
        </button>
        <label class="room-tick">
          <input type="checkbox" checked={follow.value} onChange={(event) => (follow.value = event.currentTarget.checked)} /> Follow the chair
        </label>
      </p>
    </nav>
  ); // prettier-ignore
}

function Line({ id }: { id: string }) {
  const m = meeting.value!;
  const item = m.items[id]!;
  const chair = m.current === id;
  return (
    <li>
      <button
        type="button"
        class={chair ? "room-agenda__item room-agenda__item--chair" : "room-agenda__item"}
        aria-current={place.value === id ? "true" : undefined}
        onClick={() => go(id)}
      >
        <span class="room-agenda__number">{item.question ?? ""}</span>
        <span class="room-agenda__text">{item.text}</span>
        {(item.state || chair) && (
          <span class={`room-agenda__state room-agenda__state--${item.state ?? "topic"}`}>
            {item.state && states[item.state]}
            {chair && <b>{item.state ? " · " : ""}chair is here</b>}
          </span>
        )}
      </button>
    </li>
  );
}

/** "Agenda 5 of 10": where this screen is among the questions. */
export function whereWords(): string {
  const m = meeting.value!;
  const questions = m.order.items.filter((id) => m.items[id]!.question).length;
  const at = m.items[place.value]?.question;
  return at ? `Agenda ${at} of ${questions}` : "Agenda";
}
