// An administrator looks after accounts.
import { complaints, onBothScreens } from "./axe.ts";
import { expect, test } from "./program.ts";

test("an account is added, comes in by its link, and is disabled", async ({ program, page, browser }) => {
  const said = complaints(page);
  const token = program.setup.split("#")[1];
  await page.request.post(program.url + "/api/session", {
    data: { token, name: "Sam Example", email: "sam@example.org", agency: "Example County Council" },
  });
  await page.goto(program.url);
  await page.getByRole("link", { name: "Accounts" }).click();
  await page.getByText("Add somebody").click();
  await onBothScreens(page, "accounts-add");
  await page.getByLabel("Name", { exact: true }).fill("Kim Keeper");
  await page.getByLabel("E-mail address").fill("kim");
  await page.getByLabel("Sector").selectOption("Children's social care");
  await page.locator("#add").getByLabel("Convenes meetings").check();
  await page.getByRole("button", { name: "Make the account and a link" }).click();
  await expect(page.getByRole("alert")).toContainText("The e-mail address is missing");
  await expect(page.locator("#add").getByLabel("Convenes meetings")).toBeChecked();
  await page.getByLabel("E-mail address").fill("kim@example.org");
  await page.getByRole("button", { name: "Make the account and a link" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Link for Kim Keeper");
  await onBothScreens(page, "accounts-link");
  const link = /http\S+\/sign-in#\S+/.exec(await page.getByLabel("Text for Kim Keeper", { exact: true }).inputValue())![0];

  const context = await browser.newContext();
  const kim = await context.newPage();
  await kim.goto(link);
  await kim.getByRole("button", { name: "Sign in" }).click();
  await expect(kim.getByText("Signed in as Kim Keeper.")).toBeVisible();
  await expect(kim.getByRole("button", { name: "Convene a meeting" })).toBeVisible();
  expect((await kim.request.get(program.url + "/people")).status()).toBe(404);

  await page.getByRole("link", { name: "Back to all accounts" }).click();
  await page.getByText("Change Kim Keeper").click();
  await onBothScreens(page, "accounts-change");
  await page.getByRole("button", { name: /Disable the account.*Kim Keeper/ }).click();
  await expect(page.getByText("Disabled since")).toBeVisible();
  await onBothScreens(page, "accounts-disabled");
  await kim.reload();
  await expect(kim.getByText("Signed in as")).toBeHidden();
  await context.close();

  // The last administrator stays one.
  await page.getByText("Change Sam Example").click();
  await page.getByRole("button", { name: /Disable the account.*Sam Example/ }).click();
  await expect(page.getByRole("alert")).toContainText("Nobody else is an administrator.");
  await onBothScreens(page, "accounts-error");
  expect(said.filter((line) => !/409|422/.test(line))).toEqual([]);
});
