// What every page is held to: WCAG 2.2 AA as far as axe can see it, and a console without a word of complaint.
import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

/** Fails with axe's findings on the page as it stands, one line each. */
export async function accessible(page: Page): Promise<void> {
  // Off by itself in axe, part of WCAG 2.2 AA.
  const rules = { "target-size": { enabled: true } };
  const { violations } = await new AxeBuilder({ page }).options({ rules }).analyze();
  expect(violations.flatMap((v) => v.nodes.map((node) => `${v.id}: ${v.help}: ${node.target}`))).toEqual([]);
}

/** Gathers from now on what the browser complains about: errors, refused scripts and styles, failed requests. */
export function complaints(page: Page): string[] {
  const said: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") said.push(message.text());
  });
  page.on("pageerror", (error) => said.push(String(error)));
  return said;
}
