// What was typed outlives the page on the device that it was typed on: whatever the browser does, and in its windows together.
import { expect } from "@playwright/test";
import { Cable } from "./cable.ts";
import { Profile } from "./profile.ts";
import { notes, onDevice, written } from "./room.ts";
import { test } from "./table.ts";
import { held, leave, line, saved, say, texts, theNotes, type } from "./unsaved.ts";

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

test("a database that the browser closed meanwhile is opened again", async ({ table }) => {
  const context = table.chair.page.context();
  await context.addInitScript(() => {
    const { open } = IDBFactory.prototype;
    const opened: IDBDatabase[] = [];
    Object.assign(globalThis, { opened });
    IDBFactory.prototype.open = function (...args) {
      const opening = open.apply(this, args);
      opening.addEventListener("success", () => opened.push(opening.result));
      return opening;
    };
  });
  const cable = await Cable.lay(context);
  const page = await table.chair.enter();
  await cable.cut();
  await say(page, "Before it was closed.");
  await held(page);
  await page.evaluate(() => (globalThis as unknown as { opened: IDBDatabase[] }).opened.forEach((db) => db.close()));
  await say(page, "After it was closed.");
  await type(page, "Notes after it.");
  await held(page);
  await expect.poll(() => onDevice(page)).toBe(3);
  await leave(page);
  await cable.mend();
  await table.chair.enter();
  await expect.poll(() => onDevice(page)).toBe(0);
  expect((await texts(table.chair, "information")).sort()).toEqual(["After it was closed.", "Before it was closed."]);
  expect(await theNotes(table.chair)).toBe("Notes after it.");
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

test("a thing on the device that cannot be read hides none of the others", async ({ table }) => {
  const context = table.chair.page.context();
  await context.addInitScript(() => {
    const { encrypt } = SubtleCrypto.prototype;
    SubtleCrypto.prototype.encrypt = function (how, key, data) {
      const broken = new TextDecoder().decode(data as Uint8Array<ArrayBuffer>).includes("Broken line.");
      return encrypt.call(this, how, key, broken ? new TextEncoder().encode("null") : data);
    };
  });
  const cable = await Cable.lay(context);
  const page = await table.chair.enter();
  await cable.cut();
  await say(page, "Broken line.");
  await say(page, "Whole line.");
  await held(page);
  await leave(page);
  await cable.mend();
  await table.chair.enter();
  await expect(written(page).getByText("Whole line.")).toHaveCount(1);
  await expect.poll(() => texts(table.chair, "information")).toEqual(["Whole line."]);
  await expect.poll(() => onDevice(page)).toBe(1);
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
