// The people of the case: children, the person suspected, parents and carers, others in the household.
import { Button, TextButton } from "../button.tsx";
import { dayWords } from "../dates.ts";
import { write } from "../desk.ts";
import { begin, Problem, type Values } from "../forms.ts";
import { Choice, Text, Tick, neededIn, textIn } from "../inputs.tsx";
import { may, meeting, now } from "../state.ts";
import { civil } from "../dates.ts";
import type { Form } from "../views.ts";
import type { Person, PersonBody } from "../wire.ts";
import { categories, personName } from "../words.ts";

/** A date of birth or of a birth to come: day, month, year. */
function birth(draft: Parameters<Form["send"]>[0], name: string): string {
  const typed = textIn(draft, name);
  if (!typed) return "";
  const parts = /^(\d{1,2})[\s/.-](\d{1,2})[\s/.-](\d{4})$/.exec(typed);
  if (!parts) throw new Problem(name, "Write the date as 27 3 2014.");
  return `${parts[3]}-${parts[2]!.padStart(2, "0")}-${parts[1]!.padStart(2, "0")}`;
}

export const personForm: Form = {
  title: (draft) => (draft.subject ? "Change a person of the case" : "Add a person of the case"),
  Fields: ({ draft }) => (
    <>
      <div class="room-pair">
        <Choice
          draft={draft}
          name="category"
          label="To the case"
          options={Object.entries(categories(meeting.value!))}
        />
        <Text draft={draft} name="relation" label="Relation to the child" />
      </div>
      <Text draft={draft} name="name" label="Name" />
      <Tick draft={draft} name="notKnown" label="The name is not known" />
      <div class="room-pair">
        <Text draft={draft} name="born" label="Born" hint="27 3 2014" />
        <Text draft={draft} name="due" label="Or birth expected" hint="27 3 2027" />
      </div>
      <Text draft={draft} name="address" label="Address" />
      {draft.values.value.category === "suspected" && (
        <div class="room-pair">
          <Choice
            draft={draft}
            name="employerSector"
            label="Works, volunteers or fosters for"
            none="No agency of those here"
            options={meeting.value!.procedure.sectors.map((s) => [s.id, s.name])}
          />
          {textIn(draft, "employerSector") && <Text draft={draft} name="employer.name" label="Name of that agency" />}
        </div>
      )}
      <div class="room-pair">
        <Text draft={draft} name="references.caseSystem" label="Case reference" />
        <Text draft={draft} name="references.nhs" label="NHS number" />
        <Text draft={draft} name="references.crime" label="Crime reference" />
      </div>
    </>
  ),
  send(draft) {
    const text = (name: string, value = textIn(draft, name)) => (value ? { [name.split(".").pop()!]: value } : {});
    const notKnown = textIn(draft, "notKnown") === "yes";
    const sector = textIn(draft, "category") === "suspected" ? textIn(draft, "employerSector") : "";
    const references = { ...text("references.caseSystem"), ...text("references.nhs"), ...text("references.crime") };
    const body: PersonBody = {
      category: textIn(draft, "category") as PersonBody["category"],
      ...text("name"),
      ...(notKnown && { notKnown }),
      ...text("born", birth(draft, "born")),
      ...text("due", birth(draft, "due")),
      ...text("address"),
      ...text("relation"),
      ...(sector && {
        employer: {
          sector,
          name: neededIn(draft, "employer.name", "Write the name of the agency, as it stands beside its attendees."),
        },
      }),
      ...(Object.keys(references).length > 0 && { references }),
    };
    if (draft.subject) write("person.amend", { person: draft.subject, ...body }, { draft });
    else write("person", body, { draft });
  },
};

function start(p: Person): Values {
  const day = (date = "") => date.split("-").reverse().join(" ");
  const { caseSystem = "", nhs = "", crime = "" } = p.references ?? {};
  return {
    category: p.category,
    relation: p.relation ?? "",
    name: p.name ?? "",
    notKnown: p.notKnown ? "yes" : "",
    born: day(p.born),
    due: day(p.due),
    address: p.address ?? "",
    employerSector: p.employer?.sector ?? "",
    "employer.name": p.employer?.name ?? "",
    "references.caseSystem": caseSystem,
    "references.nhs": nhs,
    "references.crime": crime,
  };
}

export function Persons() {
  const m = meeting.value!;
  const today = civil(now.value);
  return (
    <section aria-labelledby="persons">
      <h3 id="persons" class="room-heading">
        People of the case
      </h3>
      <ul class="room-facts">
        {m.order.people.map((id) => {
          const p = m.people[id]!;
          const facts = [
            p.relation,
            p.born && `born ${dayWords(p.born, today)}`,
            p.due && `birth expected ${dayWords(p.due, today)}`,
            p.employer && `works, volunteers or fosters for ${p.employer.name}`,
            p.address,
            p.references?.caseSystem && `case reference ${p.references.caseSystem}`,
            p.references?.nhs && `NHS number ${p.references.nhs}`,
            p.references?.crime && `crime reference ${p.references.crime}`,
          ].filter(Boolean);
          return (
            <li key={id} class={p.withdrawn ? "room-withdrawn" : ""}>
              <b>{personName(p)}</b>, {categories(m)[p.category]?.toLowerCase()}
              {facts.length > 0 && `: ${facts.join("; ")}`}{" "}
              {p.withdrawn
                ? `Taken off the list: ${p.withdrawn.reason}`
                : may("person.amend") && (
                    <>
                      <TextButton
                        onClick={() => begin("person.amend", "", { subject: id, start: start(p) })}
                        of={personName(p)}
                      >
                        Change
                      </TextButton>{" "}
                      <TextButton onClick={() => begin("person.withdraw", "", { subject: id })} of={personName(p)}>
                        Take off
                      </TextButton>
                    </>
                  )}
            </li>
          );
        })}
      </ul>
      {may("person") && (
        <Button onClick={() => begin("person", "", { start: { category: "child" } })}>Add a person</Button>
      )}
    </section>
  );
}
