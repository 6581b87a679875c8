// Two browsers and a script type into the same notes over lines that fail, and end with what the server has. The long
// form, with STRATEGYROOM_LONG: 500 edits each, several seeds.
import { expect, type Page } from "@playwright/test";
import { edit } from "../src/edit.ts";
import { Cable } from "./cable.ts";
import { Dice } from "./dice.ts";
import { notes, onDisk } from "./room.ts";
import { test } from "./table.ts";
import { Typist } from "./typist.ts";

const LONG = !!process.env.STRATEGYROOM_LONG;
const EDITS = LONG ? 500 : 60;
const SEEDS = LONG ? [1, 2, 3] : [1];

/** Every insert is a character of its own, two units long; none is a letter, so each is a word by itself. */
const FIRST = 0x40000;

/** Where, how many characters to delete, what to insert. */
interface Wish {
  place: number; // a part of the text, from 0 to 1
  most: number; // characters to delete, if there are any
  insert: string;
}

/** Does it in the field as a person would. Returns what was deleted. */
const inField = (page: Page, wish: Wish) =>
  notes(page).evaluate((element, { place, most, insert }) => {
    const area = element as HTMLTextAreaElement;
    const characters = [...area.value];
    const at = Math.floor(place * (characters.length + 1));
    const gone = characters.slice(at, at + most);
    const start = characters.slice(0, at).join("").length;
    area.focus();
    area.setSelectionRange(start, start + gone.join("").length);
    if (gone.length > 0 || insert) document.execCommand(insert ? "insertText" : "delete", false, insert);
    return gone;
  }, wish);

for (const seed of SEEDS) {
  test(`two browsers and a script make ${EDITS} edits each, and all end equal to the server, seed ${seed}`, async ({
    table,
    program,
  }) => {
    if (LONG) test.setTimeout(600_000);
    const dice = new Dice(seed);
    const [police, health] = [
      await table.invite("Pat Sample", "police", "minute-taker"),
      await table.invite("Nia Ward", "health", "minute-taker"),
    ];
    const cables = [await Cable.lay(table.chair.page.context()), await Cable.lay(police.page.context())];
    const pages = [await table.chair.enter(), await police.enter()];
    const item = Object.values((await table.chair.read()).order.items)[0]!;
    const typist = new Typist(health, item);
    const script = await typist.notes();

    let made = 0;
    const gone = new Set<string>();
    const wish = (): Wish => ({
      place: dice.below(1000) / 1000,
      most: dice.chance(3) ? dice.below(4) : 0,
      insert: Array.from({ length: dice.below(3) }, () => String.fromCodePoint(FIRST + made++)).join(""),
    });
    const pause = (most: number) => new Promise((later) => setTimeout(later, dice.below(most)));

    let back = () => {};
    const restarted = new Promise<void>((done) => (back = done));
    const browsers = [0, 1].map(async (n) => {
      const [page, cable] = [pages[n]!, cables[n]!];
      let mended: Promise<void> | undefined;
      for (let edits = 0; edits < EDITS; edits++) {
        for (const character of await inField(page, wish())) gone.add(character);
        await pause(120);
        if (!mended && dice.chance(25)) {
          await cable.cut();
          mended = pause(1500).then(() => cable.mend());
        }
        if (edits !== Math.floor(EDITS / 2) + 5 * n) continue;
        // A tunnel: types on, loads the page again in vain, and later with success.
        await mended;
        await cable.cut();
        for (let more = 0; more < 10; more++) {
          for (const character of await inField(page, wish())) gone.add(character);
          await pause(50);
        }
        await onDisk(page); // a keystroke is there within a moment, not before it is typed
        await expect(page.reload()).rejects.toThrow(/ERR_INTERNET_DISCONNECTED/);
        await cable.mend();
        mended = undefined;
        await restarted; // there must be a server to load it from
        await (n === 0 ? table.chair : police).enter();
      }
      await mended;
    });
    const scripted = (async () => {
      for (let edits = 0; edits < EDITS; edits++) {
        const { place, most, insert } = wish();
        const characters = [...script.text];
        const at = Math.floor(place * (characters.length + 1));
        const deleted = characters.slice(at, at + most);
        for (const character of deleted) gone.add(character);
        const change = edit(characters.slice(0, at).join("").length, deleted.join("").length, insert);
        if (change.delete || change.insert) script.edit([change]);
        await pause(120);
        if (edits !== Math.floor(EDITS / 4)) continue;
        await program.kill9();
        await program.start();
        back();
      }
    })();
    await Promise.all([...browsers, scripted]);

    for (const page of pages)
      await expect(page.locator(".room-saved")).toHaveText(/^Saved/, { timeout: 90_000 });
    await expect.poll(() => typist.state).toBe("saved");
    const { text } = (await table.chair.read()).notes[item]!;
    for (const page of pages) await expect(notes(page)).toHaveValue(text);
    await expect.poll(() => script.text).toBe(text);
    typist.leave();
    const want = Array.from({ length: made }, (_, n) => String.fromCodePoint(FIRST + n)).filter((c) => !gone.has(c));
    expect([...text].sort()).toEqual(want.sort());
    console.log(`seed ${seed}: ${made} characters typed, ${want.length} stand, none lost or doubled`);
  });
}
