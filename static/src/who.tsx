// Somebody, by typing a part of their name: attendees first; else a name that nobody here has, with an agency.
import { useState } from "preact/hooks";
import { type Draft, Problem } from "./forms.ts";
import { Choice, Labelled, Text, fault, textIn } from "./inputs.tsx";
import { meeting } from "./state.ts";
import type { Agency, Meeting } from "./wire.ts";
import { here, nameAndAgency } from "./words.ts";

/** So many fit below the field; a letter more brings the others. */
const MOST = 4;

/** The attendees whose name, agency or position begins, in any word, with each word typed; who is here comes first. */
export function matches(m: Meeting, typed: string): string[] {
  const parts = fold(typed).split(/\s+/).filter(Boolean);
  const found = m.order.attendees.filter((id) => {
    const { name, agency, position } = m.attendees[id]!;
    const words = fold(`${name} ${agency.name} ${position ?? ""}`).split(/[\s,.-]+/);
    return parts.every((part) => words.some((word) => word.startsWith(part.replace(/[,.-]/g, ""))));
  });
  return found.sort((a, b) => Number(here(m.attendees[b]!)) - Number(here(m.attendees[a]!)));
}

function fold(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

/** The words typed are in the value `name`, the attendee they became in `nameId`. */
export function Who({
  draft,
  name,
  label,
  absent = false,
}: {
  draft: Draft;
  name: string;
  label: string;
  absent?: boolean;
}) {
  const m = meeting.value!;
  const [at, setAt] = useState(0);
  const [listing, setListing] = useState(false);
  const typed = draft.values.value[name] ?? "";
  const chosen = draft.values.value[`${name}Id`] ?? "";
  const found = chosen ? [] : matches(m, typed).slice(0, MOST);
  const shown = listing && found.length > 0;
  const choose = (id: string) => {
    draft.values.value = { ...draft.values.value, [name]: nameAndAgency(m, id), [`${name}Id`]: id };
    setListing(false);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (!shown) {
      if (event.key === "ArrowDown") setListing(true);
      return;
    }
    const takes = event.key === "Enter" || event.key === "Tab";
    if (takes && typed.trim()) choose(found[Math.min(at, found.length - 1)]!);
    if (event.ctrlKey || event.key === "Tab") return; // and on: the form saves, the focus moves
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) setAt((at + step + found.length) % found.length);
    else if (event.key === "Escape") setListing(false);
    else if (!takes || !typed.trim()) return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <>
      <Labelled draft={draft} name={name} label={label}>
        {(id, described) => (
          <div class="room-who">
            <input
              id={id}
              class="room-input"
              type="text"
              role="combobox"
              autocomplete="off"
              aria-autocomplete="list"
              aria-expanded={shown}
              aria-controls={`${id}-list`}
              aria-activedescendant={shown ? `${id}-${Math.min(at, found.length - 1)}` : undefined}
              aria-describedby={described}
              aria-invalid={fault(draft, name) ? "true" : undefined}
              value={typed}
              onInput={(event) => {
                draft.values.value = { ...draft.values.value, [name]: event.currentTarget.value, [`${name}Id`]: "" };
                setAt(0);
                setListing(true);
              }}
              onKeyDown={onKeyDown}
              onBlur={() => setListing(false)}
            />
            <ul id={`${id}-list`} role="listbox" aria-label={label} class="room-who__list" hidden={!shown}>
              {found.map((attendee, i) => (
                <li
                  key={attendee}
                  id={`${id}-${i}`}
                  role="option"
                  aria-selected={i === at}
                  onMouseDown={(event) => {
                    event.preventDefault(); // the focus stays in the field
                    choose(attendee);
                  }}
                >
                  {nameAndAgency(m, attendee)}
                </li>
              ))}
            </ul>
          </div>
        )}
      </Labelled>
      {absent && typed.trim() && !chosen && !shown && <Absent draft={draft} name={name} />}
    </>
  );
}

/** The rest that must be known of somebody who is not in the meeting. */
function Absent({ draft, name }: { draft: Draft; name: string }) {
  const m = meeting.value!;
  return (
    <fieldset class="room-absent">
      <legend class="room-hint">Nobody here has that name. Who is it?</legend>
      <Choice
        draft={draft}
        name={`${name}Sector`}
        label="Sector"
        none="Choose"
        options={m.procedure.sectors.map((s) => [s.id, s.name])}
      />
      <Text draft={draft} name={`${name}Agency`} label="Agency" />
      {"toldBy" in draft.values.value && (
        <Choice
          draft={draft}
          name="toldBy"
          label="Who tells them"
          options={m.order.attendees.map((id) => [id, nameAndAgency(m, id)])}
        />
      )}
    </fieldset>
  );
}

/** The agency typed for somebody who is not in the meeting. Throws Problem where the sector is missing. */
export function agencyIn(draft: Draft, name: string): Agency {
  const sector = textIn(draft, `${name}Sector`);
  if (!sector) throw new Problem(`${name}Sector`, "Say which sector they come from.");
  return { sector, name: textIn(draft, `${name}Agency`) };
}

/** The attendee chosen, or the only one whom what was typed can mean. */
export function attendeeIn(draft: Draft, name: string): string | undefined {
  const chosen = textIn(draft, `${name}Id`);
  if (chosen) return chosen;
  const typed = textIn(draft, name);
  const found = typed ? matches(meeting.value!, typed) : [];
  return found.length === 1 ? found[0] : undefined;
}

/** The values with which a field for `who` starts. */
export function whoStart(name: string, attendee: string | undefined): Record<string, string> {
  const m = meeting.value!;
  return attendee && m.attendees[attendee] ? { [name]: nameAndAgency(m, attendee), [`${name}Id`]: attendee } : {};
}
