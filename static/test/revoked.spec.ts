// Whoever is revoked while they type sees nothing of the meeting from then on but their own words that were not saved, and
// writes nothing more into it.
import { expect, type Page, test as base } from "@playwright/test";
import { onBothScreens } from "./axe.ts";
import { Cable } from "./cable.ts";
import { add, notes } from "./room.ts";
import { type Person, test } from "./table.ts";

/**
 * Types on and on, whatever becomes of the page, until it is told to stop. One line gets lost on its way, so that at every
 * moment something is not saved.
 */
async function typing(page: Page, cable: Cable): Promise<() => Promise<void>> {
  cable.lost.add("command");
  await add(page).fill("word0,");
  await add(page).press("Enter");
  await expect(page.locator(".room-saved")).not.toHaveText(/^Saved/);
  await expect.poll(() => cable.missed).toBe(1);
  cable.lost.clear();
  await notes(page).press("Control+End");
  let on = true;
  const typed = (async () => {
    for (let n = 1; on; n++) await page.keyboard.type(`word${n},`, { delay: 20 }).catch(() => (on = false));
  })();
  return () => ((on = false), typed);
}

/** The numbers of what somebody wrote. */
async function entries(person: Person, by: string): Promise<number[]> {
  return (await person.record()).filter((entry) => "by" in entry && entry.by === by).map(({ number }) => number);
}

/** Waits until a page is empty but for own words, and says how long it took since. */
async function emptied(page: Page, since: number, name: string): Promise<void> {
  await expect(page.locator(".room")).toBeHidden();
  base.info().annotations.push({ type: "emptied after", description: `${Date.now() - since} ms` });
  await expect(page.getByRole("region", { name: "Not saved" }).locator(".room-entry__text").first()).toHaveText(/^[word\d,]+$/);
  const left = await page.locator("body").innerText();
  for (const word of ["A.B.", "C.D.", "Chris Sample", "Pat Sample", "Known to few.", "Introductions"])
    expect(left).not.toContain(word);
  await onBothScreens(page, name);
}

test("somebody is sent out while they type", async ({ table }) => {
  const { chair } = table;
  const police = await table.invite("Pat Sample", "police", "minute-taker");
  await chair.write("information", { item: "q1", text: "Known to few." });
  const cable = await Cable.lay(police.page.context());
  const page = await police.enter();
  const stop = await typing(page, cable);
  await expect.poll(async () => (await entries(chair, police.attendee)).length).toBeGreaterThan(0);
  await chair.write("conflict", { attendee: police.attendee, finding: "may-not-attend", reason: "A rehearsal" });
  await emptied(page, Date.now(), "revoked-out");
  await stop();
  const out = (await chair.record()).find(({ kind }) => kind === "conflict")!.number;
  expect((await entries(chair, police.attendee)).filter((number) => number > out)).toEqual([]);
});

test("an account's session is ended elsewhere while they type", async ({ table, program }) => {
  const { chair } = table;
  const police = await table.invite("Pat Sample", "police", "member");
  await chair.write("information", { item: "q1", text: "Known to few." });
  const cable = await Cable.lay(chair.page.context());
  const page = await chair.enter();
  const stop = await typing(page, cable);
  const before = (await entries(police, chair.attendee)).length;
  await expect.poll(async () => (await entries(police, chair.attendee)).length).toBeGreaterThan(before);
  const elsewhere = page.context().request; // with the same cookie
  const { sessions } = (await (await elsewhere.get(program.url + "/api/sessions")).json()) as { sessions: { id: string }[] };
  expect(sessions).toHaveLength(1);
  expect((await elsewhere.delete(`${program.url}/api/sessions/${sessions[0]!.id}`)).status()).toBe(204);
  const [since, written] = [Date.now(), await entries(police, chair.attendee)];
  await expect(page.locator(".room-out")).toContainText("You are signed out.");
  await emptied(page, since, "revoked-session");
  await stop();
  expect(await entries(police, chair.attendee)).toEqual(written);
});
