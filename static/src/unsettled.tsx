// What is still open: one short list in words, each a link to its place, for everyone; and how to get to a place.
import { TextButton } from "./button.tsx";
import { setAside } from "./forms.ts";
import { meeting, place } from "./state.ts";
import { children, count } from "./words.ts";

/** "4 still open" */
export function openWords(): string {
  const n = meeting.value!.stillOpen.length;
  return n === 0 ? "nothing open" : `${n} still open`;
}

/** "7 questions and 2 other points still open": beside the number of questions, with which the other one must agree. */
export function openParts(): string {
  const m = meeting.value!;
  const questions = m.stillOpen.filter(({ place }) => m.items[place]?.question).length;
  const others = m.stillOpen.length - questions;
  const parts = [questions && count(questions, "question"), others && count(others, questions ? "other point" : "point")];
  return m.stillOpen.length === 0 ? openWords() : `${parts.filter(Boolean).join(" and ")} still open`;
}

/** Opens at the words with the count, and stays open while one goes from place to place. */
export function StillOpen() {
  if (meeting.value!.stillOpen.length === 0) return <>{openWords()}</>;
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    const details = event.currentTarget as HTMLDetailsElement;
    details.open = false;
    details.querySelector("summary")?.focus();
  };
  return (
    <details class="room-details room-still" onKeyDown={onKeyDown}>
      <summary>{openWords()}</summary>
      <OpenList />
    </details>
  );
}

export function OpenList() {
  return (
    <ul class="room-still__list">
      {meeting.value!.stillOpen.map(({ place, words }) => (
        <li key={place}>
          <TextButton onClick={() => goTo(place)}>{words}</TextButton>
        </li>
      ))}
    </ul>
  );
}

/** The item under which the children's lines stand. */
export function outcome(): string {
  const m = meeting.value!;
  return m.items.outcome ? "outcome" : (m.order.items[m.order.items.length - 1] ?? "");
}

/** The place of the first child of whom a part is still open, or of the first. */
export function firstOpenPart(part: "enquiries" | "counselling"): string {
  const m = meeting.value!;
  const all = children(m);
  return `child-${all.find((id) => !m.children[id]?.[part]) ?? all[0]}`;
}

/** The item that a place such as "q3", "child-p5", "duty-refer-child", "alarm" belongs to; none where it is beside them. */
function itemOf(to: string): string | undefined {
  const m = meeting.value!;
  const [sort, ...rest] = to.split("-");
  const id = rest.join("-");
  if (m.items[to]) return to;
  if (sort === "child") return outcome();
  if (sort === "duty") return m.duties[id]?.under;
  if (sort === "delay") return m.order.items.find((item) => m.items[item]!.delay === id);
  if (sort === "alarm") return m.order.items.find((item) => m.items[item]!.raises);
  return undefined;
}

/** Goes to a place and puts the focus on its first key. What is half typed in a form is kept. */
export function goTo(to: string): void {
  setAside();
  place.value = itemOf(to) ?? place.value;
  queueMicrotask(() => {
    const there = document.getElementById(to) ?? document.getElementById("question");
    for (let fold = there?.closest("details"); fold; fold = fold.parentElement?.closest("details")) fold.open = true;
    const key = there?.querySelector<HTMLElement>("button") ?? there?.querySelector<HTMLElement>("summary") ?? there;
    key?.focus();
  });
}
