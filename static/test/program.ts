// The program under test, as a fixture: `test("…", async ({ program, page }) => …)` has its own server on its own data.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { test as base } from "@playwright/test";

export { expect } from "@playwright/test";

/** The program that `make build` made. */
export const binary = resolve(import.meta.dirname, "../../bin/strategyroom");

export class Program {
  /** Where it is reached: "http://localhost:40123". Names such as http://chair.localhost:40123 reach it too. */
  url = "";
  /** The single-use link that a program without accounts prints, else "". */
  setup = "";
  /** What it said so far, on both streams: for a look when a test fails. */
  said = "";
  readonly data = mkdtempSync(join(tmpdir(), "strategyroom-"));
  #process: ChildProcess | undefined;

  /** Starts it on its data folder, with more flags if wanted, and waits until it answers. */
  start(...flags: string[]): Promise<void> {
    // After a restart the browser must find the program where it was.
    const address = this.url ? new URL(this.url).host : "localhost:0";
    return this.#run("serve", "--addr", address, "--data", this.data, ...flags);
  }

  /** Starts it with its own fictional meeting, on data of its own. Returns the link of each person, by host name. */
  async demo(): Promise<Record<string, string>> {
    await this.#run("demo");
    return Object.fromEntries([...this.said.matchAll(/https?:\/\/(\w+)\.localhost\S+/g)].map(([link, who]) => [who, link]));
  }

  async #run(...args: string[]): Promise<void> {
    const started = spawn(binary, args, { stdio: ["ignore", "pipe", "pipe"] });
    this.#process = started;
    started.stderr.on("data", (text) => (this.said += text));
    const lines = createInterface({ input: started.stdout });
    await new Promise<void>((ready, failed) => {
      started.once("error", failed);
      started.once("exit", (code) => failed(new Error(`the program ended with ${code}: ${this.said}`)));
      lines.on("line", (line) => {
        this.said += line + "\n";
        this.setup = /\bhttps?:\S+\/setup#\S+/.exec(line)?.[0] ?? this.setup;
        this.url = /^Strategy Room is at (\S+)/.exec(line)?.[1] ?? this.url;
        if (line.startsWith("Strategy Room is at ")) ready();
      });
    });
    // The set-up link may follow the address line; once healthz answers all has been printed.
    for (;;) {
      const answer = await fetch(this.url + "/healthz").catch(() => undefined);
      if (answer?.ok) return;
      await new Promise((tick) => setTimeout(tick, 20));
    }
  }

  /** Asks it to stop, as an operator does, and waits until it is gone. Returns the exit code. */
  stop(): Promise<number | null> {
    return this.#end("SIGTERM");
  }

  /** Ends it as a power cut does. */
  kill9(): Promise<number | null> {
    return this.#end("SIGKILL");
  }

  /** Stops it, unless it is gone already, and starts it at the same address on the same data. */
  async restart(...flags: string[]): Promise<void> {
    await this.stop();
    await this.start(...flags);
  }

  #end(signal: NodeJS.Signals): Promise<number | null> {
    const running = this.#process;
    this.#process = undefined;
    if (!running || running.exitCode !== null || running.signalCode !== null) return Promise.resolve(null);
    return new Promise((gone) => {
      running.once("exit", gone);
      running.kill(signal);
    });
  }

  /** Ends it and takes its data away. */
  async clear(): Promise<void> {
    await this.kill9();
    rmSync(this.data, { recursive: true, force: true });
  }
}

export const test = base.extend<{ program: Program; sweep: void }>({
  // A browser serves many tests. Pages that one left open would go on looking for its server, beside all that follow.
  sweep: [
    async ({ browser }, use) => {
      await use();
      await Promise.all(browser.contexts().map((context) => context.close()));
    },
    { auto: true },
  ],
  program: async ({}, use, info) => {
    const program = new Program();
    try {
      await program.start();
      await use(program);
    } finally {
      if (info.status !== info.expectedStatus) await info.attach("program", { body: program.said });
      await program.clear();
    }
  },
});
