// The chair's own items of the agenda. Those of the procedure stay as they are.
import { Button, TextButton } from "../button.tsx";
import { write } from "../desk.ts";
import { begin } from "../forms.ts";
import { Choice, Text, neededIn, textIn } from "../inputs.tsx";
import { may, meeting } from "../state.ts";
import type { Form } from "../views.ts";

export const itemForm: Form = {
  title: (draft) => (draft.subject ? "Change an own item" : "Add an item to the agenda"),
  Fields({ draft }) {
    const m = meeting.value!;
    return (
      <>
        <Text draft={draft} name="text" label="Words of the item" />
        {!draft.subject && (
          <Choice
            draft={draft}
            name="after"
            label="After"
            none="At the end"
            options={m.order.items.map((id) => [id, m.items[id]!.text])}
          />
        )}
      </>
    );
  },
  send(draft) {
    const text = neededIn(draft, "text", "Write the words of the item.");
    const after = textIn(draft, "after");
    if (draft.subject) write("item.amend", { item: draft.subject, text }, { draft });
    else write("item", { text, ...(after && { after }) }, { draft });
  },
};

/** Moves an own item by one place. */
function move(id: string, by: -1 | 1): void {
  const others = meeting.value!.order.items;
  const at = others.indexOf(id);
  const after = by === 1 ? others[at + 1] : others[at - 2];
  if (by === 1 ? after : at > 0) write("item.order", { item: id, ...(after && { after }) });
}

export function OwnItems() {
  const m = meeting.value!;
  if (!may("item")) return null;
  const own = m.order.items.filter((id) => m.items[id]!.own);
  return (
    <section aria-labelledby="own-items">
      <h3 id="own-items" class="room-heading">
        Own items of the agenda
      </h3>
      <ul class="room-facts">
        {own.map((id) => {
          const { text } = m.items[id]!;
          return (
            <li key={id}>
              {text}{" "}
              <TextButton onClick={() => begin("item.amend", "", { subject: id, start: { text } })} of={text}>
                Change
              </TextButton>{" "}
              <TextButton onClick={() => move(id, -1)} of={text}>
                Up
              </TextButton>{" "}
              <TextButton onClick={() => move(id, 1)} of={text}>
                Down
              </TextButton>{" "}
              <TextButton onClick={() => write("item.remove", { item: id })} of={text}>
                Take out
              </TextButton>
            </li>
          );
        })}
      </ul>
      <Button onClick={() => begin("item", "")}>Add an item</Button>
    </section>
  );
}
