// What was typed is either saved or visibly not yet, whatever becomes of the line, the page and the browser.
import { expect, type Page } from "@playwright/test";
import { sound } from "./axe.ts";
import { Cable } from "./cable.ts";
import { Profile } from "./profile.ts";
import { add, button, item, notes, onDevice, onDisk, whole, written } from "./room.ts";
import { type Person, desktop, phone, test } from "./table.ts";

const line = (page: Page) => page.locator(".room-saved");
const saved = (page: Page) => expect(line(page)).toHaveText(/^Saved \d\d:\d\d/);
/** Waits until the page says that it is held, and it is. */
async function held(page: Page): Promise<void> {
  await expect(line(page)).toHaveText(/^Held on this device since \d\d:\d\d/);
  await onDisk(page);
}
/** Where somebody wants to look at it. */
async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env.STRATEGYROOM_PICTURES;
  for (const size of folder ? [phone, desktop] : []) {
    await page.setViewportSize(size);
    await page.screenshot({ path: `${folder}/${name}-${size.width}.png` });
  }
}
const leave = (page: Page) => page.goto("about:blank");

async function say(page: Page, text: string): Promise<void> {
  await add(page).fill(text);
  await add(page).press("Enter");
}

async function type(page: Page, text: string): Promise<void> {
  await notes(page).press("Control+End");
  await page.keyboard.type(text);
}

/** The record's texts of a kind, in order: what the server has, and how often. */
async function texts(person: Person, kind: string): Promise<string[]> {
  return (await person.record()).filter((entry) => entry.kind === kind).map((entry) => entry.body.text!);
}

/** The notes that the server has: the tests type under one item only. */
async function theNotes(person: Person): Promise<string> {
  const all = Object.values((await person.read()).notes);
  expect(all).toHaveLength(1);
  return all[0]!.text;
}

test("what is being saved and what is saved are never on the screen together", async ({ table }) => {
  const page = await table.chair.enter();
  const most = await page.evaluateHandle(() => {
    const seen = { lines: 0 };
    const look = () => {
      const lines = [...document.querySelectorAll(".room-entries li")].filter((line) => line.textContent.includes("Said once."));
      seen.lines = Math.max(seen.lines, lines.length);
    };
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
    return seen;
  });
  for (let n = 1; n <= 10; n++) await say(page, `Line ${n}. Said once.`);
  await expect(page.getByRole("listitem").filter({ hasText: /Said once.*Amend/ })).toHaveCount(10);
  expect(await most.evaluate(({ lines }) => lines)).toBe(10);
});

test("typed while cut off and the page loaded again: all comes back and goes out once, over others' words", async ({
  table,
}) => {
  const police = await table.invite("Pat Sample", "police", "minute-taker");
  const cable = await Cable.lay(police.page.context());
  const [page, chair] = [await police.enter(), await table.chair.enter()];
  await type(page, "One. ");
  await saved(page);
  await cable.cut();
  await say(page, "Said in the tunnel.");
  await type(page, "Two. ");
  await say(page, "/d Decided in the tunnel.");
  await page.getByRole("form").getByRole("textbox").first().press("Control+Enter");
  await held(page);
  await expect(page.getByText("3 lines are held on this device")).toBeVisible();
  await expect(page.reload()).rejects.toThrow(/ERR_INTERNET_DISCONNECTED/);
  await notes(chair).press("Control+Home");
  await chair.keyboard.type("Zero. ");
  await saved(chair);
  await cable.mend();
  await police.enter();
  await saved(page);
  await expect(notes(page)).toHaveValue("Zero. One. Two. ");
  await expect(notes(chair)).toHaveValue("Zero. One. Two. ");
  await expect.poll(() => texts(police, "information")).toEqual(["Said in the tunnel."]);
  await expect.poll(() => texts(police, "decision")).toEqual(["Decided in the tunnel."]);
  await expect.poll(() => onDevice(page)).toBe(0);
});

test("a page that is loaded without a connection says what is held, and sends it once there is one", async ({
  table,
}) => {
  const cable = await Cable.lay(table.chair.page.context());
  const page = await table.chair.enter();
  await cable.cut({ pages: false });
  await say(page, "Behind a wall.");
  await type(page, "Notes behind a wall.");
  await held(page);
  await page.reload();
  await expect(page.getByRole("status")).toContainText("2 lines that you wrote are held on this device since");
  await cable.mend();
  await saved(page);
  await expect(notes(page)).toHaveValue("Notes behind a wall.");
  await expect(written(page).getByText("Behind a wall.")).toHaveCount(1);
  await expect.poll(() => texts(table.chair, "information")).toEqual(["Behind a wall."]);
});

