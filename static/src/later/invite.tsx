// Inviting people by pasting names or addresses, one a line; adding somebody who has only a telephone.
import { Button } from "../button.tsx";
import { signal } from "@preact/signals";
import { post, write } from "../desk.ts";
import { begin, Problem } from "../forms.ts";
import { Choice, Text, neededIn, textIn } from "../inputs.tsx";
import { DETAILS, may, meeting, place } from "../state.ts";
import type { Form } from "../views.ts";
import { ROLES, invitee } from "./invitee.ts";

interface Made {
  name: string;
  /** With the link, ready to be passed on. */
  text: string;
  email?: "sent" | "failed";
}

/** The links made on this screen. They are shown once: the server keeps only a hash. */
const made = signal<Made[]>([]);

const sectors = () => meeting.value!.procedure.sectors.map((s): [string, string] => [s.id, s.name]);
const agency = (draft: Parameters<Form["send"]>[0]) => ({
  sector: neededIn(draft, "sector", "Say which sector they come from."),
  name: textIn(draft, "agency"),
});

/** The invitation that was not answered, if any: asked for again under the same id, nobody is written down twice. */
let tried: { asked: string; id: string } | undefined;
function idOf(asked: string): string {
  if (tried?.asked !== asked) tried = { asked, id: crypto.randomUUID() };
  return tried.id;
}

export const invitationForm: Form = {
  title: () => "Invite",
  button: "Make links",
  Fields: ({ draft }) => (
    <>
      <Text draft={draft} name="people" label="Names or e-mail addresses, one a line" lines={3} />
      <div class="room-pair">
        <Choice draft={draft} name="sector" label="Sector" none="Choose" options={sectors()} />
        <Text draft={draft} name="agency" label="Agency" />
      </div>
      <Choice
        draft={draft}
        name="role"
        label="Role"
        options={ROLES}
      />
    </>
  ),
  async send(draft) {
    const lines = neededIn(draft, "people", "Write at least one name.")
      .split(/\n/)
      .filter((line) => line.trim());
    const from = agency(draft);
    const invited = lines.map((line) => ({ role: textIn(draft, "role"), ...invitee(line, from.name) }));
    const left = [...lines];
    for (const { name, ...rest } of invited) {
      if (name) {
        const who = { name, ...rest };
        const body = { id: idOf(JSON.stringify([who, from])), ...who, agency: from };
        const { text, email } = (await post("/invitations", body).catch((why: Error) => {
          draft.values.value = { ...draft.values.value, people: left.join("\n") };
          throw new Problem("people", `${name}: ${why.message}`);
        })) as Made;
        tried = undefined;
        made.value = [...made.value, { name, text, email }];
      }
      left.shift();
    }
    place.value = DETAILS; // where the links are
  },
};

export const telephoneForm: Form = {
  title: () => "Someone by telephone",
  button: "Add",
  Fields: ({ draft }) => (
    <>
      <Text draft={draft} name="name" label="Name" />
      <div class="room-pair">
        <Choice draft={draft} name="sector" label="Sector" none="Choose" options={sectors()} />
        <Text draft={draft} name="agency" label="Agency" />
      </div>
    </>
  ),
  send(draft) {
    const name = neededIn(draft, "name", "Write their name.");
    write(
      "attendee",
      { name, agency: agency(draft), role: "member", telephone: true },
      {
        draft,
        next: [
          {
            kind: "attendance",
            body: { attendee: "", state: "telephone" },
            names: { field: "attendee", letter: "a" },
          },
        ],
      },
    );
  },
};

/** The links that were made: which were sent by e-mail, and the texts of the others, to copy and send. */
export function Invitations() {
  if (!may("attendee.role")) return null;
  const sent = made.value.filter((one) => one.email === "sent");
  const rest = made.value.filter((one) => one.email !== "sent");
  return (
    <>
      <Button onClick={() => begin("invitation", "", { start: { role: "member" } })}>Invite</Button>
      {made.value.length > 0 && (
        <div class="room-links">
          <ul>
            {sent.map((one) => (
              <li key={one.text}>{one.name}: sent by e-mail</li>
            ))}
          </ul>
          {rest.length > 0 && <p>Each link lets one person in. Send it to nobody else. It is not shown again.</p>}
          <ul>
            {rest.map((one) => (
              <li key={one.text}>
                {one.name}
                <Passed {...one} />
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
}

/** A text that the chair passes on. */
function Passed({ name, text, email }: Made) {
  return (
    <>
      {email === "failed" && (
        <p class="room-wrong" role="alert">
          The e-mail could not be sent. Pass the text on yourself.
        </p>
      )}
      <textarea
        class="room-input"
        rows={4}
        readOnly
        value={text}
        aria-label={`Text with the link for ${name}`}
        onFocus={(event) => event.currentTarget.select()}
      />
      <Button onClick={() => void navigator.clipboard?.writeText(text)} of={`the text for ${name}`}>
        Copy
      </Button>
    </>
  );
}
