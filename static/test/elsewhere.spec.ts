// Signing in with another service: an administrator expects somebody from there, and they come in and chair a meeting.
import { complaints, onBothScreens } from "./axe.ts";
import { expect, test } from "./program.ts";
import { Provider } from "./provider.ts";

test("a chair comes by another service, convenes a meeting, and confirms there who they are", async ({ program, page, browser }) => {
  const service = new Provider();
  try {
    const said = complaints(page);
    await program.restart("--oidc", await service.start(program.data));
    const setup = { token: program.setup.split("#")[1], name: "Sam Example", email: "sam@council.example", agency: "Example County Council" };
    await page.request.post(program.url + "/api/session", { data: setup });
    const chris = { name: "Chris Chair", email: "chris@council.example", agency: "Example County Council", roles: ["chair"] };
    expect((await page.request.post(program.url + "/api/accounts", { data: chris })).status()).toBe(201);
    await page.goto(program.url + "/people");
    await page.getByText("Change Chris Chair").click();
    const choice = page.locator("form", { has: page.getByRole("button", { name: /^Save how they sign in/ }) })
      .filter({ hasText: "Chris Chair" }).getByLabel("Another service to sign in with");
    await expect(choice).toHaveValue("");
    await onBothScreens(page, "accounts-service");
    await choice.selectOption("Example Council");
    await page.getByRole("button", { name: /^Save how they sign in.*Chris Chair/ }).click();
    await page.getByText("Change Chris Chair").click();
    await expect(choice.locator("option:checked")).toHaveText("Example Council");

    const context = await browser.newContext();
    const chair = await context.newPage();
    const words = complaints(chair);
    const comes = async () => {
      await chair.goto(program.url + "/sign-in");
      await chair.getByRole("button", { name: "Sign in with Example Council" }).click();
      await chair.getByRole("button", { name: "It is I" }).click();
    };
    service.person = { subject: "lee-7", email: "lee@council.example" };
    await comes();
    await expect(chair.getByText("You signed in there, but no account here goes with it.")).toBeVisible();
    await chair.goto(program.url + "/sign-in");
    await onBothScreens(chair, "sign-in-service");

    service.person = { subject: "chris-1", email: "Chris@council.example" };
    await comes();
    await expect(chair.getByText("Signed in as Chris Chair.")).toBeVisible();
    await chair.getByRole("button", { name: "Convene a meeting" }).click();
    await chair.getByLabel("Child’s name").fill("Robin Placeholder");
    await chair.getByRole("button", { name: "Convene the meeting" }).click();
    await chair.getByRole("link", { name: "Back" }).click();
    await chair.locator(".room").waitFor();
    await chair.getByRole("button", { name: "Open the meeting" }).click();
    await expect(chair.locator(".room-top__phase")).toHaveText("Open");

    await chair.goto(program.url + "/account");
    await expect(chair.getByText("You sign in with Example Council.")).toBeVisible();
    await onBothScreens(chair, "account-service");
    await chair.goto(program.url + "/confirm?to=/account");
    await onBothScreens(chair, "confirm-service");
    await chair.getByRole("button", { name: "Confirm with Example Council" }).click();
    await chair.getByRole("button", { name: "It is I" }).click();
    await expect(chair.getByRole("heading", { level: 1 })).toContainText("Your account");
    expect(service.asked.at(-1)!.get("prompt")).toBe("login");
    expect(service.asked.at(-1)!.get("code_challenge_method")).toBe("S256");
    await context.close();
    expect(said).toEqual([]);
    expect(words.filter((line) => !line.includes("401"))).toEqual([]);
  } finally {
    service.stop();
  }
});
