// The second part of the room, later/: fetched once the first is of use, so that it is there when somebody loses the
// connection, and asked for again until it comes.
import { signal } from "@preact/signals";
import { active, open } from "./forms.ts";
import type * as Later from "./later/later.ts";
import { type Form, type FormName, forms } from "./views.ts";

const rest = signal<typeof Later | undefined>(undefined);

/** Why it is not there, where that is known. */
export const lacking = signal("");

const AWAY =
  "This part of the page could not be fetched. It opens by itself as soon as it can be, and what you typed is kept.";
const OUTDATED =
  "Strategy Room was updated since this page was loaded. Load the page again to use this form: what is saved stays, " +
  "and what is held on this device too.";

const AGAIN = 5_000; // milliseconds

/** The form of that name, once it is there. */
export function formOf(name: FormName): Form | undefined {
  return name in forms ? forms[name as keyof typeof forms] : rest.value?.forms[name as keyof typeof Later.forms];
}

/** A view of the second part, once it is there. */
export function part<Name extends "Children" | "Details" | "Grids">(name: Name): (typeof Later)[Name] | undefined {
  return rest.value?.[name];
}

let tries = 0;
let fetching = false;
/** Fetches it, unless it is there or on its way. */
export async function fetchRest(): Promise<void> {
  if (rest.peek() || fetching) return;
  fetching = true;
  // A browser may remember that an address failed; what is part of the query changes nothing at the server.
  const address = new URL(tries++ ? `later.js?${tries}` : "later.js", import.meta.url).href;
  try {
    const all = (await import(address)) as typeof Later;
    // Who typed on while waiting keeps the caret.
    if (open.peek() && (active() as Partial<HTMLInputElement> | null)?.value) open.peek()!.quiet = true;
    rest.value = all;
  } catch {
    const { status } = await fetch(address).catch(() => ({ status: 0 }));
    // It is there and does not fit: the first part came from another server, in the middle of an update.
    const unfit = status === 200 && tries > 2;
    lacking.value = status === 404 || unfit ? OUTDATED : AWAY;
    if (status !== 404) setTimeout(() => void fetchRest(), AGAIN);
  } finally {
    fetching = false;
  }
}

/** Does something when the browser has nothing more urgent to do. */
export function idle(act: () => void): void {
  if ("requestIdleCallback" in window) requestIdleCallback(act, { timeout: 2_000 });
  else setTimeout(act, 500);
}