test("the server is killed after it wrote something down and before anybody heard: nothing is written twice", async ({
  table,
  program,
}) => {
  const cable = await Cable.lay(table.chair.page.context());
  const page = await table.chair.enter();
  await saved(page);
  for (const type of ["accepted", "entry", "heartbeat"]) cable.lost.add(type);
  await say(page, "Written, unheard.");
  await type(page, "Notes too.");
  await expect.poll(async () => (await texts(table.chair, "note")).length).toBe(1);
  await type(page, " And more.");
  await program.kill9();
  await onDisk(page);
  await leave(page); // the page is gone too
  cable.lost.clear();
  await program.start();
  await table.chair.enter();
  await saved(page);
  await expect(notes(page)).toHaveValue("Notes too. And more.");
  await expect.poll(() => texts(table.chair, "information")).toEqual(["Written, unheard."]);
  await expect.poll(() => theNotes(table.chair)).toBe("Notes too. And more.");
});

test("a device that is too busy to answer holds what was typed once it does answer", async ({ table }) => {
  const context = table.chair.page.context();
  await context.addInitScript(() => {
    const { open } = IDBFactory.prototype;
    Object.assign(globalThis, { busy: true });
    IDBFactory.prototype.open = function (...args) {
      return (globalThis as { busy?: boolean }).busy ? ({} as IDBOpenDBRequest) : open.apply(this, args); // no answer
    };
  });
  const cable = await Cable.lay(context);
  const page = await table.chair.enter();
  await cable.cut();
  await say(page, "Typed on an old laptop.");
  await type(page, "Notes on it.");
  await expect(line(page)).toHaveText("2 lines not saved yet");
  await expect(page.getByText("It cannot be kept on this device")).toBeVisible();
  await page.evaluate(() => Object.assign(globalThis, { busy: false }));
  await held(page);
  await expect.poll(() => onDevice(page)).toBe(2);
  await leave(page);
  await cable.mend();
  await table.chair.enter(); // busy again: nothing is taken up, and nothing lost
  await page.evaluate(() => Object.assign(globalThis, { busy: false }));
  await expect(written(page).getByText("Typed on an old laptop.")).toHaveCount(1);
  await expect(notes(page)).toHaveValue("Notes on it.");
  await expect.poll(() => onDevice(page)).toBe(0);
  expect(await texts(table.chair, "information")).toEqual(["Typed on an old laptop."]);
});

test("a browser that crashes keeps what was typed, and nobody can read it on its disk", async ({ table, program }) => {
  const profile = new Profile();
  try {
    const { url, attendee } = await table.chair.post(`/api/meetings/${table.chair.meeting}/invitations`, {
      id: "invite-held",
      name: "Quentin Fictional",
      agency: { sector: "health", name: "Example Trust" },
      role: "minute-taker",
    });
    const room = `${program.url}/meetings/${table.chair.meeting}`;
    const context = await profile.open();
    await context.request.post(`${program.url}/api/session`, { data: { token: url!.split("#")[1] } });
    const cable = await Cable.lay(context);
    const page = await context.newPage();
    await page.goto(room);
    await saved(page);
    await cable.cut();
    await say(page, "Brontosaurus information.");
    await type(page, "Stegosaurus notes. ");
    await held(page);
    await expect.poll(() => onDevice(page)).toBe(2);
    await page.waitForTimeout(5_000); // within which the browser notes what it needs to restore its session
    await profile.kill();

    const words = ["Brontosaurus", "Stegosaurus", "Quentin", "Fictional", "A.B.", "Rehearsal", table.chair.meeting];
    let databases = 0;
    for (const [path, bytes] of profile.files()) {
      const ours = path.includes("IndexedDB");
      if (ours) databases++;
      for (const word of words) {
        // The browser itself notes which pages were visited, by their addresses.
        if (word === table.chair.meeting && !ours) continue;
        for (const encoding of ["utf8", "utf16le"] as const)
          expect(bytes.includes(Buffer.from(word, encoding)), `${word} in ${path}, ${encoding}`).toBe(false);
      }
    }
    expect(databases, "files of the browser's database").toBeGreaterThan(0);

    const after = await profile.open();
    const token = await table.reinvite(attendee!); // the browser had no time to keep its cookie
    await after.request.post(`${program.url}/api/session`, { data: { token } });
    const again = await after.newPage();
    await again.goto(room);
    await saved(again);
    await expect(notes(again)).toHaveValue("Stegosaurus notes. ");
    await expect(written(again)).toContainText("Brontosaurus information.");
    await expect.poll(() => texts(table.chair, "information")).toEqual(["Brontosaurus information."]);
  } finally {
    await profile.clear();
  }
});

