// The grids that some questions open: rows that are added, changed and taken back. Each grid is described in grids.ts.
import { TextButton } from "../button.tsx";
import { begin, type Values } from "../forms.ts";
import { type Column, type Grid, grids } from "./grids.ts";
import { narrow } from "../narrow.ts";
import { may, meeting } from "../state.ts";
import type { Made, Withdrawn } from "../wire.ts";
import { dayTyped, due, personName } from "../words.ts";

interface Line extends Made {
  is: Partial<Record<string, string>>;
  withdrawn?: Withdrawn;
}

const lines = (grid: Grid) => meeting.value![grid.rows] as unknown as Record<string, Line>;
export const field = (column: Column) => `is.${column.name}`;

/** What a cell says; a gap is said in words. */
function cell(column: Column, is: Line["is"]): string {
  const value = is[column.name] ?? "";
  if (!value) return column.gap ?? "";
  if (column.holds === "day") return due(value, undefined);
  if (column.holds === "child") return meeting.value!.people[value] ? personName(meeting.value!.people[value]) : value;
  return column.options?.[value] ?? value;
}

/** The grids that belong to an item. One that the answer does not call for waits behind a quiet button. */
export function Grids({ id }: { id: string }) {
  const item = meeting.value!.items[id]!;
  const called = Object.values(item.answers).some((given) => given.value === "yes" || given.value === "stated");
  return (
    <>
      {(item.opens ?? [])
        .flatMap((kind) => grids[kind] ?? [])
        .map((grid) => (
          <View key={grid.kind} grid={grid} item={id} called={called} />
        ))}
    </>
  );
}

function View({ grid, item, called }: { grid: Grid; item: string; called: boolean }) {
  const all = meeting.value!.order[grid.rows];
  const rows = all.filter((id) => !lines(grid)[id]!.withdrawn);
  const taken = all.filter((id) => lines(grid)[id]!.withdrawn);
  const start = Object.fromEntries(
    grid.columns.flatMap((c) => (c.options ? [[field(c), Object.keys(c.options)[0]!]] : [])),
  );
  const add =
    may(grid.kind) &&
    ((words: string) => (
      <TextButton id={`add-${grid.kind}`} onClick={() => begin(grid.kind, item, { start })}>
        {words}
      </TextButton>
    ));
  if (all.length === 0 && !called) return add ? <p>{add(`${grid.title}…`)}</p> : null;
  return (
    <div class="room-grid">
      {rows.length === 0 ? (
        <p>
          <b>{grid.title}</b> <span class="room-none">Nothing yet</span>
        </p>
      ) : narrow.value ? (
        <List grid={grid} rows={rows} item={item} />
      ) : (
        <Table grid={grid} rows={rows} item={item} />
      )}
      {add && <p>{add(grid.add)}</p>}
      {taken.length > 0 && (
        <details class="room-details">
          <summary>Taken back: {taken.length}</summary>
          <ul>
            {taken.map((id) => (
              <li key={id}>
                {words(grid, id)}: {lines(grid)[id]!.withdrawn!.reason}
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}

interface Shown {
  grid: Grid;
  rows: string[];
  item: string;
}

function Table({ grid, rows, item }: Shown) {
  return (
    <table class="room-table">
      <caption>{grid.title}</caption>
      <thead>
        <tr>
          {grid.columns.map((c) => (
            <th key={c.name} scope="col">
              {c.words}
            </th>
          ))}
          {may(grid.kind) && <td />}
        </tr>
      </thead>
      <tbody>
        {rows.map((id) => (
          <tr key={id}>
            {grid.columns.map((c) => (
              <td key={c.name} class={lines(grid)[id]!.is[c.name] ? "" : "room-gap"}>
                {cell(c, lines(grid)[id]!.is)}
              </td>
            ))}
            {may(grid.kind) && (
              <td>
                <Buttons grid={grid} id={id} item={item} />
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function List({ grid, rows, item }: Shown) {
  return (
    <>
      <p>
        <b>{grid.title}</b>
      </p>
      <ul class="room-facts">
        {rows.map((id) => (
          <li key={id}>
            {grid.columns.map((c) => {
              const says = cell(c, lines(grid)[id]!.is);
              return (
                says && (
                  <span key={c.name} class="room-state">
                    {c.words}: {says}
                  </span>
                )
              );
            })}
            <Buttons grid={grid} id={id} item={item} />
          </li>
        ))}
      </ul>
    </>
  );
}

function Buttons({ grid, id, item }: { grid: Grid; id: string; item: string }) {
  if (!may(grid.kind)) return null;
  const of = words(grid, id);
  const { is } = lines(grid)[id]!;
  const start: Values = Object.fromEntries(
    grid.columns.map((c) => [field(c), c.holds === "day" ? dayTyped(is[c.name]) : (is[c.name] ?? "")]),
  );
  return (
    <>
      <TextButton onClick={() => begin(grid.kind, item, { subject: id, start })} of={of}>
        Change
      </TextButton>{" "}
      <TextButton onClick={() => begin(`${grid.kind}.withdraw`, item, { subject: id })} of={of}>
        Take back
      </TextButton>
    </>
  );
}

/** A row in one line. */
function words(grid: Grid, id: string): string {
  return grid.columns
    .map((c) => cell(c, lines(grid)[id]!.is))
    .filter(Boolean)
    .join(", ");
}
