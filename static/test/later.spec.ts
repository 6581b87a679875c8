// The second part of the room: there before anybody needs it, also without a connection; and where it is not, nothing is lost.
import { expect, type Page } from "@playwright/test";
import { sound } from "./axe.ts";
import { Cable } from "./cable.ts";
import { add, button, notes, whole } from "./room.ts";
import { test } from "./table.ts";

const form = (page: Page, name: string) => page.getByRole("form", { name });

test("a form that was never opened opens without a connection", async ({ table }) => {
  const { page } = table.chair;
  const cable = await Cable.lay(page.context());
  await table.chair.enter();
  await cable.cut();
  await button(page, "Details of the meeting").click();
  await expect(page.getByRole("heading", { name: "Details of the meeting" })).toBeVisible();
  await button(page, "Add a person").click();
  await expect(form(page, "Add a person of the case").getByLabel("Name", { exact: true })).toBeVisible();
});

test("where it cannot be fetched the page says so, one can go on typing, and the form opens by itself", async ({ table }) => {
  const { page } = table.chair;
  await page.route(/\/later\.js/, (route) => route.abort());
  const police = await table.invite("Pat Sample", "police", "member");
  await table.chair.enter({ whole: false });
  await button(page, "Hand over").click();
  await expect(page.getByRole("alert")).toContainText("could not be fetched");
  await sound(page);
  await add(page).fill("Half a li");
  await page.unroute(/\/later\.js/);
  await expect(form(page, "Hand the chair over")).toBeVisible();
  await form(page, "Hand the chair over").getByLabel("To whom").selectOption({ value: police.attendee });
  await button(form(page, "Hand the chair over"), "Back").click();
  await expect(add(page)).toHaveValue("Half a li");
});

test("a page from before an update says that it has to be loaded again", async ({ table }) => {
  const { page } = table.chair;
  await page.route(/\/later\.js/, (route) =>
    route.continue({ url: route.request().url().replace(/static\/\w+/, "static/0000000000000000") }),
  );
  await table.chair.enter({ whole: false });
  await button(page, "Details of the meeting").click();
  await expect(page.getByRole("alert")).toContainText("Strategy Room was updated since this page was loaded");
});

test("its coming takes neither a letter nor the caret from who is typing", async ({ table }) => {
  const { page } = table.chair;
  for (const field of [notes, add]) {
    let come = () => {};
    const called = new Promise<void>((done) => (come = done));
    await page.route(/\/later\.js/, async (route) => (await called, await route.continue()));
    await table.chair.enter({ whole: false });
    await field(page).focus();
    await page.keyboard.type("Typed before it came");
    come();
    await page.keyboard.type(", while it came");
    await whole(page);
    await page.keyboard.type(" and after.");
    await expect(field(page)).toHaveValue("Typed before it came, while it came and after.");
    await page.unroute(/\/later\.js/);
  }
});
