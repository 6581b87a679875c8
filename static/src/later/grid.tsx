// The form of a row of a grid: a new one, or one that is written anew.
import { write } from "../desk.ts";
import type { Draft } from "../forms.ts";
import { field } from "./rows.tsx";
import type { Column, Grid } from "./grids.ts";
import { Choice, Day, Text, dayIn, neededIn, textIn } from "../inputs.tsx";
import { meeting } from "../state.ts";
import type { Form } from "../views.ts";
import type { Commands } from "../wire.ts";
import { children, itemWords, personName } from "../words.ts";

/** The form of a row: a new one, or the one that is its subject, written anew. */
export function gridForm(grid: Grid): Form {
  return {
    title: (draft) => `${grid.title}, ${itemWords(meeting.value!.items[draft.item])}`,
    Fields: ({ draft }) => (
      <div class="room-pair">
        {grid.columns.map((c) => (
          <Field key={c.name} draft={draft} column={c} />
        ))}
      </div>
    ),
    send(draft) {
      const is = Object.fromEntries(grid.columns.map((c) => [c.name, valueIn(draft, c)]).filter(([, value]) => value));
      const body = { ...(draft.subject && { row: draft.subject }), is } as unknown as Commands[Grid["kind"]];
      write(grid.kind, body, { item: draft.item, words: `${grid.title}: ${Object.values(is).join(", ")}`, draft });
    },
  };
}

function Field({ draft, column }: { draft: Draft; column: Column }) {
  const common = { draft, name: field(column), label: column.words, ...(column.hint && { hint: column.hint }) };
  if (column.holds === "day") return <Day {...common} />;
  if (column.holds === "child") {
    const m = meeting.value!;
    return <Choice {...common} none="Every child" options={children(m).map((id) => [id, personName(m.people[id]!)])} />;
  }
  if (column.options) return <Choice {...common} options={Object.entries(column.options)} />;
  return <Text {...common} />;
}

function valueIn(draft: Draft, column: Column): string {
  if (column.needed) return neededIn(draft, field(column), column.needed);
  const typed = textIn(draft, field(column));
  return column.holds === "day" && typed ? dayIn(draft, field(column)).date : typed;
}