test("two tabs: each sends its own, and what a closed one left goes out once", async ({ table }) => {
  const context = table.chair.page.context();
  const cable = await Cable.lay(context);
  const first = await table.chair.enter();
  const [second, third] = [await context.newPage(), await context.newPage()];
  for (const page of [second, third]) {
    await page.goto(first.url());
    await saved(page);
  }
  await cable.cut();
  for (const [page, word] of [[first, "First"], [second, "Second"], [third, "Third"]] as const) {
    await say(page, `${word} line.`);
    await type(page, `${word} notes. `);
    await held(page);
  }
  await expect.poll(() => onDevice(first)).toBe(6);
  await second.close();
  await expect(third.reload()).rejects.toThrow(/ERR_INTERNET_DISCONNECTED/);
  await cable.mend();
  await third.goto(first.url());
  for (const page of [first, third]) await saved(page);
  await expect.poll(() => onDevice(first)).toBe(0);
  const lines = (await texts(table.chair, "information")).sort();
  expect(lines).toEqual(["First line.", "Second line.", "Third line."]);
  const text = await theNotes(table.chair);
  for (const word of ["First notes. ", "Second notes. ", "Third notes. "]) expect(text.split(word)).toHaveLength(2);
  expect(text).toHaveLength("First notes. Second notes. Third notes. ".length);
  for (const page of [first, third]) await expect(notes(page)).toHaveValue(text);
});

test("signing out with something unsaved asks first, and what was held comes back with the person", async ({
  table,
  program,
}) => {
  const police = await table.invite("Pat Sample", "police", "member");
  const cable = await Cable.lay(police.page.context());
  const page = await police.enter();
  await cable.cut();
  await say(page, "Not for the next person.");
  await held(page);
  await leave(page);
  await cable.mend();
  await page.goto(program.url);
  await button(page, "Sign out").click();
  await expect(page.getByRole("alert")).toContainText("1 line that you wrote is not saved yet");
  await button(page, "Sign out all the same").click();
  await expect(page.getByText("You were invited")).toBeVisible();

  const other = await table.invite("Nia Ward", "health", "member"); // at the same browser
  await police.post("/api/session", { token: await table.reinvite(other.attendee) });
  await page.goto(`${program.url}/meetings/${table.chair.meeting}`);
  await saved(page);
  expect(await texts(table.chair, "information")).toEqual([]);
  expect(await onDevice(page)).toBe(1);
  await page.goto(program.url);
  await button(page, "Sign out").click();
  await expect(page.getByText("You were invited")).toBeVisible();

  await police.post("/api/session", { token: await table.reinvite(police.attendee) });
  await police.enter();
  await expect.poll(() => texts(table.chair, "information")).toEqual(["Not for the next person."]);
  await expect.poll(() => onDevice(page)).toBe(0);
});

test("the chair sees whose device holds something before closing, and what comes too late is added with its date, once", async ({
  table,
}) => {
  const police = await table.invite("Pat Sample", "police", "minute-taker");
  const cable = await Cable.lay(police.page.context());
  const [page, chair] = [await police.enter(), await table.chair.enter()];
  await saved(page);
  cable.lost.add("command"); // a line that is about to fail
  await type(page, "Typed too late. ");
  await expect.poll(() => cable.holding).toBe(1);
  await cable.cut();
  await say(page, "Said too late.");
  await held(page);
  await button(chair, "Close").click();
  const closing = chair.getByRole("form", { name: "Close the meeting" });
  await expect(closing).toContainText(/Pat Sample’s device holds 1 line not saved yet/);
  await closing.getByLabel(/^Why the meeting closes/).fill("A rehearsal");
  await closing.getByRole("button", { name: "Close with a reason" }).click();
  await expect(chair.locator(".room-top__phase")).toHaveText("Closed");
  await table.chair.write("version", { by: "" });
  cable.lost.clear();
  await cable.mend();
  const late = page.getByRole("region", { name: "Not saved" });
  await expect(late).toContainText("Typed too late.");
  await expect(late).toContainText("Version 1 of the minutes is issued");
  await expect(late).toContainText("Said too late.");
  await expect(
    late.getByText(/^The meeting closed at \d\d:\d\d \w+\. This was typed on your device at \d\d:\d\d \w+ and not saved\.$/),
  ).toHaveCount(2);
  await sound(page);
  await picture(page, "late");
  await page.reload();
  await expect(late).toContainText("Typed too late.");
  await expect(late).toContainText("Said too late.");

  const add = (text: string) => late.locator("> div", { hasText: text }).getByRole("button", { name: /^Add it to the/ });
  await add("Typed too late.").click();
  await expect(late).not.toContainText("Typed too late.");
  await expect.poll(() => texts(table.chair, "addition")).toEqual(["Typed too late."]);
  await cable.cut({ pages: false });
  await add("Said too late.").click(); // on a dead line, and the page is loaded again before anybody answers
  await held(page);
  await page.reload();
  await cable.mend();
  await expect.poll(() => texts(table.chair, "addition")).toEqual(["Typed too late.", "Said too late."]);
  await expect(late).toHaveCount(0);
  await expect.poll(() => onDevice(page)).toBe(0);

  const after = chair.getByRole("region", { name: "After the meeting" });
  await expect(after).toContainText(/Added late, to: .*Said too late\./);
  await after.scrollIntoViewIfNeeded();
  await picture(chair, "late-added");
  await chair.goto(`${new URL(chair.url()).origin}/api/meetings/${table.chair.meeting}/minutes`);
  for (const words of ["Typed too late.", "Said too late."])
    await expect(chair.locator("#after ~ *", { hasText: words })).toContainText("not saved before the meeting closed");
  await picture(chair, "late-minutes");
});

