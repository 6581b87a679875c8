import { accessible, complaints } from "./axe.ts";
import { expect, test } from "./program.ts";

test("the program says that it is ready", async ({ program, request }) => {
  const answer = await request.get(program.url + "/healthz");
  expect(answer.status()).toBe(200);
  expect(await answer.text()).toBe("ready\n");
});

test("the start page loads under the strict policy and axe finds nothing", async ({ program, page }) => {
  const said = complaints(page);
  await page.goto(program.url);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Strategy Room");
  await expect(page.getByText("Rehearsal: no real names")).toBeVisible();
  await expect(page.locator("body")).toHaveClass(/js-enabled/); // the script ran
  expect(await page.evaluate(() => getComputedStyle(document.body).margin)).toBe("0px"); // the style sheet too
  await accessible(page);
  expect(said).toEqual([]);
});

test("a missing page says so and axe finds nothing", async ({ program, page }) => {
  const answer = await page.goto(program.url.replace("localhost", "chair.localhost") + "/nothing");
  expect(answer?.status()).toBe(404);
  await expect(page.getByText("There is nothing here.")).toBeVisible();
  await accessible(page);
});

test("it comes back at the same address after a stop and after a kill", async ({ program, page }) => {
  const address = program.url;
  expect(await program.stop()).toBe(0);
  await program.restart();
  await program.kill9();
  await program.restart();
  expect(program.url).toBe(address);
  await page.goto(address);
});
