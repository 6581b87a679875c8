// Taking something back: it stays in the record, with the reason.
import { write } from "../desk.ts";
import { Text, neededIn } from "../inputs.tsx";
import { meeting } from "../state.ts";
import type { Form } from "../views.ts";
import type { Commands, Kind } from "../wire.ts";

/** The form of a kind that withdraws the thing whose id is in the body's `key`. */
export function withdrawal<K extends Kind>(kind: K, key: keyof Commands[K] & string): Form {
  return {
    title: (draft) => (/^[DA]\d/.test(draft.subject) ? `Withdraw ${draft.subject}` : "Withdraw"),
    button: "Withdraw",
    Fields: ({ draft }) => (
      <Text draft={draft} name="reason" label="Why" hint="What was written stays in the record, marked as withdrawn." />
    ),
    send(draft) {
      const reason = neededIn(draft, "reason", "Say why: this needs a reason.");
      const item = meeting.value!.items[draft.item] && key === "proposal" ? { item: draft.item } : {};
      write(kind, { ...item, [key]: draft.subject, reason } as unknown as Commands[K], { draft });
    },
  };
}
