// Pictures and files that are pasted or dropped: refused with the sentence of the law, and noted.
import { execFileSync } from "node:child_process";
import { binary, expect } from "./program.ts";
import { test } from "./table.ts";

test("a dropped file, a picture as letters and a web page without words are refused and noted, words are taken", async ({
  table,
  program,
  page: other,
}) => {
  const page = await table.chair.enter();
  const notes = page.getByLabel("Notes", { exact: true });
  const alert = page.getByRole("alert").filter({ hasText: "Protection of Children Act 1978" });
  await notes.fill("Before.");
  /** Gives the page what a browser gives it, and says whether it kept the browser from taking that. */
  const give = (kind: "paste" | "drop", file: string, texts: Record<string, string>) =>
    page.evaluate(
      ([kind, file, texts]) => {
        const data = new DataTransfer();
        if (file) data.items.add(new File(["GIF89a"], "holiday", { type: file }));
        for (const [type, text] of Object.entries(texts)) data.setData(type, text);
        const shared = { bubbles: true, cancelable: true };
        const event =
          kind === "paste"
            ? new ClipboardEvent(kind, { ...shared, clipboardData: data })
            : new DragEvent(kind, { ...shared, dataTransfer: data });
        return !document.activeElement!.dispatchEvent(event);
      },
      [kind, file, texts] as const,
    );
  const noted = page.waitForResponse((answer) => answer.url().endsWith("/refusals"));
  for (const [kind, file, texts] of [
    ["drop", "text/plain", {}],
    ["drop", "image/gif", { "text/plain": "GIF89a" }],
    ["paste", "image/png", { "text/plain": " " }],
    ["paste", "", { "text/html": "<img src='data:image/gif;base64,R0lGODlhAQABAAAAACw='>" }],
    ["paste", "", { "text/plain": "data:image/gif;base64,R0lGODlhAQABAAAAACw=" }],
    ["paste", "", { "text/plain": "JVBERi0" + "abcd".repeat(80) }],
  ] as const) {
    expect(await give(kind, file, texts), `${kind} ${file}`).toBe(true);
    await expect(alert).toContainText("call the police");
    await page.getByRole("button", { name: "Hide" }).click();
    await expect(alert).toBeHidden();
  }
  expect((await noted).status()).toBe(204);
  await expect(notes).toHaveValue("Before.");
  expect(await give("paste", "image/png", { "text/plain": "Beside it, words." })).toBe(false);
  expect(await give("paste", "", { "text/plain": "GIF89a and %PDF are words." })).toBe(false);
  await expect(alert).toBeHidden();

  // Of a web page its words are taken.
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"], { origin: program.url });
  await page.evaluate(async () => {
    const as = (type: string, text: string) => new Blob([text], { type });
    const html = as("text/html", "<b>Bold</b> <img src='https://example.org/a.png'>");
    await navigator.clipboard.write([new ClipboardItem({ "text/html": html, "text/plain": as("text/plain", " Bold") })]);
  });
  await notes.press("End");
  await notes.press("Control+v");
  await expect(notes).toHaveValue("Before. Bold");

  // So it is on the other pages of the meeting.
  await page.goto(`${program.url}/meetings/${table.chair.meeting}/people`);
  const told = page.waitForResponse((answer) => answer.url().endsWith("/refusals"));
  expect(await give("drop", "application/pdf", {})).toBe(true);
  await expect(alert).toBeInViewport();
  expect((await told).status()).toBe(204);

  const added = execFileSync(
    binary,
    ["account", "add", "--data", program.data, "--name", "Ola Watcher", "--email", "ola@audit.example", "--agency", "Example Audit", "--role", "auditor"],
    { encoding: "utf8" },
  );
  await other.goto(/http\S+/.exec(added)![0]);
  await other.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(other.getByRole("link", { name: "Who read and did what" })).toBeVisible();
  await other.goto(`${program.url}/audit?what=picture`);
  await expect(other.getByRole("row").filter({ hasText: "Tried to put in a picture or file: file" }).first()).toBeVisible();
  await expect(other.getByRole("row").filter({ hasText: "Tried to put in a picture or file: picture" }).first()).toBeVisible();
  expect(await other.content()).not.toContain("holiday");
});
