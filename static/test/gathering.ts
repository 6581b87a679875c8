// How a meeting comes together: the first account, one child's name, a link for each person, and Join.
import { expect } from "@playwright/test";
import { sound } from "./axe.ts";
import { type Program, test } from "./program.ts";
import { button, whole } from "./room.ts";
import type { Seat } from "./seat.ts";

/** Sets up, convenes, invites by links and lets people join by them. Returns the links, by name. */
export async function gather(
  program: Program,
  chair: Seat,
  police: Seat,
  minutes: Seat,
): Promise<Record<string, string>> {
  const links: Record<string, string> = {};

  await test.step("set up by the link", async () => {
    const { page } = chair;
    await page.goto(program.setup);
    await sound(page);
    await chair.write(page.getByLabel("Your name"), "Sam Example");
    await page.getByLabel("Your e-mail address").fill("sam@example.org"); // kept with the account, never in the minutes
    await chair.choose(page.getByLabel("Sector"), "Children's social care");
    await chair.write(page.getByLabel("Agency"), "Example County Council");
    await chair.press(button(page, "Make the account"));
    await sound(page);
  });

  await test.step("convene with one child's name, invite by links", async () => {
    const { page } = chair;
    await chair.press(button(page, "Convene a meeting"));
    await sound(page);
    await chair.write(page.getByLabel("Child’s name"), "Robin Placeholder");
    await chair.press(button(page, "Convene the meeting"));
    await chair.write(page.getByLabel("One a line"), "Pat Sample, Example Police\nMin Tester, Example Council");
    await sound(page);
    await chair.press(button(page, "Continue"));
    const row = (name: string) => page.getByRole("group", { name });
    await chair.choose(row("Min Tester").getByLabel("Sector"), "Children's social care");
    await chair.choose(row("Min Tester").getByLabel("Role"), "Minute-taker");
    await sound(page);
    await chair.press(button(page, "Make 2 links"));
    await sound(page);
    for (const name of ["Pat Sample", "Min Tester"]) {
      links[name] = /http\S+\/join#\S+/.exec(await page.getByLabel(name, { exact: true }).inputValue())![0];
    }
    await chair.press(page.getByRole("link", { name: "Back" }));
    await page.locator(".room").waitFor();
    await whole(page);
    await sound(page);
    await chair.press(button(page, "Open the meeting"));
  });

  await test.step("join by pressing Join", async () => {
    for (const [seat, link] of [
      [police, links["Pat Sample"]!],
      [minutes, links["Min Tester"]!],
    ] as const) {
      await seat.page.goto(link);
      await expect(button(seat.page, "Join")).toBeVisible();
      await sound(seat.page);
      await expect(seat.page.getByText("Robin")).toBeHidden();
      await seat.press(button(seat.page, "Join"));
      await seat.page.locator(".room").waitFor();
      await whole(seat.page);
      await sound(seat.page);
    }
    const here = chair.page.getByRole("region", { name: "Who is here" });
    for (const name of ["Pat Sample", "Min Tester"])
      await expect(here.getByRole("listitem").filter({ hasText: name })).toContainText("from");
  });

  return links;
}
