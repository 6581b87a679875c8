// What goes wrong beneath a meeting: the machine, the network, a socket that says nothing.
import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, type Page } from "@playwright/test";
import { Cable } from "./cable.ts";
import { binary } from "./program.ts";
import { Proxy } from "./proxy.ts";
import { desktop, test } from "./table.ts";

const saved = (page: Page) => expect(page.locator(".room-saved")).toHaveText(/^Saved \d\d:\d\d/);
const written = (page: Page) => page.getByLabel("Written for this item");

/** The commands that the server says it has, by id, with the number of their entry, as a page hears of it. */
function accepted(page: Page): Map<string, number> {
  const known = new Map<string, number>();
  page.on("websocket", (socket) =>
    socket.on("framereceived", ({ payload }) => {
      const frame = JSON.parse(String(payload)) as { type: string; id: string; number: number };
      if (frame.type === "accepted") known.set(frame.id, frame.number);
    }),
  );
  return known;
}

/** All that the line on top has said, from now on. */
async function savings(page: Page): Promise<() => Promise<string[]>> {
  await page.locator(".room-saved").evaluate((line) => {
    const said: string[] = ((window as unknown as { said: string[] }).said = []);
    new MutationObserver(() => said.push(line.textContent!)).observe(line, {
      characterData: true,
      childList: true,
      subtree: true,
    });
  });
  return () => page.evaluate(() => (window as unknown as { said: string[] }).said);
}

function verify(file: string): Promise<{ code: number; said: string }> {
  return new Promise((done) => {
    execFile(binary, ["verify", file], (error, out, wrong) =>
      done({ code: error ? Number(error.code) : 0, said: out + wrong }),
    );
  });
}

test("a killed server loses nothing that it acknowledged, and nothing that was typed meanwhile", async ({
  table,
  program,
}) => {
  const people = [table.chair, await table.invite("Min Tester", "social-care", "minute-taker")];
  const known = people.map((person) => accepted(person.page));
  const [chair, minutes] = [await people[0]!.enter(), await people[1]!.enter()];
  for (const page of [chair, minutes])
    await page.evaluate(() => ((window as unknown as { same: boolean }).same = true));

  await chair.getByLabel("Notes").fill("Between. ");
  await expect(minutes.getByLabel("Notes")).toHaveValue("Between. ");
  const texts = ["The chair types on while the power goes. ", "The minute-taker types at the same time."];
  await chair.getByLabel("Notes").press("Control+Home");
  await minutes.getByLabel("Notes").press("Control+End");
  const typing = Promise.all([
    chair.keyboard.type(texts[0]!, { delay: 90 }),
    minutes.keyboard.type(texts[1]!, { delay: 100 }),
  ]);
  await expect.poll(() => known[0]!.size + known[1]!.size).toBeGreaterThan(1);
  await program.kill9();
  await typing;
  await minutes.locator("#add").fill("Said in the dark.");
  await minutes.locator("#add").press("Enter");
  await expect(minutes.locator(".room-saved")).toHaveText(/^Held on this device since/);
  await program.start();
  for (const page of [chair, minutes]) await saved(page);

  for (const page of [chair, minutes]) await expect(page.getByLabel("Notes")).toHaveValue(texts.join("Between. "));
  await expect(written(chair).getByText("Said in the dark.")).toHaveCount(1);
  for (const page of [chair, minutes]) expect(await page.evaluate(() => "same" in window), "loaded again").toBe(true);

  const reply = await chair.context().request.get(`${program.url}/api/meetings/${table.chair.meeting}/record`);
  const record = await reply.text();
  const entries = record
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { number: number; command: string; kind: string });
  for (const [command, number] of [...known[0]!, ...known[1]!])
    expect(entries[number - 1]?.command, `entry ${number}`).toBe(command);

  const file = join(program.data, "record.jsonl");
  writeFileSync(file, record);
  expect(await verify(file)).toMatchObject({ code: 0, said: expect.stringContaining(`entry ${entries.length}\n`) });
  const at = entries.filter((entry) => entry.kind === "information").at(-1)!.number;
  writeFileSync(file, record.replace("Said in the dark.", "Said in the park."));
  expect(await verify(file)).toMatchObject({ code: 1, said: expect.stringContaining(`entry ${at}`) });
});

for (const status of [403, 502]) {
  test(`a proxy that answers an upgrade with ${status} does not keep anybody out`, async ({ table }) => {
    const proxy = new Proxy(status);
    try {
      const server = await proxy.start();
      const page = await (
        await table.invite("Nia Nurse", "health", "minute-taker", desktop, { proxy: { server } })
      ).enter();
      const chair = await table.chair.enter();
      await expect(page.getByText("Your network lets no lasting connection through.")).toBeVisible();
      expect(proxy.refused).toBeGreaterThan(0);
      await page.locator("#add").fill("From the hospital.");
      await page.locator("#add").press("Enter");
      await expect(written(chair)).toContainText("From the hospital.");
      await chair.locator("#add").fill("From the council.");
      await chair.locator("#add").press("Enter");
      await expect(written(page)).toContainText("From the council.");
      await page.getByLabel("Notes").pressSequentially("Typed behind the proxy. ");
      await expect(chair.getByLabel("Notes")).toHaveValue("Typed behind the proxy. ");
      await chair.getByLabel("Notes").press("Control+End");
      await chair.keyboard.type("Typed before it.");
      await expect(page.getByLabel("Notes")).toHaveValue("Typed behind the proxy. Typed before it.");
      await saved(page);
    } finally {
      proxy.stop();
    }
  });
}

