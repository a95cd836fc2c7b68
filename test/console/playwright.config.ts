import { defineConfig } from "@playwright/test";
import { launch } from "./browser.ts";

/** The console in Debian's Chromium, against real local servers. Build it first: `vite build --config web/vite.config.ts`. */
export default defineConfig({
  testDir: ".",
  testMatch: "*.spec.ts",
  outputDir: "../../test-results/console",
  fullyParallel: true,
  workers: 2,
  // a browser on a busy machine stumbles now and then; what passes only the second time is listed as flaky
  retries: process.env.CI === undefined ? 0 : 1,
  timeout: 120_000,
  expect: { timeout: 25_000 },
  reporter: [["list"]],
  use: {
    launchOptions: launch,
    viewport: { width: 1280, height: 800 },
    trace: "retain-on-failure",
    colorScheme: "light",
    locale: "en-GB",
    timezoneId: "Europe/Kyiv",
  },
});
