// The minutes from close to a final PDF and a copy without the child's name: the chair by keyboard alone, the police on a
// phone, health by telephone, a minute-taker who does not sign, and a head teacher who was not there. Then strangers'
// programs read what came out.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Locator, Page } from "@playwright/test";
import { complaints, sound } from "./axe.ts";
import { missing, pages } from "./pdf.ts";
import { expect } from "./program.ts";
import { Sealed } from "./readers.ts";
import { button, close, whole } from "./room.ts";
import { Seat } from "./seat.ts";
import { desktop, phone, test as base } from "./table.ts";

const test = base.extend<{ folder: string }>({
  folder: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), "minutes-"));
    await use(folder);
    rmSync(folder, { recursive: true });
  },
});

const link = (page: Page, name: string | RegExp) => page.getByRole("link", { name });
const saved = (page: Page) => expect(page.getByRole("status").first()).toContainText("Saved");

/** The bytes behind a link to a PDF, as this person's browser gets them. */
async function fetched(to: Locator): Promise<Buffer> {
  const reply = await to.page().context().request.get(new URL((await to.getAttribute("href"))!, to.page().url()).href);
  expect(reply.headers()["content-type"]).toBe("application/pdf");
  return reply.body();
}

/** That `texts` stand in `said` one after the other, wherever lines break. */
function inOrder(said: string, texts: string[]): void {
  const all = said.replace(/\s+/g, " ");
  let from = 0;
  for (const text of texts) {
    const at = all.indexOf(text.replace(/\s+/g, " "), from);
    expect(at, `“${text}” does not stand in its place`).toBeGreaterThanOrEqual(0);
    from = at + 1;
  }
}

