// The script of /verify: it reads the chosen file into the page's own memory, checks it there, and says what it found.
// Nothing is sent: the page's own policy allows no connection and no form.
import { codeOf, MOST, type Verdict, unknown, verdict } from "./verdict.ts";

const part = <T extends HTMLElement>(id: string) => document.getElementById(id) as T;
const file = part<HTMLInputElement>("file");
const code = part<HTMLInputElement>("code");
const button = part<HTMLButtonElement>("check");
let checking = false;

part("without-script").hidden = true;
part("with-script").hidden = false;
button.addEventListener("click", press);
for (const field of [file, code])
  field.addEventListener("input", () => {
    blame(field, "");
    tell(); // what was said is about another file or code
  });
code.addEventListener("keydown", (event) => {
  if (event.key === "Enter") press(); // there is no form that it could send
});

async function press(): Promise<void> {
  if (checking) return;
  tell();
  const chosen = file.files?.[0];
  const given = codeOf(code.value);
  blame(file, chosen ? "" : "Choose the file that you want to check.");
  blame(code, given === undefined ? "A check code has 64 digits and letters a to f." : "");
  if (!chosen || given === undefined) return (chosen ? code : file).focus();
  checking = true;
  button.setAttribute("aria-disabled", "true");
  part("progress").textContent = "Checking the file.";
  const found = await look(chosen, given);
  checking = false;
  button.removeAttribute("aria-disabled");
  tell(found);
}

async function look(chosen: File, given: string): Promise<Verdict> {
  if (chosen.size > MOST) return unknown("This file is too large to be checked in a browser.", PROGRAM);
  if (!crypto.subtle) return unknown("Over this connection the browser cannot check a record.", PROGRAM);
  try {
    const bytes = new Uint8Array(await chosen.arrayBuffer());
    if (new TextDecoder("latin1").decode(bytes.subarray(0, 5)) === "%PDF-")
      return unknown("This is a PDF, and this page cannot check its seal.", PROGRAM);
    return await verdict(bytes, given);
  } catch {
    return unknown("The file cannot be read.", "Choose it again: it may have been moved or changed meanwhile.");
  }
}

const PROGRAM = "Use the program, as described below.";

/** Shows a result where it is heard as well: what is sound politely, all else at once. Without one, shows none. */
function tell(found?: Verdict): void {
  part("progress").textContent = "";
  for (const [id, mine] of [
    ["sound", found?.sort === "sound"],
    ["unsound", found && found.sort !== "sound"],
  ] as const) {
    const place = part(id);
    place.replaceChildren();
    if (!found || !mine) continue;
    for (const [words, look] of [
      [found.result, "govuk-!-font-weight-bold"],
      [found.more, ""],
    ] as const) {
      if (!words) continue;
      const line = document.createElement("p");
      line.className = `govuk-body ${look}`;
      line.textContent = words;
      place.append(line);
    }
    place.scrollIntoView({ block: "nearest" });
  }
}

/** Says beside a field what is wrong with it, or takes that back. */
function blame(field: HTMLInputElement, words: string): void {
  const place = part(`${field.id}-error`);
  place.hidden = !words;
  place.lastElementChild!.textContent = words;
  field.closest(".govuk-form-group")!.classList.toggle("govuk-form-group--error", !!words);
  field.classList.toggle("govuk-input--error", !!words && field === code);
}
