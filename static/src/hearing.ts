// What a screen reader is told of the others' entries, and what the chair's moves do to this screen.
import { announce } from "./live.tsx";
import { missingWords } from "./quorum.tsx";
import { DETAILS, follow, me, meeting, place } from "./state.ts";
import { open, unfinished } from "./forms.ts";
import type { Entry, Meeting, Presence } from "./wire.ts";
import { itemWords, name } from "./words.ts";

/** An entry is taken; `before` is the meeting without it. */
export function heard(entry: Entry, before: Meeting): void {
  const m = meeting.value!;
  if (m.current !== before.current && m.current) moved(m.current, entry.by);
  if (m.missing.join() !== before.missing.join() && m.phase === "open")
    announce(missingWords() || "Minimum attendance is met");
  const words = entry.by === me.value ? "" : (told(entry, before, m) ?? "");
  if (words) announce(words);
}

function moved(item: string, by: string | undefined): void {
  if (item === place.value) return;
  if (by === me.value || (follow.value && place.value !== DETAILS && idle())) place.value = item;
  if (by !== me.value) announce(`The chair is at ${itemWords(meeting.value!.items[item])}`);
}

/** Whether this screen may move by itself: no field has the focus, nothing is half typed. */
function idle(): boolean {
  const focus = document.activeElement;
  if (focus?.matches("input, textarea, select")) return false;
  const add = document.getElementById("add") as HTMLTextAreaElement | null;
  return !open.value && unfinished.value.length === 0 && !add?.value.trim();
}

const news: Partial<Record<string, string>> = {
  information: "shared information",
  "information.amend": "amended information",
  "information.withdraw": "withdrew information",
  restricted: "shared something that only some may see",
  "restricted.amend": "amended something that only some may see",
  "restricted.withdraw": "withdrew something that only some may see",
  answer: "answered a question",
  "answer.confirm": "took a proposed answer",
  decision: "wrote a decision",
  "decision.amend": "amended a decision",
  "decision.withdraw": "withdrew a decision",
  action: "wrote an action",
  "action.confirm": "took a proposed action",
  "action.amend": "amended an action",
  "action.withdraw": "withdrew an action",
  "action.progress": "reported on an action",
  alarm: "wrote about the child who may be about to meet the person",
  access: "wrote where the person has access to children",
  contact: "wrote a rule for contact",
  computer: "wrote who had access to a computer",
  storage: "wrote how material is stored",
  assent: "asked: all who are here agree, but for those who disagree",
  dissent: "wrote that somebody disagrees or is not able to say",
  "dissent.withdraw": "took a disagreement back",
  child: "settled something for a child",
  delay: "wrote down reasons for delay",
  duty: "settled what the procedure requires",
  planning: "wrote down the planning",
  quorum: "goes on without those who are missing",
  version: "issued a version of the minutes",
  signing: "opened the minutes for signature",
  final: "made the minutes final",
  reopen: "reopened the minutes",
};

/** Somebody waits at the door who was not there before. */
export function doorHeard(now: Presence, before: Presence): void {
  for (const id of now.atDoor ?? []) {
    if (!before.atDoor?.includes(id))
      announce(`${name(meeting.value!, id)} waits at the door: ask whether they know the person`);
  }
}

function told(entry: Entry, before: Meeting, m: Meeting): string | undefined {
  const last = m.order.attendees.find((id) => m.attendees[id]?.attendance !== before.attendees[id]?.attendance);
  switch (entry.kind) {
    case "phase":
      return { open: "The meeting is open", adjourned: "The meeting is adjourned", closed: "The meeting is closed" }[
        m.phase as string
      ];
    case "chair":
      return `${name(m, m.chair)} is the chair now`;
    case "attendance": {
      const times = last ? m.attendees[last]!.attendance : [];
      return last && `${name(m, last)} ${times[times.length - 1]?.to ? "has left" : "is here"}`;
    }
    case "decision.confirm": {
      const confirmed = m.order.decisions.find((id) => m.decisions[id]?.confirmed && !before.decisions[id]?.confirmed);
      return confirmed && `${confirmed} is confirmed`;
    }
    default: {
      const words = news[entry.kind ?? ""]; // an entry that is for others only has no kind
      return words && `${name(m, entry.by)} ${words}`;
    }
  }
}
