// Somebody who has a keyboard and no mouse.
import { expect, type Locator, type Page } from "@playwright/test";

/** Counts the keys that are pressed beside words. A chord such as Ctrl+Enter is one. */
export class Keys {
  pressed = 0;
  constructor(private page: Page) {}

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
    this.pressed += keys.length;
  }

  words(text: string): Promise<void> {
    return this.page.keyboard.type(text);
  }

  /** Goes on with Tab until something has the focus; fails where Tab does not get there. */
  async tabTo(what: Locator, back = false): Promise<void> {
    for (let i = 0; i < 150; i++) {
      if (await what.evaluate((element) => element === document.activeElement)) return;
      await this.press(back ? "Shift+Tab" : "Tab");
    }
    await expect(what, "reached by Tab").toBeFocused();
  }

  /** Writes a line into the Add line, from wherever the focus is. */
  async add(line: string): Promise<void> {
    await this.tabTo(this.page.locator("#add"));
    await this.words(line);
    await this.press("Enter");
  }
}
