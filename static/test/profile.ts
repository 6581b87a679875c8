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
    const started = spawn(executablePath, flags, { stdio: ["ignore", "ignore", "pipe"] });
    process.once("exit", () => started.kill("SIGKILL")); // also where the test is cut short
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

  /** Ends the browser as a crash or the power does. */
  async kill(): Promise<void> {
    const { running } = this;
    this.running = undefined;
    if (!running || running.exitCode !== null || running.signalCode !== null) return;
    const gone = new Promise((done) => running.once("exit", done));
    running.kill("SIGKILL"); // its own children end with it
    await gone;
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
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 });
  }
}
