// The second part of the room: there before anybody needs it, also without a connection; and where it is not, nothing is lost.
import { expect, type Page } from "@playwright/test";
import { sound } from "./axe.ts";
import { Cable } from "./cable.ts";
import { add, button } from "./room.ts";
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
