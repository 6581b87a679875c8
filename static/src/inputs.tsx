// The fields of forms: a label, a hint, what is wrong, and the control, tied together for every reader.
import type { ComponentChildren } from "preact";
import { civil, dayWords, readDay } from "./dates.ts";
import { type Draft, Problem } from "./forms.ts";
import { announce } from "./live.tsx";

interface Named {
  draft: Draft;
  name: string;
  label: string;
  hint?: ComponentChildren;
}

/** What is wrong with a field, or with one within it ("owner.name" within "owner"). */
export function fault(draft: Draft, name: string): string | undefined {
  const refusal = draft.refusal.value;
  return refusal?.field === name || refusal?.field?.startsWith(`${name}.`) ? refusal.message : undefined;
}

export function set(draft: Draft, name: string, value: string): void {
  draft.values.value = { ...draft.values.value, [name]: value };
}

/** The label, hint and error of a field around its control, which carries `id` and `described`. */
export function Labelled({
  draft,
  name,
  label,
  hint,
  children,
}: Named & { children: (id: string, described: string | undefined) => ComponentChildren }) {
  const id = `field-${name.replace(/\W/g, "-")}`;
  const wrong = fault(draft, name);
  const described = [hint ? `${id}-hint` : "", wrong ? `${id}-error` : ""].filter(Boolean).join(" ") || undefined;
  return (
    <div class={wrong ? "room-field room-field--wrong" : "room-field"}>
      <label class="room-label" for={id}>
        {label}
      </label>
      {hint && (
        <span class="room-hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
      {wrong && (
        <span class="room-wrong" id={`${id}-error`} role="alert">
          {wrong}
        </span>
      )}
      {children(id, described)}
    </div>
  );
}

/** A text. One line, or as many as `lines` says. */
export function Text({ lines = 1, ...field }: Named & { lines?: number }) {
  const { draft, name } = field;
  return (
    <Labelled {...field}>
      {(id, described) => {
        const common = {
          id,
          class: "room-input",
          autocomplete: "off",
          "aria-describedby": described,
          "aria-invalid": fault(draft, name) ? ("true" as const) : undefined,
          value: draft.values.value[name] ?? "",
          onInput: (event: Event) => set(draft, name, (event.currentTarget as HTMLInputElement).value),
        };
        return lines > 1 ? <textarea {...common} rows={lines} /> : <input {...common} type="text" />;
      }}
    </Labelled>
  );
}

/** One of a few, in a list that opens. `none` is the first choice, where nothing is chosen. */
export function Choice({ options, none, ...field }: Named & { options: [string, string][]; none?: string }) {
  const { draft, name } = field;
  return (
    <Labelled {...field}>
      {(id, described) => (
        <select
          id={id}
          class="room-input"
          aria-describedby={described}
          value={draft.values.value[name] ?? ""}
          onChange={(event) => set(draft, name, event.currentTarget.value)}
        >
          {none !== undefined && <option value="">{none}</option>}
          {options.map(([value, words]) => (
            <option key={value} value={value} selected={draft.values.value[name] === value}>
              {words}
            </option>
          ))}
        </select>
      )}
    </Labelled>
  );
}

export function Tick({ draft, name, label }: Named) {
  return (
    <label class="room-tick">
      <input
        type="checkbox"
        checked={draft.values.value[name] === "yes"}
        onChange={(event) => set(draft, name, event.currentTarget.checked ? "yes" : "")}
      />{" "}
      {label}
    </label>
  );
}

const today = () => civil(Date.now());

/** A day, as people type it, read back in words before it is saved. */
export function Day(field: Named) {
  const typed = field.draft.values.value[field.name] ?? "";
  const back = readBack(typed);
  return (
    <div onFocusOut={() => back && announce(back)}>
      <Text
        {...field}
        hint={typed.trim() ? (back ?? "Not a day yet") : (field.hint ?? "mon, +2, today 18:00, 30 nov")}
      />
    </div>
  );
}

function readBack(typed: string): string | undefined {
  const day = readDay(typed, today());
  return day && dayWords(day.date, today()) + (day.time ? `, ${day.time}` : "");
}

/** The day in a field, or a Problem that says how to write it. */
export function dayIn(draft: Draft, name: string): { date: string; time?: string } {
  const day = readDay(draft.values.value[name] ?? "", today());
  if (!day) throw new Problem(name, "Write the day as “mon”, “+2”, “today 18:00” or “30 nov”.");
  return day;
}

/** As dayIn; nothing where nothing is typed. */
export function maybeDayIn(draft: Draft, name: string): string | undefined {
  return textIn(draft, name) ? dayIn(draft, name).date : undefined;
}

/** The text in a field, without blanks around it. */
export function textIn(draft: Draft, name: string): string {
  return (draft.values.value[name] ?? "").trim();
}

/** As textIn; a Problem with this sentence where there is nothing. */
export function neededIn(draft: Draft, name: string, sentence: string): string {
  const text = textIn(draft, name);
  if (!text) throw new Problem(name, sentence);
  return text;
}
