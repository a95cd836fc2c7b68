import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import type { Deployed } from "./fixtures/deployments.ts";
import type { Seeded } from "./fixtures/seed.ts";
import { expect, test } from "./fixtures/test.ts";

// Every page in every state worth seeing: what must be there before it is looked at.
const pages: readonly (readonly [name: string, path: (seeded: Seeded) => string, ready: (page: Page) => Promise<unknown>])[] = [
  ["the runs list", () => "/runs", (page) => page.getByRole("row").nth(3).waitFor()],
  ["a filtered list", () => "/runs?state=FAILED&range=7d&q=zzz", (page) => page.getByRole("heading", { name: "No run matches" }).waitFor()],
  ["the flows", () => "/flows", (page) => page.getByRole("row").nth(3).waitFor()],
  ["a run's tasks", ({ trained }) => `/runs/${trained.id}`, (page) => page.getByText("evaluate-0").waitFor()],
  ["a failed run", ({ failed }) => `/runs/${failed.id}`, (page) => page.getByText("post ledger-0").waitFor()],
  ["a running run", ({ running }) => `/runs/${running.id}`, (page) => page.getByText("awaiting retry", { exact: true }).waitFor()],
  ["a graph", ({ trained }) => `/runs/${trained.id}?tab=graph`, (page) => page.locator(".react-flow__node").nth(11).waitFor()],
  ["logs", ({ trained }) => `/runs/${trained.id}?tab=logs`, (page) => page.getByRole("log").getByText("split-0").waitFor()],
  ["parameters", ({ trained }) => `/runs/${trained.id}?tab=parameters`, (page) => page.getByText("validate").waitFor()],
  ["artifacts", ({ report }) => `/runs/${report.id}?tab=artifacts`, (page) => page.getByRole("heading", { name: "Week 47" }).waitFor()],
  ["subflows", ({ report }) => `/runs/${report.id}?tab=subflows`, (page) => page.getByText("churn-of-noble-ibis").waitFor()],
  ["details", ({ trained }) => `/runs/${trained.id}?tab=details`, (page) => page.getByText("rmse").waitFor()],
  ["a task run", ({ failed }) => `/task-runs/${failed.steps.get("match payments-0")}`, (page) => page.getByRole("log").waitFor()],
];

// The same of the server with deployments.
const deployedPages: readonly (readonly [name: string, path: (deployed: Deployed) => string, ready: (page: Page) => Promise<unknown>])[] = [
  ["the deployments", () => "/deployments", (page) => page.getByText("nightly-training").waitFor()],
  ["a deployment's runs", nightly(""), (page) => page.getByText("twice-shy").waitFor()],
  ["schedules", nightly("?tab=schedules"), (page) => page.getByRole("table", { name: "Next times" }).waitFor()],
  ["parameters of a deployment", nightly("?tab=parameters"), (page) => page.getByRole("rowheader", { name: "learningRate" }).waitFor()],
  ["details of a deployment", nightly("?tab=details"), (page) => page.getByRole("region", { name: "Code" }).waitFor()],
  ["the run dialog", nightly("?run=new"), (page) => page.getByRole("textbox", { name: "experiment" }).waitFor()],
  [
    "the schedule dialog",
    nightly("?tab=schedules"),
    async (page) => {
      await page.getByRole("button", { name: "Add schedule" }).click();
      await page.getByRole("dialog").getByRole("table", { name: "Next times" }).waitFor();
    },
  ],
  [
    "the question before a deletion",
    nightly(""),
    async (page) => {
      await page.getByRole("button", { name: "Delete", exact: true }).click();
      await page.getByRole("alertdialog").waitFor();
    },
  ],
  ["the work queues", () => "/work-queues", (page) => page.getByText("Runs tagged finance").waitFor()],
  ["the dialog of a work queue", () => "/work-queues?create=new", (page) => page.getByRole("textbox", { name: "Tags" }).waitFor()],
  [
    "a work queue",
    ({ queues }) => `/work-queues/${queues.get("gpu")}`,
    (page) => page.getByRole("region", { name: "Upcoming runs" }).getByRole("listitem").first().waitFor(),
  ],
  ["a waiting run", ({ runs }) => `/runs/${runs.waiting}`, (page) => page.getByRole("region", { name: "Why it waits" }).waitFor()],
  ["a run tried again", ({ runs }) => `/runs/${runs.retried}`, (page) => page.getByText("Crashed").first().waitFor()],
  [
    "the form of a paused run",
    ({ runs }) => `/runs/${runs.asking}`,
    async (page) => {
      await page.getByRole("button", { name: "Resume…" }).click();
      await page.getByRole("combobox", { name: "approved" }).waitFor();
    },
  ],
  ["no storage", () => "/storage", (page) => page.getByRole("heading", { name: "No storage yet" }).waitFor()],
  ["the dialog of a storage", () => "/storage?create=new", (page) => page.getByRole("textbox", { name: "Bucket" }).waitFor()],
  ["variables", () => "/storage?tab=variables", (page) => page.getByText("forecast-hours").waitFor()],
  ["concurrency limits", () => "/concurrency", (page) => page.getByRole("list", { name: "Holders of database" }).waitFor()],
  ["the dialog of a limit", () => "/concurrency?create=new", (page) => page.getByRole("textbox", { name: "Tag" }).waitFor()],
  ["the notifications", () => "/notifications", (page) => page.getByText("late runs by mail").waitFor()],
  [
    "the dialog that changes a notification",
    () => "/notifications",
    async (page) => {
      await page.getByRole("button", { name: "Edit late runs by mail" }).click();
      await page.getByRole("dialog").getByRole("checkbox", { name: "Failed" }).waitFor();
    },
  ],
  ["the dialog of a notification", () => "/notifications?create=new", (page) => page.getByRole("textbox", { name: "Address" }).waitFor()],
];

