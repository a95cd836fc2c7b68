import { join } from "node:path";
import { chromium } from "@playwright/test";
import { launch } from "./browser.ts";
import { openSite } from "./fixtures/site.ts";

// Takes the README's pictures anew: `node test/console/pictures.ts` after a build.
const site = await openSite({ seeded: true });
const deployed = await openSite({ deployed: true });
const browser = await chromium.launch(launch);
for (const colorScheme of ["light", "dark"] as const) {
  const page = await browser.newPage({
    viewport: { width: 1280, height: 800 },
    deviceScaleFactor: 1.5,
    colorScheme,
    locale: "en-GB",
    reducedMotion: "reduce",
  });
  const take = (name: string) => page.screenshot({ path: join(import.meta.dirname, `../../docs/images/${name}-${colorScheme}.png`) });
  await page.goto(`${site.url}/runs`);
  await page.getByText("patient-otter").waitFor();
  await page
    .getByRole("region", { name: "Runs over time" })
    .getByRole("button", { name: /Show only/ })
    .first()
    .waitFor();
  await page.waitForLoadState("networkidle");
  await take("runs");
  await page.goto(`${site.url}/runs/${site.seeded?.trained.id}`);
  await page.getByText("track experiment-0").waitFor();
  await page.waitForLoadState("networkidle");
  await take("run");
  await page.goto(`${deployed.url}/deployments`);
  await page
    .getByRole("row")
    .filter({ hasText: "nightly-training" })
    .getByRole("link", { name: /Completed/ })
    .first()
    .waitFor();
  await page.waitForLoadState("networkidle");
  await take("deployments");
  await page.goto(`${deployed.url}/deployments/${deployed.deployed?.deployments.get("nightly-training")}?tab=schedules`);
  await page.getByRole("table", { name: "Next times" }).waitFor();
  await take("schedules");
  await page.goto(`${deployed.url}/work-queues/${deployed.deployed?.queues.get("gpu")}`);
  await page.getByRole("region", { name: "Upcoming runs" }).getByRole("listitem").first().waitFor();
  await page.waitForLoadState("networkidle");
  await take("work-queue");
  await page.close();
}
await browser.close();
await site.close();
await deployed.close();
