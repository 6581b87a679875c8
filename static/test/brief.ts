// Says at the very end what failed and why, a line or two each: where only the last lines of a long run are kept they
// are the ones that matter. So it does of what passed at the second try only.
import type { FullConfig, Reporter, Suite, TestCase, TestResult } from "@playwright/test/reporter";

const MOST = 400; // letters of one reason

export default class Brief implements Reporter {
  private folder = "";
  private failures = new Map<TestCase, string>();

  onBegin({ rootDir }: FullConfig, _all: Suite): void {
    this.folder = rootDir;
  }

  onTestEnd(test: TestCase, { status, errors, duration }: TestResult): void {
    if (status === "passed" || status === "skipped") return;
    const at = `${test.location.file.replace(`${this.folder}/`, "")}:${test.location.line}`;
    const after = `after ${(duration / 1000).toFixed(1)} s`;
    const reasons = errors.map(({ message = "", location: where }) => {
      const plain = message.replace(/\x1b\[[\d;]*m/g, "").replace(/\s+/g, " ");
      return `    ${where ? `line ${where.line}: ` : ""}${plain.slice(0, MOST)}`;
    });
    this.failures.set(test, [`${at} ${test.title} (${status} ${after})`, ...reasons].join("\n"));
  }

  onEnd(): void {
    for (const [said, outcome] of [
      ["Passed only at the second try, and to be mended", "flaky"],
      ["What failed", "unexpected"],
    ]) {
      const those = [...this.failures].filter(([test]) => test.outcome() === outcome).map(([, why]) => why);
      if (those.length > 0) console.log(`\n${said}:\n${those.join("\n")}`);
    }
  }

  printsToStdio(): boolean {
    return false; // the other reporter does too
  }
}
