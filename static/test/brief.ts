// Says at the very end what failed and why, a line or two each: where only the last lines of a long run are kept they
// are the ones that matter.
import type { FullConfig, Reporter, Suite, TestCase, TestResult } from "@playwright/test/reporter";

const MOST = 400; // letters of one reason

export default class Brief implements Reporter {
  private folder = "";
  private failures: string[] = [];

  onBegin({ rootDir }: FullConfig, _all: Suite): void {
    this.folder = rootDir;
  }

  onTestEnd({ location, title }: TestCase, { status, errors, duration }: TestResult): void {
    if (status === "passed" || status === "skipped") return;
    const at = location.file.replace(`${this.folder}/`, "");
    const after = `after ${(duration / 1000).toFixed(1)} s`;
    const reasons = errors.map(({ message = "", location: where }) => {
      const plain = message.replace(/\x1b\[[\d;]*m/g, "").replace(/\s+/g, " ");
      return `    ${where ? `line ${where.line}: ` : ""}${plain.slice(0, MOST)}`;
    });
    this.failures.push([`${at}:${location.line} ${title} (${status} ${after})`, ...reasons].join("\n"));
  }

  onEnd(): void {
    if (this.failures.length > 0) console.log(`\nWhat failed:\n${this.failures.join("\n")}`);
  }

  printsToStdio(): boolean {
    return false; // the other reporter does too
  }
}
