// How staff sign in: a passkey on a device that Chromium makes up, a password with an app that is this file.
import { createHmac } from "node:crypto";
import type { Page } from "@playwright/test";
import { complaints, onBothScreens } from "./axe.ts";
import { withDevice } from "./device.ts";
import { expect, test } from "./program.ts";

/** What an authenticator app shows, so many steps of half a minute from now. */
function shows(secret: string, steps = 0): string {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...secret.replace(/\s/g, "")].map((letter) => letters.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g)!.map((octet) => parseInt(octet, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const hash = createHmac("sha1", key).update(counter).digest();
  const number = hash.readUInt32BE(hash[19]! & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
}

async function setUp(page: Page, link: string): Promise<void> {
  await page.goto(link);
  await page.getByLabel("Your name").fill("Sam Example");
  await page.getByLabel("Your e-mail address").fill("sam@example.org");
  await page.getByLabel("Sector").selectOption("Children's social care");
  await page.getByRole("button", { name: "Make the account" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Your meetings");
}

test("the first administrator chooses a passkey, and signs in with it", async ({ program, page }) => {
  const said = complaints(page);
  const held = await withDevice(page);
  await setUp(page, program.setup);
  await onBothScreens(page, "choose");
  await page.getByRole("link", { name: "Choose a passkey" }).click();
  await expect(page.getByText("Choose how you will sign in.")).toBeVisible();
  await onBothScreens(page, "account-none");
  await page.getByLabel("Name of the new passkey").fill("work laptop");
  await page.getByRole("button", { name: "Add a passkey" }).press("Enter");
  await expect(page.locator("#passkey-1 .app-meetings__name")).toHaveText("work laptop");
  expect(await held()).toBe(1);
  await onBothScreens(page, "account-passkey");

  // The same device holds one for each account, and says so.
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await expect(page.getByRole("alert")).toHaveText("This device has a passkey for your account already.");
  await onBothScreens(page, "account-passkey-error");

  // The only way in is not taken away.
  await page.getByRole("button", { name: /Remove.*work laptop/ }).click();
  await expect(page.getByRole("alert").first()).toContainText("This is the only way that is left to sign in.");

  await page.goto(program.url);
  await expect(page.getByText("Choose how you will sign in")).toBeHidden();
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("link", { name: "Sign in", exact: true }).click();
  await onBothScreens(page, "sign-in");
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await expect(page.getByText("Signed in as Sam Example.")).toBeVisible();
  await page.goto(program.url + "/confirm?to=/account");
  await onBothScreens(page, "confirm-passkey");
  await page.getByRole("button", { name: "Confirm with a passkey" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Your account");
  await expect(page.locator("#passkey-1")).toContainText("Used last");
  expect(said.filter((line) => !line.includes("409"))).toEqual([]);
});

test("a password with an app: chosen, used once, and recovered", async ({ program, page }) => {
  const said = complaints(page);
  await setUp(page, program.setup);
  await page.goto(program.url + "/account/password");
  await onBothScreens(page, "password");
  const secret = await page.locator(".app-key").innerText();
  expect(secret.replace(/\s/g, "")).toMatch(/^[A-Z2-7]{32}$/);
  const save = page.getByRole("button", { name: "Save" });
  await page.getByLabel("Code that the app shows now").fill("000000");
  await page.getByLabel("New password").fill("Sam Example 1");
  await save.click();
  await expect(page.getByRole("alert")).toContainText("easy to guess");
  await onBothScreens(page, "password-error");
  await expect(page.getByLabel("New password")).toHaveValue("");
  await expect(page.locator(".app-key")).toHaveText(secret.trim());
  await page.getByLabel("Code that the app shows now").fill(shows(secret));
  await page.getByLabel("New password").fill("zebra ladder violet 7");
  await save.click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Your recovery codes");
  const codes = await page.locator(".app-recovery li").allInnerTexts();
  expect(codes).toHaveLength(10);
  await onBothScreens(page, "recovery-codes");
  await page.getByRole("link", { name: "I have them: go on" }).click();
  await expect(page.getByText("Recovery codes left: 10")).toBeVisible();
  await onBothScreens(page, "account-password");
  await page.goto(program.url);
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("link", { name: "Sign in", exact: true }).click();
  const enter = async (password: string, code: string) => {
    await page.getByLabel("E-mail address").fill("sam@example.org");
    await page.getByLabel("Password", { exact: true }).fill(password);
    await page.getByLabel("Code", { exact: true }).fill(code);
    await page.getByRole("button", { name: "Sign in", exact: true }).first().click();
  };
  await enter("zebra ladder violet 8", codes[0]!);
  await expect(page.getByRole("alert").first()).toContainText("The e-mail address, the password or the code is not right.");
  await onBothScreens(page, "sign-in-error");
  await enter("zebra ladder violet 7", codes[0]!);
  await expect(page.getByText("Signed in as Sam Example.")).toBeVisible();
  await page.goto(program.url + "/account");
  await expect(page.getByText("Recovery codes left: 9")).toBeVisible();
  await page.goto(program.url + "/confirm");
  await onBothScreens(page, "confirm-password");
  await page.getByLabel("Password", { exact: true }).fill("zebra ladder violet 7");
  await page.getByLabel("Code", { exact: true }).fill(shows(secret, 1));
  await page.getByRole("button", { name: "Confirm" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Your account");
  expect(said.filter((line) => !/401|422/.test(line))).toEqual([]);
});

test("a link in the address asks for nothing but a press of its button", async ({ program, page }) => {
  await setUp(page, program.setup);
  await page.goto(program.url + "/sign-in#abcdefgh");
  await expect(page.getByLabel("Sign-in code")).toHaveValue("abcdefgh");
  await expect(page.getByRole("button", { name: "Sign in" })).toHaveCount(1);
  await expect(page.getByLabel("Password")).toBeHidden();
  await onBothScreens(page, "sign-in-link");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert").first()).toContainText("This link is not known here.");
});
