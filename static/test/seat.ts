// Somebody at their screen, who has a mouse, a finger or only a keyboard, and types words that must not get lost.
import { type Browser, type BrowserContextOptions, expect, type Locator, type Page } from "@playwright/test";
import { complaints } from "./axe.ts";

export type Hand = "mouse" | "finger" | "keys";

const screens: Record<Hand, BrowserContextOptions> = {
  mouse: { viewport: { width: 1280, height: 720 } },
  finger: { viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true },
  keys: { viewport: { width: 1280, height: 720 } },
};

export class Seat {
  /** Keys pressed beside words. A chord such as Ctrl+Enter is one. */
  keys = 0;
  /** How often a mouse or a finger touched the page. */
  pointed = 0;
  /** What the browser complained about. */
  said: string[];

  private constructor(
    readonly page: Page,
    private hand: Hand,
    private words: string[],
  ) {
    this.said = complaints(page);
  }

  /** Sits down at a new browser. All that is typed there is added to `words`. */
  static async take(browser: Browser, hand: Hand, words: string[]): Promise<Seat> {
    return Seat.at(await (await browser.newContext(screens[hand])).newPage(), hand, words);
  }

  /** Sits down at a page that nothing was opened in yet, of somebody who is signed in there. */
  static async at(page: Page, hand: Hand, words: string[]): Promise<Seat> {
    const seat = new Seat(page, hand, words);
    await page.exposeFunction("pointed", () => void seat.pointed++);
    await page.addInitScript(() => {
      const told = (window as unknown as { pointed: () => void }).pointed;
      for (const type of ["pointerdown", "mousedown", "touchstart", "wheel"])
        addEventListener(type, () => told(), true);
    });
    return seat;
  }

  /** Presses a button, a link or a tick, once it is reached. */
  async press(what: Locator, by: "Tab" | "Shift+Tab" = "Tab"): Promise<void> {
    await what.waitFor();
    if (this.hand === "mouse") return what.click();
    if (this.hand === "finger") return what.tap();
    await this.reach(what, by);
    // Unlike the keyboard, what has the focus waits for the page that a key leads to.
    await what.press((await what.evaluate((element) => element.matches("input"))) ? "Space" : "Enter");
    this.keys++;
  }

  /** Puts the caret or the focus there; with keys, by going forwards or backwards, and between radios by an arrow. */
  async reach(what: Locator, by: "Tab" | "Shift+Tab" = "Tab"): Promise<void> {
    if (this.hand === "mouse") return what.click();
    if (this.hand === "finger") return what.tap();
    await what.waitFor();
    for (let steps = 0; ; steps++) {
      const place = await what.evaluate((element) => {
        const at = document.activeElement;
        if (at === element) return "there";
        const radios = [at, element].every((one) => one instanceof HTMLInputElement && one.type === "radio");
        return radios && (at as HTMLInputElement).name === (element as HTMLInputElement).name ? "beside" : "away";
      });
      if (place === "there") return;
      if (steps > 120) throw new Error(`the keyboard does not reach ${what}`);
      await this.key(place === "beside" ? "ArrowDown" : by);
    }
  }

  /** Types words where the caret is. */
  async type(text: string, delay = 0): Promise<void> {
    this.words.push(text);
    await this.page.keyboard.type(text, { delay });
  }

  /** Types, where the caret is, what need not stand in the minutes: a slash word, a day, a part of a name. */
  async hint(text: string): Promise<void> {
    await this.page.keyboard.type(text);
  }

  async key(...keys: string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
    this.keys += keys.length;
  }

  /** Types words into an empty field. */
  async write(field: Locator, text: string): Promise<void> {
    await this.reach(field);
    await this.type(text);
  }

  /** Chooses in a list that opens. */
  async choose(list: Locator, option: string): Promise<void> {
    await this.reach(list);
    if (this.hand !== "keys") await list.selectOption(option);
    // Letters that come too slowly begin anew, each with a choice of its own: then again, in one go.
    else await expect(async () => {
      await this.hint(option);
      await expect(list.locator("option:checked")).toHaveText(option, { timeout: 1000 });
    }).toPass();
    await expect(list.locator("option:checked")).toHaveText(option);
  }

  /** How many keys beside words it takes to do something. */
  async cost(act: () => Promise<void>): Promise<number> {
    const before = this.keys;
    await act();
    return this.keys - before;
  }
}
