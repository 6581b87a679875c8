// How long meetings are kept, and the page of one that may be erased: every page by axe, on a desk and on a phone.
import { complaints, onBothScreens } from "./axe.ts";
import { expect, test } from "./program.ts";

test("an administrator says how long a meeting is kept, and holds it", async ({ program, page }) => {
  const said = complaints(page);
  await page.goto(program.setup);
  await page.getByLabel("Your name").fill("Sam Example");
  await page.getByLabel("Your e-mail address").fill("sam@example.org");
  await page.getByLabel("Sector").selectOption("Children's social care");
  await page.getByRole("button", { name: "Make the account" }).click();
  await page.getByRole("link", { name: "How long meetings are kept" }).click();
  await expect(page.getByText("None.")).toBeVisible();
  await onBothScreens(page, "retention-none");

  await page.goto(program.url + "/meetings/new");
  await page.locator("[name=\"child.name\"]").fill("Robin Placeholder");
  await page.getByRole("button", { name: "Convene the meeting" }).click();
  await expect(page).toHaveURL(/\/people$/);
  await page.goto(program.url + "/retention");
  await expect(page.locator("main")).not.toContainText("Robin");
  await page.getByRole("link", { name: "Look and change" }).click();
  await page.getByLabel("Class").fill("Child protection, 25 years");
  await page.getByLabel("To be looked at again on").fill("2020-01-31");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Class: Child protection, 25 years")).toBeVisible();
  await onBothScreens(page, "kept");

  await page.getByRole("button", { name: "Hold it: it may not be erased" }).click();
  await expect(page.getByRole("alert")).toContainText("The reason is missing.");
  await onBothScreens(page, "kept-error");
  await page.locator("#hold").getByLabel("Why").fill("Inquiry 12");
  await page.getByRole("button", { name: "Hold it: it may not be erased" }).click();
  await expect(page.getByText(/^Legal hold since .* by Sam Example: Inquiry 12$/)).toBeVisible();
  await expect(page.getByRole("button", { name: "Ask that it be erased" })).toBeHidden();
  await onBothScreens(page, "kept-held");

  await page.goto(program.url + "/retention");
  await expect(page.getByRole("heading", { name: "Review is due" })).toBeVisible();
  await onBothScreens(page, "retention");
  await page.getByRole("link", { name: "Look and change" }).click();
  await page.getByLabel("Why").fill("The inquiry is over");
  await page.getByRole("button", { name: "End the hold" }).click();
  await page.locator("#ask").getByLabel("Why").fill("Its time is over");
  await page.getByRole("button", { name: "Ask that it be erased" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Confirm who you are"); // a link is not enough
  expect(said.filter((line) => !line.includes("422"))).toEqual([]);
});
