// The script of every page: it starts the GOV.UK components, takes the code out of the address, waits at the door, and
// asks before somebody signs out with something unsaved.
// A page works without it.
import { Button, createAll, ErrorSummary, SkipLink } from "govuk-frontend";
import { type Attempt, refuseFiles } from "./refuse.ts";
import { heldFor } from "./shelf.ts";
import { watchTime } from "./stay.ts";

document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) document.body.classList.add("govuk-frontend-supported");

createAll(Button);
createAll(ErrorSummary);
createAll(SkipLink);

takeCode();
if (location.pathname !== "/verify") void watchTime(); // from there nothing may be asked for
offerToCopy();
wait();
waitAtDoor();
askBeforeSigningOut();
if (!document.getElementById("room") && location.pathname !== "/verify") refuseFiles(tellRefused, noteRefused);

/** Says above everything why a picture or file was not taken. */
function tellRefused(reason: string): void {
  const said = document.querySelector(".app-refused") ?? document.createElement("p");
  said.className = "app-refused govuk-error-message";
  said.setAttribute("role", "alert");
  said.textContent = reason;
  document.querySelector("main")!.prepend(said);
  said.scrollIntoView({ block: "nearest" });
}

/** Has it noted, on the pages of a meeting. */
function noteRefused(what: Attempt): void {
  const [, at, meeting] = location.pathname.split("/");
  if (at !== "meetings" || !meeting || meeting === "new") return;
  const headers = { "Content-Type": "application/json" };
  void fetch(`/api/meetings/${meeting}/refusals`, { method: "POST", headers, body: JSON.stringify({ what }) }).catch(() => {});
}

/** Moves the code from the address, where the next person at this screen would find it, into its field. */
function takeCode(): void {
  const field = document.querySelector<HTMLInputElement>("input[data-fragment]");
  const code = location.hash.slice(1);
  if (!field || !code) return;
  history.replaceState(null, "", location.pathname + location.search);
  field.value = code;
  field.closest("details")?.setAttribute("open", "");
  for (const other of document.querySelectorAll<HTMLElement>("[data-without-code]")) other.hidden = true;
  // Looking at an invitation uses nothing up. Setting up, signing in and joining wait for the person.
  const form = field.form;
  if (form?.querySelector("input[name=step][value=look]")) form.requestSubmit();
}

/** Puts a button beside a text that is there to be passed on. */
function offerToCopy(): void {
  for (const text of document.querySelectorAll<HTMLTextAreaElement>("textarea[data-copy]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "govuk-button govuk-button--secondary app-copy";
    button.textContent = "Copy";
    button.setAttribute("aria-label", `Copy the text for ${text.labels[0]?.textContent ?? "this person"}`);
    button.addEventListener("click", async () => {
      text.select();
      await navigator.clipboard.writeText(text.value);
      button.textContent = "Copied";
    });
    text.after(button);
  }
}

/** Goes on from the page of somebody who waits to be let in, once that is decided, or by what they send: by one of both, as
 * each may bring another cookie. Looking brings none. */
async function wait(): Promise<void> {
  const at = document.querySelector<HTMLElement>("[data-waiting]")?.dataset.waiting;
  let waiting = !!at;
  let leaving = false;
  addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    waiting = false;
    if (leaving) event.preventDefault();
  });
  while (waiting) {
    await new Promise((later) => setTimeout(later, 2000));
    try {
      const answer = await fetch(`/api/knocks/${at}?look`);
      const { state } = (await answer.json()) as { state?: string };
      if (!waiting || answer.status >= 500 || state === "waiting") continue;
    } catch {
      continue; // no connection: try again
    }
    waiting = false;
    leaving = true;
    location.reload();
  }
}

/** Goes on from the page of an attendee whom the chair has to ask first, once that is decided. */
async function waitAtDoor(): Promise<void> {
  const at = document.querySelector<HTMLElement>("[data-door]")?.dataset.door;
  for (let waiting = !!at; waiting; ) {
    await new Promise((later) => setTimeout(later, 3000));
    const { status } = await fetch(`/api/meetings/${at}`).catch(() => ({ status: 503 })); // no connection: try again
    waiting = status === 403 || status >= 500;
    if (!waiting) location.reload();
  }
}

/** Has somebody press twice who would leave unsaved words behind on this device. */
function askBeforeSigningOut(): void {
  const form = document.querySelector<HTMLFormElement>("form[data-outboxes]");
  let asked = false;
  form?.addEventListener("submit", async (event) => {
    if (asked) return;
    event.preventDefault();
    const n = await heldFor(form.dataset.outboxes!.split(" ").filter(Boolean)).catch(() => 0);
    asked = true;
    if (n === 0) return form.submit();
    const words = document.createElement("p");
    words.className = "govuk-error-message";
    words.setAttribute("role", "alert");
    words.textContent =
      `${n === 1 ? "1 line" : `${n} lines`} that you wrote ${n === 1 ? "is" : "are"} not saved yet: open the ` +
      "meeting and wait until it says “Saved”. If you sign out now, that stays on this device, sealed, until you " +
      "come back.";
    const button = form.querySelector("button")!;
    button.before(words);
    button.textContent = "Sign out all the same";
  });
}
