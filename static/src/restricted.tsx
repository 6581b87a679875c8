// What only some may see: how it stands under its item, and who sees it at first. Its forms are in later/.
import { sharer } from "./information.tsx";
import { me, meeting } from "./state.ts";
import type { Row } from "./views.ts";
import { list, name } from "./words.ts";

export const because: Record<string, string> = {
  "police-intelligence": "Police intelligence",
  "legal-advice": "Legal advice",
  "conflict-of-interest": "A conflict of interest",
};

/** The attendees who can be chosen: all but oneself. */
export const others = () => meeting.value!.order.attendees.filter((id) => id !== me.value);

/** At first the chair and the minute-taker see it. */
export function seenAtFirst(): Record<string, string> {
  const m = meeting.value!;
  const two = others().filter((id) => ["chair", "minute-taker"].includes(m.attendees[id]!.role));
  return Object.fromEntries(two.map((id) => [`for.${id}`, "yes"]));
}

export const restrictedRow: Row = {
  collection: "restricted",
  amend: "restricted.amend",
  withdraw: "restricted.withdraw",
  name: (id) => `For some only, from ${sharer(meeting.value!.restricted[id]!)}`,
  Body({ id }) {
    const m = meeting.value!;
    const { text, for: seen, because: why } = m.restricted[id]!;
    return (
      <>
        {text} <span class="room-only">
          {because[why]}. Only {list(seen.map((who) => (who === me.value ? "you" : name(m, who))))} see this.
        </span>
      </>
    );
  },
  owners: (id) => [meeting.value!.restricted[id]?.by, meeting.value!.restricted[id]?.from],
  start: (id) => ({ text: meeting.value!.restricted[id]!.text }),
};