test("minutes are corrected, signed, sealed and given out, and strangers' programs agree", async ({ program, table, browser, folder }) => {
  const words: string[] = []; // all that anybody types
  const police = await table.invite("DS Patel", "police", "member", phone, { hasTouch: true, isMobile: true });
  const taker = await table.invite("Mo Minutes", "social-care", "minute-taker");
  const chair = await Seat.at(await table.chair.page.context().newPage(), "keys", words);
  const phoned = await Seat.at(police.page, "finger", words);
  const desk = await Seat.at(taker.page, "mouse", words);
  const { page } = chair;
  const heard = [page, police.page, taker.page].map(complaints);
  const at = `${program.url}/meetings/${table.chair.meeting}`;

  // The meeting, in the order of the agenda.
  const spoken = {
    shared: "Tomos was seen at the clinic in March, without injury.",
    first: "Tomos told his teacher on Tuseday.",
    second: "The tablet is with the the police.",
    decided: "Section 47 enquiries start today, jointly.",
    reasons: "Harm is likely while the uncle lives there.",
    todo: "Collect Tomos from school at three.",
  };
  let nurse = "";
  await test.step("a meeting is held", async () => {
    const held = table.chair;
    await held.enter();
    await police.enter();
    await taker.enter();
    await held.write("person", { category: "child", name: "Tomos Enghraifft", born: "2016-05-04", address: "12 Stryd Ffug" });
    await held.write("attendee", { name: "Nia Ward", agency: { sector: "health", name: "Example Hospital" }, role: "member", telephone: true });
    nurse = Object.entries((await held.read()).attendees).find(([, one]) => one.name === "Nia Ward")![0];
    await held.write("attendance", { attendee: nurse, state: "telephone" });
    await held.write("information", { item: "q1", text: spoken.shared, from: nurse });
    await held.write("note", { item: "q2", version: 0, edits: [{ at: 0, insert: `${spoken.first}\n${spoken.second}` }] });
    await held.write("decision", { item: "q9", text: spoken.decided, reasons: spoken.reasons });
    await held.write("decision.confirm", { decision: Object.keys((await held.read()).decisions)[0]! });
    await held.write("action", { item: "q10", text: spoken.todo, owner: { attendee: police.attendee }, due: "2030-01-07" });
    await held.page.close();
  });

  let sheet!: Sealed;
  const root = join(program.data, "seal", "root.pem");
  await test.step("the chair closes, and the day's sheet is there at once", async () => {
    await page.goto(at);
    await page.locator(".room").waitFor();
    await whole(page);
    await close(chair);
    await expect(page.locator(".room-top__phase")).toHaveText("Closed");
    await page.goto(`${at}/minutes`);
    await sound(page);
    await chair.reach(link(page, /^Decisions and actions/));
    sheet = new Sealed(join(folder, "sheet"), await fetched(link(page, /^Decisions and actions/)), root);
  });

  await test.step("the minute-taker tidies the notes and issues version 1", async () => {
    await desk.page.goto(`${at}/minutes`);
    await desk.press(button(desk.page, "Tidy the notes"));
    const area = desk.page.getByLabel(/^Notes on question 2/);
    await expect(area).toHaveValue(/Tuseday/);
    await area.fill(`${spoken.first.replace("Tuseday", "Tuesday")}\n${spoken.second}`);
    await sound(desk.page);
    await desk.press(area.locator("xpath=ancestor::form").getByRole("button", { name: "Save" }));
    await saved(desk.page);
    await desk.press(button(desk.page, "Go on to issuing version 1"));
    await desk.press(button(desk.page, "Issue version 1"));
    await expect(desk.page.locator("#stage")).toContainText("Version 1 – corrections until");
    await sound(desk.page);
  });

  const ask = async (seat: Seat, reads: string, why: string) => {
    await seat.page.goto(`${at}/minutes`);
    await seat.press(button(seat.page, "Read it and ask for corrections"));
    await seat.press(link(seat.page, /^Ask for a correction ?: The tablet is with the the/));
    await seat.page.getByLabel("How it should read").fill("");
    await sound(seat.page);
    await seat.write(seat.page.getByLabel("How it should read"), reads);
    await seat.write(seat.page.getByLabel("Why", { exact: true }), why);
    await seat.press(button(seat.page, "Ask for this correction"));
    await expect(seat.page.locator("article.app-request").last()).toContainText(why);
    await sound(seat.page);
  };
  await test.step("two ask for the same passage", async () => {
    await ask(phoned, "The tablet is with the police.", "A word stands twice.");
    await ask(desk, "The phone is with the police.", "I heard a phone.");
  });

  await test.step("the chair accepts one in other words and declines the other", async () => {
    await page.goto(`${at}/minutes`);
    await chair.press(button(page, "Read the requests and reply"));
    const request = (name: string) => page.locator("article.app-request", { hasText: name });
    const [one, other] = [request("A word stands twice."), request("I heard a phone.")];
    await expect(page.locator("article.app-request")).toHaveCount(2);
    await sound(page);
    await chair.press(one.getByLabel("Accept", { exact: true }));
    await chair.press(one.locator("summary", { hasText: "Accept it in other words" }));
    await expect(one.getByLabel("How it is to read")).toHaveValue("The tablet is with the police.");
    await one.getByLabel("How it is to read").fill("");
    await chair.write(one.getByLabel("How it is to read"), "The tablet has been with the police since noon.");
    await chair.write(one.getByLabel("What you answer"), "Taken, with the hour.");
    await chair.press(one.getByRole("button", { name: "Reply" }));
    await saved(page);
    await chair.press(other.getByLabel("Decline"));
    await chair.write(other.getByLabel("What you answer"), "The seizure list says tablet.");
    await chair.press(other.getByRole("button", { name: "Reply" }));
    await expect(other).toContainText("Declined: The seizure list says tablet.");
    await sound(page);
  });

  await test.step("version 2 takes it in and opens the signing", async () => {
    await chair.press(button(page, "Go on to issuing version 2"));
    await chair.write(page.getByLabel("Why you do not wait longer for corrections"), "Everybody has answered.");
    await chair.press(button(page, "Issue version 2 with 1 correction and open the signing"));
    await expect(page.locator("#stage")).toContainText("Version 2 – signatures until");
    await sound(page);
    await chair.press(button(page, "Read and sign"));
    const marked = page.getByRole("article").locator("mark");
    for (const change of ["is with the", "has been with", "since noon"])
      await expect(marked.filter({ hasText: change })).toHaveCount(1);
    await sound(page);
  });

  /** What the chair reads out to somebody. */
  const code = async (name: string) => {
    await page.goto(`${at}/sign`);
    await chair.press(button(page, `Make a code for ${name}`));
    await expect(page.getByRole("heading", { level: 1 })).toContainText(`Code for ${name}`);
    return page.locator(".app-code").innerText();
  };
  const agree = "I agree that these minutes are an accurate record.";

  await test.step("the police sign on a phone, by a code, and disagree", async () => {
    const { page } = phoned;
    const read = await code("DS Patel");
    await page.goto(`${at}/minutes`);
    await phoned.press(button(page, "Read and sign"));
    await phoned.press(page.getByLabel("I attended and disagree:"));
    await phoned.write(page.getByLabel("What you disagree with"), "I did not hear the hour.");
    await phoned.write(page.getByLabel("Your name"), "DS Patel");
    await phoned.reach(page.getByLabel("Code from the chair"));
    await phoned.hint(read);
    await sound(page);
    await phoned.press(button(page, "Sign version 2"));
    await expect(page.locator(".app-signoff")).toContainText("I did not hear the hour.");
    await sound(page);
  });

  await test.step("health, who was on the telephone, comes by a link and confirms what was written", async () => {
    const token = await table.reinvite(nurse);
    const nia = await Seat.take(browser, "mouse", words);
    heard.push(nia.said);
    await nia.page.goto(`${program.url}/join#${token}`);
    await nia.press(button(nia.page, "Join"));
    await nia.page.locator(".room").waitFor();
    await nia.page.goto(`${at}/sign`);
    await nia.press(nia.page.getByLabel(agree));
    await nia.write(nia.page.getByLabel("Your name"), "Nia Ward");
    await nia.press(nia.page.getByLabel("What was written in my name is what I said."));
    await nia.reach(nia.page.getByLabel("Code from the chair"));
    await nia.hint(await code("Nia Ward"));
    await sound(nia.page);
    await nia.press(button(nia.page, "Sign version 2"));
    await expect(nia.page.locator(".app-signoff")).toContainText("Confirms what was written in their name");
  });

  let final!: Sealed;
  let typed!: string[]; // up to then
  await test.step("the chair signs and does not wait for the minute-taker", async () => {
    await page.goto(`${at}/sign`);
    await chair.press(page.getByLabel(agree));
    await chair.write(page.getByLabel("Your name"), "Chris Sample");
    await chair.press(button(page, "Sign version 2"));
    await expect(page.locator(".app-signoff")).toContainText("Signed in with their account");
    await sound(page);
    await chair.write(page.getByLabel("Why you do not wait longer"), "Mo is ill.");
    typed = [...words];
    await chair.press(button(page, "Make version 2 final"));
    await expect(page.getByText("Version 2 of the minutes is final.")).toBeVisible();
    await page.goto(`${at}/minutes`);
    await sound(page);
    final = new Sealed(join(folder, "final"), await fetched(link(page, /^Final minutes/).first()), root);
  });

  let copy!: Sealed;
  await test.step("a head teacher takes a copy without the child's name", async () => {
    await chair.press(button(page, "Give out copies"));
    await expect(page.getByRole("heading", { name: "Who got a copy" })).toBeVisible();
    await sound(page);
    await chair.press(page.locator("summary", { hasText: "Give a copy to somebody else" }));
    const form = page.locator("#other");
    await chair.write(form.getByLabel("Name", { exact: true }), "Head Teacher");
    await chair.choose(form.getByLabel("Sector"), "Education");
    await chair.write(form.getByLabel("Agency"), "Ysgol Enghraifft");
    await chair.press(form.getByLabel("Without the child’s name"));
    await chair.press(form.getByRole("button", { name: "Preview this copy" }));
    await expect(page.getByRole("article")).toContainText("[child C] told his teacher");
    await sound(page);
    await chair.press(button(page, "Give this copy"));
    const text = await page.getByLabel("Head Teacher", { exact: true }).inputValue();
    await sound(page);
    const head = await (await browser.newContext({ viewport: desktop })).newPage();
    heard.push(complaints(head));
    await head.goto(/http\S+\/copy#\S+/.exec(text)![0]);
    await sound(head);
    await button(head, "Continue").click();
    await sound(head);
    const [file] = await Promise.all([head.waitForEvent("download"), button(head, "Download (PDF, sealed)").click()]);
    copy = new Sealed(join(folder, "copy"), readFileSync(await file.path()), root);
  });

  await test.step("strangers' programs find each file sealed, whole and tagged", async () => {
    for (const paper of [sheet, final, copy]) {
      const said = paper.pdfsig();
      for (const want of ["Signature is Valid.", "Certificate is Trusted.", "Total document signed"]) expect(said).toContain(want);
      expect(said).not.toContain("Signature #2");
      expect(paper.openssl()).toBe("good");
      expect(paper.qpdf()).not.toContain("WARNING");
      expect(paper.pdfinfo()).toMatch(/^Title: \S+ .*^Tagged: yes/ms);
      const checked = paper.verify();
      expect(checked.said).toContain("nothing was changed or added since");
      expect(checked.code).toBe(0);
      for (const flip of [paper.pdf.length >> 2, paper.pdf.length >> 1, paper.pdf.length - 20]) expect(paper.verify(flip).code).toBe(1);
    }
    expect(final.verify().said).toContain("The pages say what the record in it says.");
    expect(copy.verify().said).toContain("This copy withholds something");
  });

  await test.step("the final minutes hold every word, in the order of the agenda", () => {
    const drawn = pages(final.pdf);
    const meant = [...Object.values(spoken), "Tuesday"].filter((text) => text !== spoken.first);
    expect(missing(drawn, [...typed, ...meant])).toEqual([]);
    const told = [spoken.shared, spoken.first.replace("Tuseday", "Tuesday"), "The tablet has been with the police since noon.", spoken.decided,
      spoken.reasons, spoken.todo, "I did not hear the hour.", "No reply by"];
    inOrder(final.readOut(), told);
    inOrder(drawn.join(" "), told);
  });

  await test.step("nothing of what was withheld is anywhere in the copy", () => {
    for (const name of ["Tomos", "Enghraifft", "A.B.", "C.D.", "4 May 2016", "2016-05-04", "Stryd Ffug"]) {
      expect(final.places(name), `${name}, as a proof that it would be found`).toContain("bytes");
      expect(copy.places(name), name).toEqual([]);
    }
    expect(final.places("4 May 2016")).toEqual(["pages", "tags", "minutes.json", "bytes"]);
    expect(copy.places("Strategy meeting minutes")).toContain("properties");
    expect(copy.places("Attendance and apologies")).toContain("bookmarks");
  });

  expect(chair.pointed, "the chair used a pointer").toBe(0);
  expect(heard.flat()).toEqual([]);
});
