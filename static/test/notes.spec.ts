import { expect, test } from "@playwright/test";
import { apply, edit, whole } from "../src/edit.ts";
import { Notes, type Push } from "../src/notes.ts";
import { Dice } from "./dice.ts";
import { Clock, Person, Server } from "./server.ts";

const EDITS = 500;
const seeds = [1, 2, 3, 4, 5, 6];

/** Three people make EDITS edits each, as `act` says, over lines that fail, with an offline spell and refusals. */
function meet(
  seed: number,
  text: string,
  act: (person: Person, dice: Dice) => void,
): { server: Server; people: Person[] } {
  const dice = new Dice(seed);
  const clock = new Clock();
  const server = new Server(text, dice);
  const people = [30, 200, 1500].map((slowness, n) => new Person(`p${n}`, server, clock, dice, slowness));
  for (const person of people) {
    let at = 0;
    for (let n = 0; n < EDITS; n++) {
      at += dice.chance(8) ? dice.below(3000) : dice.below(250);
      clock.after(at, () => act(person, dice));
      if (n === 200) clock.after(at, () => person.cut(30_000)); // types on in a tunnel
      if (n === 350) clock.after(at, () => person.reload());
      if (dice.chance(60)) clock.after(at, () => person.cut());
    }
  }
  clock.after(20_000, () => (server.closed = true));
  clock.after(25_000, () => {
    server.closed = false;
    for (const person of people) person.notes.retry();
  });
  clock.run();
  return { server, people };
}

for (const seed of seeds) {
  test(`nothing is lost or doubled, seed ${seed}`, () => {
    // Every insert is a character of its own, from a private plane: two units each.
    let made = 0;
    const gone = new Set<string>();
    const { server, people } = meet(seed, "", ({ notes }, dice) => {
      const at = dice.place(notes.text);
      const deleted = dice.chance(3) ? [...notes.text.slice(at)].slice(0, dice.below(5)) : [];
      for (const character of deleted) gone.add(character);
      const insert = Array.from({ length: dice.below(3) }, () => String.fromCodePoint(0xf0000 + made++)).join("");
      if (deleted.length > 0 || insert !== "") notes.edit([edit(at, deleted.join("").length, insert)]);
    });
    expect(people.map((person) => person.notes.text === server.text)).toEqual([true, true, true]);
    expect(people.map((person) => person.state)).toEqual(["saved", "saved", "saved"]);
    expect(people.map((person) => person.hurries)).toEqual([0, 0, 0]);
    expect(people.some((person) => person.refusals > 0)).toBe(true);
    const want = Array.from({ length: made }, (_, n) => String.fromCodePoint(0xf0000 + n)).filter((c) => !gone.has(c));
    expect([...server.text].sort()).toEqual(want.sort());
    expect(want.length).toBeGreaterThan(200);
  });

  test(`all see the same, with undo and redo, seed ${seed}`, () => {
    const { server, people } = meet(seed, "The child was seen at home. 😀 مرحبا", ({ notes }, dice) => {
      if (dice.chance(6)) notes.undo();
      else if (dice.chance(10)) notes.redo();
      else notes.edit(dice.edits(notes.text));
    });
    expect(people.map((person) => person.notes.text)).toEqual([server.text, server.text, server.text]);
    expect(people.map((person) => person.notes.unsaved())).toEqual([undefined, undefined, undefined]);
    expect(whole(server.text)).toBe(true);
  });
}

/** Notes of one person whose pushes go nowhere until the test answers them. */
function alone(text: string): { notes: Notes; clock: Clock; pushes: Push[]; said: string[] } {
  const clock = new Clock();
  const pushes: Push[] = [];
  const said: string[] = [];
  const start = { text, version: 0 };
  const notes = new Notes("i7", start, {
    send: (push) => pushes.push(push),
    keep: () => {},
    onState: (state) => said.push(state),
    onRefused: ({ message }) => said.push(message),
    newId: () => `c${pushes.length + 1}`,
    now: () => clock.now,
    after: (milliseconds, act) => clock.after(milliseconds, act),
  });
  return { notes, clock, pushes, said };
}

test("a refused text stays, says so, and goes out anew with the next edit", () => {
  const { notes, clock, pushes, said } = alone("ab");
  notes.edit([{ at: 1, insert: "x" }]);
  clock.run();
  notes.refused("c1", { code: "phase", message: "The meeting is adjourned." });
  notes.changed({ version: 1, edits: [{ at: 0, insert: "o" }] });
  clock.run();
  expect(notes.text).toBe("oaxb");
  expect(said).toEqual(["saving", "The meeting is adjourned.", "held"]);
  expect(pushes).toHaveLength(1);
  notes.edit([{ at: 4, insert: "y" }]);
  clock.run();
  const edits = [
    { at: 2, insert: "x" },
    { at: 3, insert: "y" },
  ];
  expect(pushes[1]).toEqual({ id: "c2", item: "i7", version: 1, edits });
  notes.changed({ version: 2, edits, command: "c2" });
  expect(said.slice(3)).toEqual(["saving", "saved"]);
});

test("a push refused after a snapshot that might have held it stays over the snapshot's text", () => {
  const { notes, clock } = alone("one two");
  notes.edit([{ at: 3, insert: " and" }]);
  clock.run();
  notes.disconnected();
  notes.snapshot({ text: "zero one three", version: 4, number: 9 });
  expect(notes.text).toBe("one and two"); // nobody knows yet
  notes.refused("c1", { code: "phase", message: "The meeting is adjourned." });
  expect(notes.text).toBe("zero one and three");
  notes.changed({ version: 5, edits: [{ at: 0, delete: 5 }] });
  expect(notes.text).toBe("one and three");
});

test("someone who types on is saved once a second", () => {
  const { notes, clock, pushes } = alone("");
  const at: number[] = [];
  for (let n = 0; n < 50; n++) {
    clock.after(2000 + n * 100, () => notes.edit([{ at: notes.text.length, insert: "x" }]));
    clock.after(2000 + n * 100 + 50, () => {
      if (pushes.length === at.length) return;
      at.push(clock.now);
      const { id, edits } = pushes[pushes.length - 1]!;
      notes.changed({ version: pushes.length, edits, command: id });
    });
  }
  clock.run();
  expect(at).toEqual([3050, 4150, 5250, 6350]); // a second after the first letter that the last push did not have
});

test("a long paste goes out in parts, and no pair is cut", () => {
  const { notes, clock, pushes } = alone("ab");
  const paste = "x" + "😀".repeat(10_000);
  notes.edit([{ at: 1, delete: 1, insert: paste }]);
  clock.run();
  for (let n = 1; notes.unsaved(); n++) {
    notes.changed({ version: n, edits: pushes[n - 1]!.edits, command: `c${n}` });
    clock.run();
  }
  expect(pushes.map(({ edits }) => edits.map((e) => (e.insert ?? "").length))).toEqual([[7999], [8000], [4002]]);
  expect(pushes.reduce((text, { edits }) => apply(text, edits), "ab")).toBe("a" + paste);
});

test("what was typed in one go is taken back in one go", () => {
  const { notes, clock } = alone("");
  const type = (text: string, at = notes.text.length) => notes.edit([{ at, insert: text }]);
  for (const letter of "one") type(letter);
  clock.now += 1500;
  for (const letter of " two") type(letter);
  type("zero ", 0);
  const back = [notes.text];
  while (notes.undo().length > 0) back.push(notes.text);
  expect(back).toEqual(["zero one two", "one two", "one", ""]);
  while (notes.redo().length > 0) back.push(notes.text);
  expect(back.slice(4)).toEqual(["one", "one two", "zero one two"]);
});
