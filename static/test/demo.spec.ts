// What a newcomer does first: three people of the demo in one browser. It also takes the picture in the README.
import { accessible, complaints } from "./axe.ts";
import { expect, Program, test } from "./program.ts";

test("three people of the demo are in one room, in one browser", async ({ context }) => {
  const program = new Program();
  try {
    const links = await program.demo();
    expect(Object.keys(links)).toEqual(["chair", "minutes", "police", "health", "school", "observer"]);
    const pages = [];
    const said = [];
    for (const who of ["chair", "police", "minutes"]) {
      const page = await context.newPage();
      said.push(complaints(page));
      await page.setViewportSize({ width: 1280, height: 720 });
      await page.goto(links[who]!);
      await page.getByRole("button", { name: "Join", exact: true }).click();
      await page.locator(".room").waitFor();
      pages.push(page);
    }
    const [chair, police, minutes] = [pages[0]!, pages[1]!, pages[2]!];
    for (const page of pages) {
      const here = page.getByRole("region", { name: "Who is here" });
      for (const name of ["Sam Example", "Pat Sample", "Mo Minutes"]) {
        await expect(here.getByRole("listitem").filter({ hasText: name })).toContainText("from");
      }
    }
    await police.locator("#add").fill("The club's trainer list is known to us; we ask for it today.");
    await police.locator("#add").press("Enter");
    const notes = minutes.getByLabel("Notes", { exact: true });
    await minutes.getByRole("button", { name: /^5 / }).click();
    await notes.press("Control+End");
    await minutes.keyboard.type("\nSam Example: the allegations officer is told before the club is.");
    await expect(chair.getByLabel("Written for this item")).toContainText("we ask for it today");
    await expect(chair.getByLabel("Notes", { exact: true })).toHaveValue(/is told before the club is\.$/);
    await expect(chair.locator(".room-saved")).toHaveText(/^Saved/);
    await expect.poll(() => chair.evaluate(() => document.documentElement.scrollHeight)).toBe(720);
    await accessible(chair);
    expect(said).toEqual([[], [], []]);
    const path = process.env.STRATEGYROOM_PICTURE;
    if (path) await chair.screenshot({ path });
  } finally {
    await program.clear();
  }
});
