// Who a pasted line invites.
import { Problem } from "../forms.ts";

/** What somebody may be invited as, and how it is called. */
export const ROLES: [string, string][] = [
  ["member", "Member"],
  ["minute-taker", "Minute-taker"],
  ["deputy", "Deputy"],
  ["observer", "Observer"],
];

export interface Invitee {
  name: string;
  email?: string;
  role?: string;
}

/**
 * A name, an address or both, and perhaps a role, from a line such as "Pat Sample <pat.sample@police.example>, observer".
 * The form says for all lines from which agency they are; it may stand in a line too. Throws Problem for what could be a
 * name or another agency: whoever wrote it is asked, because nobody looks it over before it is written down.
 */
export function invitee(line: string, agency = ""): Invitee | undefined {
  const [first, ...more] = [...line.matchAll(/<?([^\s<>,;"()]+@[^\s<>,;"()]+)>?/g)];
  if (more.length > 0) throw new Problem("people", `Write each person on a line of their own: ${line.trim()}`);
  const email = first?.[1];
  const behind = first !== undefined && !/[^\s,;"]/.test(line.slice(0, first.index));
  const parts = (first ? line.replace(first[0], "") : line)
    .split(/[,;\t]/)
    .map((part) => part.trim().replace(/^"(.*)"$/, "$1").trim())
    .filter(Boolean);
  const made = (email ?? "")
    .split("@")[0]!
    .split(/[._-]+/)
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1));
  let name = behind ? "" : (parts.shift() ?? "");
  let role: string | undefined;
  for (const part of parts) {
    const lower = part.toLowerCase();
    const found = ROLES.find(([id, words]) => lower === id || lower === words.toLowerCase() || lower.replace(" ", "-") === id);
    if (found) role = found[0];
    else if (lower === agency.toLowerCase()) continue;
    else if (!name && made.some((word) => lower.split(/\s+/).includes(word.toLowerCase()))) name = part;
    else
      throw new Problem(
        "people",
        `What is “${part}”? Write the name before the e-mail address, and choose the agency below, for all lines: ${line.trim()}`,
      );
  }
  name ||= made.join(" ");
  return name ? { name, ...(email && { email }), ...(role && { role }) } : undefined;
}
