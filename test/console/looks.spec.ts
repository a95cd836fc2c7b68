import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
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

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`in the ${colorScheme} theme`, () => {
    test.use({ colorScheme });
    for (const [name, path, ready] of pages) {
      test(`axe finds nothing on ${name}`, async ({ page, site }) => {
        await page.emulateMedia({ reducedMotion: "reduce", colorScheme });
        await page.goto(site.url + path(site.seeded));
        await ready(page);
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(
          violations.map(
            ({ id, nodes }) =>
              `${id}: ${nodes
                .slice(0, 3)
                .map((node) => node.html.slice(0, 160))
                .join(" | ")}`,
          ),
        ).toEqual([]);
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
      expect(
        await page.evaluate<number>("document.documentElement.scrollWidth - document.documentElement.clientWidth"),
        name,
      ).toBeLessThanOrEqual(0);
    }
  });
}

test("nothing moves for those who asked for no motion", async ({ page, site }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.goto(`${site.url}/runs/${site.seeded.running.id}`);
  await page.getByText("awaiting retry", { exact: true }).waitFor();
  const moving = await page.evaluate<number>(
    "document.getAnimations().filter((animation) => animation.playState === 'running' && animation.effect.getComputedTiming().endTime > 100).length",
  );
  expect(moving).toBe(0);
});