test("a socket that dies silently is never taken for one that saves", async ({ table }) => {
  let silent = false;
  const { page } = table.chair;
  await page.routeWebSocket(/\/live/, (socket) => {
    const server = socket.connectToServer();
    const dead = () => silent; // one that was opened later lives
    socket.onMessage((message) => void (dead() || server.send(message)));
    server.onMessage((message) => void (dead() || socket.send(message)));
  });
  await table.chair.enter();
  await saved(page);
  silent = true;
  await page.locator("#add").fill("Into a dead line.");
  const said = await savings(page);
  await page.locator("#add").press("Enter");
  await page.getByLabel("Notes").pressSequentially("Notes too.");
  await expect(page.locator(".room-saved")).toHaveText(/^Held on this device since/);
  await expect(page.getByRole("alert")).toContainText("Not connected");
  await expect(page.getByRole("alert")).toContainText("2 lines are held");
  expect((await said()).filter((words) => words.startsWith("Saved"))).toEqual([]);
  silent = false;
  await saved(page);
  await page.reload();
  await page.locator(".room").waitFor();
  await expect(page.getByLabel("Notes")).toHaveValue("Notes too.");
  await expect(written(page).getByText("Into a dead line.")).toHaveCount(1);
});

test("a server that was set back to a backup is noticed, and said in words", async ({ table, program }) => {
  const backup = mkdtempSync(join(tmpdir(), "backup-"));
  try {
    const page = await table.chair.enter();
    const say = async (words: string) => {
      await page.locator("#add").fill(words);
      await page.locator("#add").press("Enter");
      await expect(written(page)).toContainText(words);
    };
    await say("Before the backup.");
    await saved(page);
    await program.stop();
    cpSync(program.data, backup, { recursive: true, filter: (from) => !from.endsWith(".sock") });
    await program.start();
    await say("After the backup.");
    await saved(page);
    await expect(page.getByText("set back to an earlier state")).toHaveCount(0);
    await program.stop();
    rmSync(program.data, { recursive: true });
    cpSync(backup, program.data, { recursive: true });
    await program.start();
    await expect(page.getByRole("alert")).toContainText("set back to an earlier state");
    await expect(written(page)).not.toContainText("After the backup.");
    await say("Written again.");
    await page.getByRole("button", { name: "Hide" }).click();
    await expect(page.getByText("set back to an earlier state")).toHaveCount(0);
  } finally {
    rmSync(backup, { recursive: true, force: true });
  }
});

test("on a line that is cut every second the room goes on in the slow mode", async ({ table }) => {
  const cable = await Cable.lay(table.chair.page.context());
  const page = await table.chair.enter();
  await saved(page);
  const cutting = setInterval(() => void cable.hangUp(), 1000);
  try {
    await expect(page.getByText("Your network lets no lasting connection through.")).toBeVisible();
    await page.getByLabel("Notes").pressSequentially("Typed on a bad line.", { delay: 50 });
    await page.locator("#add").fill("Said on a bad line.");
    await page.locator("#add").press("Enter");
    await saved(page);
    await expect(written(page).getByText("Said on a bad line.")).toHaveCount(1);
    await page.waitForTimeout(5_000);
    await expect(page.getByText("Your network lets no lasting connection through.")).toBeVisible();
  } finally {
    clearInterval(cutting);
  }
  const [notes] = Object.values((await table.chair.read()).notes);
  expect(notes!.text).toBe("Typed on a bad line.");
});

test("who sent too much in a short time is told why nothing goes out now, and what they write is held", async ({
  table,
}) => {
  const cable = await Cable.lay(table.chair.page.context());
  const page = await table.chair.enter();
  await cable.hangUp(4002);
  await expect(page.getByRole("alert")).toContainText(
    "Too much was sent from here in a short time, so the connection rests for half a minute. You can go on writing",
  );
  await cable.cut({ pages: false }); // else it might be over before anybody looks
  await page.getByLabel("Notes").fill("Written meanwhile.");
  await expect(page.locator(".room-saved")).toHaveText(/^Held on this device since \d\d:\d\d/);
});

test("who has the meeting open too many times is told that, can write all the same, and goes on once a window is closed", async ({
  table,
}) => {
  const page = await table.chair.enter();
  await page.evaluate(() => {
    const path = `/api/meetings/${document.querySelector<HTMLElement>("#room")!.dataset.meeting}/live?after=0`;
    const others = Array.from({ length: 15 }, () => new WebSocket(path.replace(/^/, location.origin.replace("http", "ws"))));
    Object.assign(window, { others });
    return Promise.all(others.map((one) => new Promise((open) => (one.onmessage = open))));
  });
  const one = await page.context().newPage();
  await one.goto(page.url());
  await expect(one.getByRole("status").filter({ hasText: "Close a window" })).toContainText(
    "You have this meeting open in as many windows as the server keeps a connection for",
  );
  await one.locator("#add").fill("Said in the last window.");
  await one.locator("#add").press("Enter");
  await saved(one);
  await expect(written(page).getByText("Said in the last window.")).toHaveCount(1);
  await page.evaluate(() => (window as unknown as { others: WebSocket[] }).others.forEach((other) => other.close()));
  await expect
    .poll(async () => {
      await one.evaluate(() => dispatchEvent(new Event("online")));
      return one.getByText("Close a window").count();
    })
    .toBe(0);
});
