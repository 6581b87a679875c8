// Who read and did what: an auditor's page, which says nothing of what was said in meetings.
import { execFileSync } from "node:child_process";
import { onBothScreens } from "./axe.ts";
import { binary, expect } from "./program.ts";
import { test } from "./table.ts";

test("an auditor finds out who read a meeting, and reads no meeting", async ({ table, program, page }) => {
  await table.chair.write("information", { item: "q1", text: "Zebrafish." });
  const nurse = await table.invite("Nia Ward", "health", "member");
  await nurse.enter();
  const added = execFileSync(
    binary,
    ["account", "add", "--data", program.data, "--name", "Ola Watcher", "--email", "ola@audit.example", "--agency", "Example Audit", "--role", "auditor"],
    { encoding: "utf8" },
  );
  await page.goto(/http\S+/.exec(added)![0]);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.goto(program.url);
  await page.getByRole("link", { name: "Who read and did what" }).click();
  const row = (text: string) => page.getByRole("row").filter({ hasText: text });
  await expect(row("Read").filter({ hasText: "A guest, attendee a" }).first()).toContainText("the room");
  await expect(row("Convened")).toContainText("Chris Sample");
  await onBothScreens(page, "audit");

  await page.getByLabel("What was done").selectOption("Convened");
  await page.keyboard.press("Tab");
  await page.getByLabel("From (optional)").fill("2026-01-01");
  await page.getByRole("button", { name: "Show" }).press("Enter");
  await expect(page.getByRole("row")).toHaveCount(2); // with the heads
  await expect(page.getByLabel("What was done")).toHaveValue("convened");
  await page.goto(`${program.url}/audit?from=2026-02-31`);
  await expect(page.getByText("That is not a date that exists").first()).toBeVisible();
  await page.goto(`${program.url}/audit?what=read-audit`);
  await expect(row("Ola Watcher").first()).toContainText("Read this trail");
  expect(await page.content()).not.toContain("Zebrafish");
  await page.goto(`${program.url}/meetings/${table.chair.meeting}`);
  await expect(page.getByText("There is no such meeting")).toBeVisible();
});
