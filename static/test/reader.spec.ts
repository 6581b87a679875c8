// What a screen reader hears, and that nothing moves under the fingers of whoever writes.
import { expect, type Page } from "@playwright/test";
import { test } from "./table.ts";

type Heard = { at: number; words: string }[];

/** Gathers what the live region says from now on, with when it said it, in milliseconds. */
async function listen(page: Page): Promise<() => Promise<Heard>> {
  await page.locator(".room [aria-live=polite]").evaluate((region) => {
    const heard: Heard = ((window as unknown as { heard: Heard }).heard = []);
    new MutationObserver(() => heard.push({ at: performance.now(), words: region.textContent! }))
      .observe(region, { characterData: true, childList: true, subtree: true }); // prettier-ignore
  });
  return () => page.evaluate(() => (window as unknown as { heard: Heard }).heard);
}

/** Where the person is: the field, the caret in it, and how far everything is scrolled. */
const whereabouts = (page: Page) =>
  page.evaluate(() => {
    const field = document.activeElement as HTMLTextAreaElement;
    const scrolled = [...document.querySelectorAll("*")]
      .filter((e) => e.scrollTop > 0)
      .map((e) => `${e.id || e.className} ${e.scrollTop}`);
    return { field: field.id, start: field.selectionStart, end: field.selectionEnd, scrolled, value: field.value };
  });

test("there is one polite voice, and what comes together is said together", async ({ table }) => {
  const page = await (await table.invite("Min Tester", "social-care", "minute-taker")).enter();
  await expect(page.getByRole("region", { name: "Who is here" })).toContainText(/Min Tester \(you\), minute-taker from/);
  await expect(page.locator("[aria-live], [role=status], [role=log], [role=alert]")).toHaveCount(1);
  await expect(page.locator(".room [aria-live]")).toHaveAttribute("aria-live", "polite");
  const heard = await listen(page);
  const words = async () => (await heard()).map(({ words }) => words);
  const { chair } = table;
  const began = Date.now();
  await Promise.all([
    chair.write("information", { item: "reason", text: "First." }),
    chair.write("decision", { item: "reason", text: "Second." }),
    chair.write("answer", { item: "q2", value: "no", text: "Third." }),
    chair.write("information", { item: "reason", text: "Fourth." }),
  ]);
  await chair.write("item.current", { item: "q5" });
  const took = Date.now() - began;
  const all = ["shared information", "wrote a decision", "answered a question", "The chair is at question 5"];
  await expect(async () => {
    const said = (await words()).join();
    for (const news of all) expect(said).toContain(news);
  }).toPass();
  const said = await heard();
  // Five entries, in the time of two messages or three; of more where the entries themselves took longer than a message.
  expect(said.length).toBeLessThanOrEqual(3 + Math.floor(took / 2500));
  for (const [i, one] of said.slice(1).entries()) expect(one.at - said[i]!.at).toBeGreaterThan(2000);
  // Each save of one's own is heard once, no keystroke ever.
  const before = said.length;
  await page.waitForTimeout(3000); // until the voice is free
  await page.locator("#add").pressSequentially("What I know.");
  expect((await heard()).length).toBe(before);
  await page.locator("#add").press("Enter");
  await expect.poll(async () => (await words()).slice(before)).toEqual(["Saved"]);
  await page.waitForTimeout(3000);
  expect((await heard()).length).toBe(before + 1);
});

test("nothing moves under the fingers while others write and the chair moves on", async ({ table }) => {
  const minutes = await table.invite("Min Tester", "social-care", "minute-taker");
  const page = await minutes.enter();
  await page.getByLabel("Follow the chair").check(); // follows, and yet stays while a field has the focus
  const lines = Array.from({ length: 60 }, (_, i) => `Line ${i + 1} of the notes.`);
  const notes = page.getByLabel("Notes", { exact: true });
  await notes.fill(lines.join("\n"));
  await expect(page.locator(".room-saved")).toHaveText(/^Saved/);
  await notes.evaluate((area: HTMLTextAreaElement) => {
    area.focus();
    area.setSelectionRange(700, 704);
    area.scrollTop = 300;
  });
  const before = await whereabouts(page);
  expect(before).toMatchObject({ field: "notes", start: 700, end: 704 });
  expect(before.scrolled).not.toEqual([]);

  const { chair } = table;
  const elsewhere = page.locator(".room-elsewhere");
  await chair.write("item.current", { item: "q5" });
  for (let i = 0; i < 12; i++)
    await chair.write("information", { item: "introductions", text: `Entry ${i} `.repeat(30) });
  for (let i = 0; i < 6; i++)
    await chair.write("decision", { item: "introductions", text: `Decision ${i} `.repeat(10) });
  await table.invite("Pat Sample", "police", "member");
  await expect(elsewhere).toHaveText("Chair is at question 5. Go there");
  await expect(page.getByRole("region", { name: "Decisions", exact: true }).getByRole("listitem")).toHaveCount(6);
  await expect(page.getByRole("region", { name: "Who is here" })).toContainText("Pat Sample");
  expect(await whereabouts(page)).toEqual(before);

  // In a half-filled form too.
  await page.locator("#add").focus();
  await page.keyboard.type("/d Half a deci");
  const form = await whereabouts(page);
  await chair.write("item.current", { item: "q6" });
  await chair.write("information", { item: "introductions", text: "While you type." });
  await expect(elsewhere).toHaveText("Chair is at question 6. Go there");
  expect(await whereabouts(page)).toEqual(form);
  expect(form.value).toBe("Half a deci");

  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Go there" }).press("Enter");
  await expect(page.locator(".room-question")).toContainText("6. ");
  await expect(elsewhere).toBeHidden();
  await expect(page.getByText("Not finished: Decision")).toBeVisible();
});

test("a picture is refused by a sentence, the text that Office puts beside one is taken", async ({
  table,
  program,
}) => {
  const page = await table.chair.enter();
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"], { origin: program.url });
  const copy = (text?: string) =>
    page.evaluate(async (text) => {
      const canvas = document.createElement("canvas");
      const picture = await new Promise<Blob | null>((drawn) => canvas.toBlob(drawn));
      const copied: Record<string, Blob> = { "image/png": picture! };
      if (text) copied["text/plain"] = new Blob([text], { type: "text/plain" });
      await navigator.clipboard.write([new ClipboardItem(copied)]);
    }, text);
  const notes = page.getByLabel("Notes", { exact: true });
  await notes.fill("Before. ");
  await copy();
  await notes.press("Control+v");
  await expect(page.getByRole("alert")).toContainText("Pictures and files cannot be put in here");
  await expect(notes).toHaveValue("Before. ");
  await expect(notes).toBeFocused();
  await page.getByRole("button", { name: "Hide" }).click();
  await copy("Words from a document.");
  await notes.press("Control+v");
  await expect(notes).toHaveValue("Before. Words from a document.");
  await expect(page.getByRole("alert")).toBeHidden();
});
