// A browser with a folder of its own on the disk, which a test can end as a crash does, and look into.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type BrowserContext, chromium } from "@playwright/test";
import config from "../playwright.config.ts";

export class Profile {
  private folder = mkdtempSync(join(tmpdir(), "profile-"));
  private running: ChildProcess | undefined;

  /** Starts the browser on what it has kept. */
  async open(): Promise<BrowserContext> {
    const { executablePath = chromium.executablePath(), args = [] } = config.use!.launchOptions!;
    const flags = [...args, "--headless=new", "--remote-debugging-port=0", `--user-data-dir=${this.folder}`, "about:blank"];
    const started = spawn(executablePath, flags, { stdio: ["ignore", "ignore", "pipe"], detached: true });
    process.once("exit", () => killGroup(started)); // also where the test is cut short
    this.running = started;
    const at = await new Promise<string>((ready, failed) => {
      started.once("exit", (code) => failed(new Error(`the browser ended with ${code}`)));
      createInterface({ input: started.stderr! }).on("line", (line) => {
        const address = /DevTools listening on (\S+)/.exec(line)?.[1];
        if (address) ready(address);
      });
    });
    return (await chromium.connectOverCDP(at)).contexts()[0]!;
  }

  /** Ends the browser with all its processes, as a crash or the power does. */
  async kill(): Promise<void> {
    const { running } = this;
    this.running = undefined;
    // Until none is left that writes. Where nobody reaps the children they stay as dead ones, hence not for ever.
    for (let tries = 0; running && killGroup(running) && tries < 100; tries++)
      await new Promise((done) => setTimeout(done, 50));
  }

  /** All that lies on the disk, by the path of the file. */
  *files(): Generator<[string, Buffer]> {
    for (const file of readdirSync(this.folder, { recursive: true, withFileTypes: true })) {
      if (!file.isFile()) continue;
      const path = join(file.parentPath, file.name);
      yield [path.slice(this.folder.length), readFileSync(path)];
    }
  }

  async clear(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

/** Kills a browser and its children, which have a group of their own. Reports whether there were any. */
function killGroup({ pid }: ChildProcess): boolean {
  try {
    return process.kill(-pid!, "SIGKILL");
  } catch {
    return false;
  }
}
