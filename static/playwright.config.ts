import { defineConfig } from "@playwright/test";

// The browser is the machine's own Chromium where tools/test found one. Specs start the program themselves, see
// test/program.ts. A test that passes only at the second try has a fault, and fails for whoever works here. CI gives it that
// try, so that a machine which stood still holds back no sound change, and names it at the end.
export default defineConfig({
  testDir: "test",
  testIgnore: process.env.STRATEGYROOM_BENCH ? [] : ["**/phone.spec.ts"], // it measures, and proves nothing
  outputDir: "test-results",
  reporter: [[process.env.CI ? "dot" : "line"], ["./test/brief.ts"]],
  workers: 1,
  retries: process.env.CI ? 1 : 0,
  forbidOnly: !!process.env.CI,
  // A machine that is busy with other things stands still for seconds, and so does its disk; a cut line comes back in
  // half a minute at the latest.
  timeout: 600_000,
  expect: { timeout: 60_000 },
  use: {
    browserName: "chromium",
    locale: "en-GB",
    timezoneId: "Europe/London",
    actionTimeout: 60_000,
    trace: "off",
    launchOptions: {
      executablePath: process.env.STRATEGYROOM_CHROMIUM || undefined,
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