function nightly(rest: string): (deployed: Deployed) => string {
  return ({ deployments }) => `/deployments/${deployments.get("nightly-training")}${rest}`;
}

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`in the ${colorScheme} theme`, () => {
    test.use({ colorScheme });
    for (const [name, path, ready] of pages) {
      test(`axe finds nothing on ${name}`, async ({ page, site }) => {
        await page.emulateMedia({ reducedMotion: "reduce", colorScheme });
        await page.goto(site.url + path(site.seeded));
        await ready(page);
        expect(await violations(page)).toEqual([]);
      });
    }
    for (const [name, path, ready] of deployedPages) {
      test(`axe finds nothing on ${name}`, async ({ page, deployedSite }) => {
        await page.emulateMedia({ reducedMotion: "reduce", colorScheme });
        await page.goto(deployedSite.url + path(deployedSite.deployed));
        await ready(page);
        expect(await violations(page)).toEqual([]);
      });
    }
  });
}

for (const width of [320, 390, 768, 1920]) {
  test(`nothing sticks out sideways at ${width} px`, async ({ page, site }) => {
    await page.setViewportSize({ width, height: 800 });
    for (const [name, path, ready] of pages) {
      await page.goto(site.url + path(site.seeded));
      await ready(page);
      expect(await overflow(page), name).toBeLessThanOrEqual(0);
    }
  });
  test(`nothing of deployments and queues sticks out sideways at ${width} px`, async ({ page, deployedSite }) => {
    await page.setViewportSize({ width, height: 800 });
    for (const [name, path, ready] of deployedPages) {
      await page.goto(deployedSite.url + path(deployedSite.deployed));
      await ready(page);
      expect(await overflow(page), name).toBeLessThanOrEqual(0);
    }
  });
}

test("long names without a space stay within a phone's width", async ({ page, ownSite }) => {
  const { client, url } = ownSite;
  const long = "a".repeat(120);
  await client.createVariable({ body: { name: long, value: long, tags: [long.slice(0, 60), "b"] } });
  const queue = await client.createWorkQueue({ body: { name: long, filter: { tags: [long] } } });
  const { id: flow_id } = await client.createFlow({ body: { name: long } });
  await client.createDeployment({ body: { name: `z${long}`, flow_id, tags: [long, "b"] } });
  await page.setViewportSize({ width: 390, height: 800 });
  for (const path of ["/storage?tab=variables", `/work-queues/${queue.id}`, "/work-queues", "/deployments"]) {
    await page.goto(url + path);
    await expect(page.getByText("aaaaaaaaaa").first()).toBeVisible();
    expect(await overflow(page), path).toBeLessThanOrEqual(0);
  }
  // of both names something is seen
  await expect(page.getByText(`z${long}`, { exact: true })).toBeInViewport({ ratio: 0.5 });
});

test("nothing moves for those who asked for no motion", async ({ page, site }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.goto(`${site.url}/runs/${site.seeded.running.id}`);
  await page.getByText("awaiting retry", { exact: true }).waitFor();
  const moving = await page.evaluate<number>(
    "document.getAnimations().filter((animation) => animation.playState === 'running' && animation.effect.getComputedTiming().endTime > 100).length",
  );
  expect(moving).toBe(0);
});

/** What axe finds, each with the elements it is about. */
async function violations(page: Page): Promise<string[]> {
  const found = await new AxeBuilder({ page }).analyze();
  return found.violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes
        .slice(0, 3)
        .map((node) => node.html.slice(0, 160))
        .join(" | ")}`,
  );
}

/** By how many pixels the page is wider than the window. */
function overflow(page: Page): Promise<number> {
  return page.evaluate<number>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
}
