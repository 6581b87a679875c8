// How long it takes until the room is of use on a phone: `make bench` runs this, `make test` does not.
import type { Page } from "@playwright/test";
import { add } from "./room.ts";
import { expect } from "./program.ts";
import { phone, test } from "./table.ts";

/** A phone on a middling connection: milliseconds, bytes a second, and how many times as slow as this machine. */
const network = { offline: false, latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8 };
const slowness = 4;
const runs = 5;

/** Makes of a page that of a phone which has nothing of this server but its cookie. */
async function throttle(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.clearBrowserCache");
  await session.send("Network.emulateNetworkConditions", network);
  await session.send("Emulation.setCPUThrottlingRate", { rate: slowness });
}

const middle = (all: number[]) => Math.round(all.sort((a, b) => a - b)[Math.floor(all.length / 2)]!);

test("a usable room on a phone", async ({ table, program }) => {
  const police = await table.invite("Pat Sample", "police", "member", phone, { hasTouch: true, isMobile: true });
  const url = `${program.url}/meetings/${police.meeting}`;
  const usable: number[] = [];
  const bare: number[] = [];
  for (let run = 0; run < runs; run++) {
    // From the press on a link until the meeting is there, the line takes words, and they are known to be saved.
    const page = await police.page.context().newPage();
    await throttle(page);
    const began = performance.now();
    await page.goto(url, { waitUntil: "commit" });
    await page.locator(".room").waitFor();
    const words = `Seen by the school on day ${run}.`;
    await add(page).fill(words);
    await add(page).press("Enter");
    // waitFor looks at every frame of the page; expect looks now and then.
    await page.locator(".room-entry", { hasText: words }).getByText(/^Written by/).waitFor({ timeout: 60_000 });
    await page.locator(".room-saved", { hasText: /^Saved \d\d:\d\d/ }).waitFor({ timeout: 60_000 });
    usable.push(performance.now() - began);
    const files = await page.evaluate(() =>
      [...document.querySelectorAll("link[rel=stylesheet], script[src]")].map(
        (file) => (file as HTMLLinkElement).href ?? (file as HTMLScriptElement).src,
      ),
    );
    await page.close();

    // The same bytes from the same server in the same two steps, for a page that does nothing with them.
    const still = await police.page.context().newPage();
    await still.goto(`${program.url}/healthz`);
    await throttle(still);
    const took = await still.evaluate(
      async ({ url, files }) => {
        const all = async (address: string) => (await fetch(address, { cache: "reload" })).arrayBuffer();
        const began = performance.now();
        await all(url);
        await Promise.all(files.map(all));
        return performance.now() - began;
      },
      { url, files },
    );
    bare.push(took);
    await still.close();
  }
  const [ours, limit] = [middle(usable), middle(bare)];
  console.log(`usable room: ${ours} ms\nusable room: ${(ours / limit).toFixed(2)} ratio`);
  console.log(`static page of the same bytes: ${limit} ms`);
  expect(ours).toBeGreaterThan(limit);
});
