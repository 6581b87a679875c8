// What every page is held to: WCAG 2.2 AA as far as axe can see it, and a console without a word of complaint.
import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

// Off by itself in axe, part of WCAG 2.2 AA.
const options = { rules: { "target-size": { enabled: true } } };

/** Fails with axe's findings on the page as it stands, one line each. */
export async function accessible(page: Page): Promise<void> {
  await page.waitForLoadState(); // a press that leads to another page returns when its first bytes are there
  await found(new AxeBuilder({ page }).options(options));
}

/**
 * As accessible, with contrast in the person's own forced colours too. Fails where the page scrolls sideways, or, of the
 * room in three columns, at all.
 */
export async function sound(page: Page): Promise<void> {
  await page.waitForLoadState();
  const scrolls = () => {
    const { scrollWidth, clientWidth, scrollHeight, clientHeight } = document.documentElement;
    const columns = document.querySelector(".room") && innerWidth >= 1280;
    return { sideways: scrollWidth - clientWidth, down: columns ? scrollHeight - clientHeight : 0 };
  };
  await expect.poll(() => page.evaluate(scrolls)).toEqual({ sideways: 0, down: 0 }); // a window takes a new size in time
  await accessible(page);
  await page.emulateMedia({ forcedColors: "active" });
  await found(new AxeBuilder({ page }).withRules("color-contrast"));
  await page.emulateMedia({ forcedColors: null });
}

// In "legacy mode" axe does all its work in the page itself, which is whole without frames. Otherwise it opens a second
// page to add up what the frames found, and that takes the page under test out of the foreground for a while, in which
// a key press opens no file chooser.
async function found(axe: AxeBuilder): Promise<void> {
  const { violations } = await axe.setLegacyMode().analyze();
  expect(violations.flatMap((v) => v.nodes.map((node) => `${v.id}: ${v.help}: ${node.target}`))).toEqual([]);
}

/** Holds a page that the server drew to what every page is held to, on a desk and on a phone. */
export async function onBothScreens(page: Page, name: string): Promise<void> {
  const folder = process.env.STRATEGYROOM_PICTURES;
  await page.waitForLoadState();
  for (const size of [{ width: 1280, height: 720 }, { width: 320, height: 640 }]) {
    await page.setViewportSize(size);
    const wide = () => page.evaluate(() => document.documentElement.scrollWidth);
    await expect.poll(wide, `${name} is wider than ${size.width}`).toBeLessThanOrEqual(size.width);
    await accessible(page);
    if (folder) await page.screenshot({ path: `${folder}/${name}-${size.width}.png`, fullPage: true });
  }
  await page.setViewportSize({ width: 1280, height: 720 });
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