test("what follows a command is written once too, when the page is gone before the command is answered", async ({ table }) => {
  const cable = await Cable.lay(table.chair.page.context());
  const page = await table.chair.enter();
  await whole(page);
  for (const type of ["accepted", "entry", "heartbeat"]) cable.lost.add(type);
  await button(page, "Add someone").click();
  const form = page.getByRole("form", { name: "Someone by telephone" });
  await form.getByLabel("Name").fill("Toni Example");
  await form.getByLabel("Sector").selectOption({ label: "Police" });
  await form.getByRole("button", { name: "Add" }).click();
  const written = async (kind: string) =>
    (await table.chair.record()).filter((entry) => entry.kind === kind).map((entry) => entry.body);
  await expect.poll(async () => (await written("attendee")).length).toBe(1); // nobody at the screen hears of it
  await leave(page);
  cable.lost.clear();
  await table.chair.enter();
  await saved(page);
  await expect.poll(async () => (await written("attendance")).filter((said) => said.state === "telephone")).toHaveLength(1);
  expect((await table.chair.read()).attendees[(await written("attendance")).at(-1)!.attendee!]!.name).toBe("Toni Example");
  expect(await written("attendee")).toHaveLength(1);

  // The same for both children, typed on a dead line; the page is loaded again before there is another.
  await whole(page);
  await item(page, /^Outcome/).click();
  await cable.cut({ pages: false });
  await page.getByRole("group", { name: "A.B." }).getByRole("button", { name: /^Safe tonight/ }).click();
  const safe = page.getByRole("form", { name: "Safe tonight, A.B." });
  await safe.getByLabel("Safe tonight").selectOption({ label: "No" });
  await safe.getByLabel("What is done about it").fill("Stays with the aunt.");
  await safe.getByLabel("Same for all 2 children").check();
  await safe.getByRole("button", { name: "Save" }).click();
  await held(page);
  await page.reload();
  await cable.mend();
  await saved(page);
  await expect.poll(async () => (await written("child")).length).toBe(2);
  expect(new Set((await written("child")).map(({ person }) => person)).size).toBe(2);
  await expect.poll(() => onDevice(page)).toBe(0);
});

test("a browser that keeps nothing says so, and warns before its page is left", async ({ table }) => {
  const police = await table.invite("Pat Sample", "police", "member");
  await police.page.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException("not in a private window", "SecurityError");
    };
  });
  const cable = await Cable.lay(police.page.context());
  const page = await police.enter();
  await say(page, "Saved all the same.");
  await saved(page);
  await cable.cut();
  await say(page, "Only on this screen.");
  await expect(line(page)).toHaveText("1 line not saved yet");
  await expect(page.getByRole("alert")).toContainText("cannot be kept on this device");
  const asked = page.waitForEvent("dialog");
  const closed = page.close({ runBeforeUnload: true });
  const dialog = await asked;
  expect(dialog.type()).toBe("beforeunload");
  await dialog.dismiss();
  await closed;
  await cable.mend();
  await saved(page);
  expect(await texts(table.chair, "information")).toEqual(["Saved all the same.", "Only on this screen."]);
});

test("somebody who was taken out of the meeting can copy what they had typed", async ({ table }) => {
  const police = await table.invite("Pat Sample", "police", "minute-taker");
  const cable = await Cable.lay(police.page.context());
  const page = await police.enter();
  await whole(page);
  await cable.cut();
  await say(page, "Said outside.");
  await type(page, "Typed outside.");
  await button(page, "Details of the meeting").click();
  await button(page, "Add a person").click();
  const form = page.getByRole("form");
  await form.getByRole("textbox").first().fill("Robin Placeholder");
  await form.getByRole("textbox").first().press("Control+Enter");
  await held(page);
  await table.chair.write("conflict", { attendee: police.attendee, finding: "may-not-attend", reason: "A rehearsal" });
  await cable.mend();
  const late = page.getByRole("region", { name: "Not saved" });
  await expect(late).toContainText("Said outside.");
  await expect(late).toContainText("Typed outside.");
  await expect(late).toContainText("Robin Placeholder");
  await expect(late).toContainText("no longer in this meeting");
});
