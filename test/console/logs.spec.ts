import { readFile } from "node:fs/promises";
import { expect, test } from "./fixtures/test.ts";

test.describe("the log of a run", () => {
  test("is filtered by level, words and task, all in the URL", async ({ page, site }) => {
    await page.goto(`${site.url}/runs/${site.seeded.trained.id}?tab=logs`);
    const lines = page.getByRole("log");
    await expect(lines).toContainText("Training on flights with 120 trees");
    await page.getByLabel("Level").selectOption("Warnings and up");
    await expect(page.getByText("2 lines match")).toBeVisible();
    await expect(lines).toContainText("RangeError: Array buffer allocation failed");
    await expect(lines).not.toContainText("Training on flights");
    await page.getByLabel("Level").selectOption("All levels");
    await page.getByRole("searchbox", { name: "Search log lines" }).fill("out-of-bag RMSE");
    await expect(page.getByText("3 lines match")).toBeVisible();
    await expect(lines.locator("mark").first()).toHaveText("out-of-bag RMSE");
    await expect(page).toHaveURL(/text=out-of-bag\+RMSE/);
    await page.reload();
    await expect(page.getByText("3 lines match")).toBeVisible();
    await page.getByRole("searchbox").fill("");
    await page.getByLabel("Task run").selectOption("split-0");
    await expect(page.getByText("1 line match")).toBeVisible();
    await page.getByRole("searchbox").fill("no such words");
    await expect(page.getByRole("heading", { name: "No line matches" })).toBeVisible();
  });

  test("is read from either end however long, holding only what is on screen", async ({ page, site }) => {
    await page.goto(`${site.url}/runs/${site.seeded.chatty.id}?tab=logs`);
    const lines = page.getByRole("log");
    await expect(lines).toContainText("Chunk 0: 8,192 events");
    await page.getByRole("button", { name: "To the end" }).click();
    await expect(lines).toContainText("Chunk 5999");
    await page.getByRole("region", { name: "Log lines" }).hover();
    await expect(async () => {
      await page.mouse.wheel(0, -9_000);
      await expect(lines).toContainText(/Chunk 4[0-5]\d\d:/, { timeout: 1_000 });
    }).toPass();
    expect(await lines.locator("[data-index]").count()).toBeLessThan(150);
  });

  test("is downloaded whole as CSV", async ({ page, site }) => {
    await page.goto(`${site.url}/runs/${site.seeded.chatty.id}?tab=logs`);
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "CSV" }).click()]);
    const text = await readFile(await download.path(), "utf8");
    expect(text.trim().split("\n")).toHaveLength(6_001);
  });
});
