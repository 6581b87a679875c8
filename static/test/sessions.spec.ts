// Sessions: they are listed and ended, a page says before one ends and is emptied after, and whoever is revoked in a
// meeting sees nothing of it any more.
import { complaints, onBothScreens } from "./axe.ts";
import { expect } from "./program.ts";
import { test } from "./table.ts";

test("a session that is ended elsewhere empties the room within a moment", async ({ program, table, browser }) => {
  const { chair } = table;
  const police = await table.invite("DS Patel", "police", "member");
  await police.enter();
  await chair.enter();
  const item = chair.page.locator(".room");
  await expect(item).toContainText("Rehearsal");

  // The same person elsewhere: the cookie's copy stands in for a second browser's own sign-in.
  const context = await browser.newContext({ storageState: await chair.page.context().storageState() });
  const elsewhere = await context.newPage();
  await elsewhere.goto(program.url + "/account");
  await expect(elsewhere.getByText("Where you are signed in")).toBeVisible();
  await onBothScreens(elsewhere, "account-sessions");
  const { sessions } = (await (await context.request.get(program.url + "/api/sessions")).json()) as { sessions: { id: string }[] };
  expect(sessions).toHaveLength(1);
  const ended = await context.request.delete(`${program.url}/api/sessions/${sessions[0]!.id}`);
  expect(ended.status()).toBe(204);
  await expect(chair.page.locator(".room-out")).toContainText("You are signed out.");
  await expect(chair.page.locator(".room")).toBeHidden();
  expect(await chair.page.locator("body").innerText()).not.toContain("A.B.");
  await onBothScreens(chair.page, "room-out");
  await expect(police.page.locator(".room")).toBeVisible();
  await context.close();
});

test("a page says before the session ends, a key keeps it, and then it is emptied", async ({ program, table }) => {
  const { page } = table.chair;
  const said = complaints(page);
  let answer: object = { left: 240 };
  let kept = 0;
  await page.route("**/api/session/time", async (route) => {
    if (route.request().method() === "POST") {
      kept++;
      answer = { left: 1800 };
    }
    await route.fulfill({ json: answer });
  });
  await page.goto(program.url);
  const notice = page.getByRole("alert").filter({ hasText: "You will be signed out in 4 minutes" });
  await expect(notice).toContainText("Press any key to stay signed in.");
  await onBothScreens(page, "session-ends");
  await page.keyboard.press("Shift");
  await expect(notice).toBeHidden();
  expect(kept).toBe(1);

  answer = { left: 1, final: true };
  await page.reload();
  await expect(page.getByRole("alert").filter({ hasText: "12 hours after you signed in" })).toBeVisible();
  answer = {};
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("You are signed out");
  await expect(page.getByText("Rehearsal", { exact: true })).toBeHidden();
  await onBothScreens(page, "session-over");
  expect(said).toEqual([]);
});
