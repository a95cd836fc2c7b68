import type { Locator } from "@playwright/test";
import { expect, test } from "./fixtures/test.ts";

test.describe("the page of a run", () => {
  test("shows what it is, its states and its tasks on one time axis", async ({ page, site }) => {
    await page.goto(`${site.url}/runs/${site.seeded.trained.id}`);
    await expect(page.getByRole("heading", { name: "patient-otter" })).toBeVisible();
    await expect(page).toHaveTitle("patient-otter · Millrace");
    await expect(page.locator("link[rel='icon']")).toHaveAttribute("href", /^data:image\/svg\+xml,.*2fa36b/);
    await expect(page.getByRole("list", { name: "States of this run" })).toContainText(/Running54\.4 sCompleted/);
    const tasks = page.getByRole("table", { name: "Task runs" });
    await expect(tasks.getByRole("row")).toHaveCount(13);
    await expect(tasks.getByRole("row").filter({ hasText: "train forest-1" })).toContainText("2×");
    await expect(tasks.getByRole("row").filter({ hasText: "features of weather-0" })).toContainText("cached");
    const [load, evaluate] = [
      tasks.getByRole("row").filter({ hasText: "load flights-0" }),
      tasks.getByRole("row").filter({ hasText: "evaluate-0" }),
    ];
    expect(await barLeft(evaluate)).toBeGreaterThan(await barLeft(load));
  });

  test("shows why it failed: the error, the author's frames, the cause, the task", async ({ page, site }) => {
    await page.goto(`${site.url}/runs/${site.seeded.failed.id}`);
    const trouble = page.getByRole("region", { name: "What went wrong" });
    await expect(trouble).toContainText("UnmatchedPaymentsError: 17 of 4,210 payments match no order");
    await expect(trouble).toContainText("match.ts:42:13");
    await expect(trouble).toContainText("PostgresError: deadlock detected");
    await expect(trouble).not.toContainText("task_queues");
    await trouble.getByRole("button", { name: "2 frames of Node and packages" }).click();
    await expect(trouble).toContainText("task_queues");
    await trouble.getByRole("button", { name: "match payments-0" }).click();
    const drawer = page.getByRole("dialog", { name: "Task run" });
    await expect(drawer).toContainText("2 of 2");
    await expect(drawer.getByRole("list", { name: "States of this task run" })).toContainText("Awaiting retry");
    await expect(drawer.getByRole("region", { name: "What went wrong" })).toContainText("match.ts:42:13");
    await expect(drawer.getByRole("region", { name: "Inputs" })).toContainText("fetch orders-0");
    await expect(drawer.getByRole("region", { name: "Logs", exact: true })).toContainText("deadlock detected; retrying in 2 s");
    await expect(page).toHaveURL(/task=/);
    await page.keyboard.press("Escape");
    await expect(drawer).toHaveCount(0);
  });

  test("copies the error with all its causes", async ({ page, site, context }) => {
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.goto(`${site.url}/runs/${site.seeded.failed.id}`);
    await page.getByRole("region", { name: "What went wrong" }).getByRole("button", { name: "Copy" }).click();
    const text = await page.evaluate<string>("navigator.clipboard.readText()");
    expect(text).toMatch(/^UnmatchedPaymentsError: 17 of 4,210[\s\S]*match\.ts:42:13[\s\S]*Caused by: PostgresError: deadlock detected/);
  });

  test("says of a crashed run what became of it", async ({ page, site }) => {
    await page.goto(`${site.url}/runs/${site.seeded.crashed.id}`);
    await expect(page.getByRole("region", { name: "What went wrong" })).toContainText("no report for 60 s");
  });

  test("shows parameters, result and the run as data", async ({ page, site }) => {
    await page.goto(`${site.url}/runs/${site.seeded.trained.id}?tab=parameters`);
    const tree = page.getByRole("article");
    await expect(tree).toContainText('model: "forest"');
    await expect(tree).toContainText("validate: 0.2");
    await tree.getByRole("button", { name: "split {" }).click();
    await expect(tree).not.toContainText("validate: 0.2");
    await page.getByRole("link", { name: "Details" }).click();
    await expect(page.getByRole("region", { name: "Result" })).toContainText("rmse: 13.42");
  });

  test("draws what depended on what, and each box opens its task run", async ({ page, site }) => {
    await page.goto(`${site.url}/runs/${site.seeded.trained.id}?tab=graph`);
    await expect(page.locator(".react-flow__node")).toHaveCount(12);
    await expect(page.locator(".react-flow__edge")).toHaveCount(15);
    await page.getByRole("button", { name: /^split-0 ?Completed/ }).click();
    await expect(page.getByRole("dialog", { name: "Task run" })).toContainText("split-0");
  });

  test("stays light with a thousand task runs: grouped, counted, found", async ({ page, site }) => {
    await page.goto(`${site.url}/runs/${site.seeded.wide.id}`);
    const tasks = page.getByRole("table", { name: "Task runs" });
    const group = tasks.getByRole("row").filter({ hasText: "998 runs" });
    await expect(group).toContainText("2 failed");
    await expect(tasks.getByRole("row")).toHaveCount(4);
    await group.getByRole("button", { name: "score batch" }).click();
    await expect(tasks.getByText("score batch-0", { exact: true })).toBeVisible();
    expect(await tasks.getByRole("row").count()).toBeLessThan(80);
    await page.getByRole("button", { name: /Failed 2/ }).click();
    await page.getByRole("button", { name: "Grouped by task" }).click();
    await expect(tasks.getByRole("row")).toHaveCount(3);
    await expect(tasks).toContainText("score batch-417");
    await page.getByRole("link", { name: "Graph" }).click();
    await expect(page.locator(".react-flow__node")).toHaveCount(3);
    await page.getByRole("button", { name: /score batch.*998 runs/ }).click();
    await expect(page).toHaveURL(/q=score\+batch/);
  });

  test("links the subflows it called, and they lead back", async ({ page, site }) => {
    await page.goto(`${site.url}/runs/${site.seeded.report.id}?tab=subflows`);
    await page.getByRole("link", { name: "churn-of-noble-ibis" }).click();
    await expect(page.getByRole("heading", { name: "churn-of-noble-ibis" })).toBeVisible();
    await page.getByRole("link", { name: "called by churn section-0" }).click();
    await expect(page.getByRole("heading", { name: "noble-ibis", exact: true })).toBeVisible();
  });

  test("renders artifacts as what they are, and never as HTML", async ({ page, site }) => {
    await page.goto(`${site.url}/runs/${site.seeded.report.id}?tab=artifacts`);
    const report = page.getByRole("region", { name: "week-47" });
    await expect(report.getByRole("heading", { name: "Week 47" })).toBeVisible();
    await expect(report.getByRole("cell", { name: "two large renewals" })).toBeVisible();
    await expect(report).toContainText("<b>HTML</b> is shown, not run. <script>alert(1)</script>");
    await expect(report.getByRole("link")).toHaveCount(1);
    await expect(page.getByRole("region", { name: "sales-by-region" }).getByRole("cell", { name: "412.5" })).toBeVisible();
    await expect(page.getByRole("region", { name: "board-dashboard" }).getByRole("link")).toHaveAttribute("rel", "noopener noreferrer");
    await expect(page.getByRole("progressbar")).toHaveAttribute("aria-valuenow", "100");
  });

  test("has a page for a task run too", async ({ page, site }) => {
    await page.goto(`${site.url}/task-runs/${site.seeded.trained.steps.get("evaluate-0")}`);
    await expect(page.getByRole("heading", { name: "evaluate-0" })).toBeVisible();
    await expect(page.getByRole("region", { name: "Result" })).toContainText('trainedAt: "2026-11-23T06:00:00.000Z"');
    await page.getByRole("link", { name: "patient-otter" }).click();
    await expect(page.getByRole("heading", { name: "patient-otter" })).toBeVisible();
  });
});

async function barLeft(row: Locator): Promise<number> {
  return (await row.locator(".tone-solid").first().boundingBox())!.x;
}
