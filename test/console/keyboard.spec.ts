import { expect, test } from "./fixtures/test.ts";

test("everything on the way from the list to a log line is reached by keys", async ({ page, site }) => {
  await page.goto(`${site.url}/runs`);
  await expect(page.getByText("patient-otter")).toBeVisible();
  await page.keyboard.press("/");
  await expect(page.getByRole("searchbox", { name: "Search run names" })).toBeFocused();
  await page.keyboard.type("otter");
  await expect(page.getByRole("row").filter({ has: page.getByRole("cell") })).toHaveCount(1);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("searchbox")).toHaveValue("otter");
  await page.keyboard.press("j");
  await expect(page.getByRole("link", { name: "patient-otter" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "patient-otter" })).toBeVisible();
  await expect(page.getByText("load flights-0")).toBeVisible();
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await page.keyboard.press("k");
  await expect(page.getByRole("button", { name: "load flights-0" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog", { name: "Task run" })).toBeVisible();
  await page.keyboard.press("Escape");
  await page.keyboard.press("]");
  await expect(page).toHaveURL(/tab=graph/);
  await page.keyboard.press("]");
  await expect(page).toHaveURL(/tab=logs/);
  await page.keyboard.press("g");
  await page.keyboard.press("f");
  await expect(page).toHaveURL(/\/flows$/);
});

test("the sheet of keys opens with ? and closes with Escape, and typing in a field triggers none", async ({ page, site }) => {
  await page.goto(`${site.url}/runs`);
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await page.getByRole("searchbox").fill("");
  await page.getByRole("searchbox").press("?");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(page.getByRole("searchbox")).toHaveValue("?");
});

test("the first Tab leads past the bar to the content", async ({ page, site }) => {
  await page.goto(`${site.url}/runs`);
  await expect(page.getByText("patient-otter")).toBeVisible();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to content" })).toBeFocused();
});

test("bars of the history are walked with the arrow keys", async ({ page, site }) => {
  await page.goto(`${site.url}/runs`);
  const bars = page.getByRole("region", { name: "Runs over time" }).getByRole("button", { name: /Show only these runs/ });
  await bars.first().focus();
  await page.keyboard.press("ArrowRight");
  await expect(bars.nth(1)).toBeFocused();
});

test("g and a letter lead to every page, and the sheet of keys says so", async ({ page, deployedSite }) => {
  await page.goto(`${deployedSite.url}/runs`);
  await expect(page.getByText("twice-shy")).toBeVisible();
  for (const [key, address, goal] of [
    ["d", "/deployments", "Go to deployments"],
    ["q", "/work-queues", "Go to work queues"],
    ["s", "/storage", "Go to storage, blocks and variables"],
    ["c", "/concurrency", "Go to concurrency limits"],
    ["n", "/notifications", "Go to notifications"],
    ["f", "/flows", "Go to flows"],
    ["r", "/runs", "Go to runs"],
  ] as const) {
    await page.keyboard.press("g");
    await page.keyboard.press(key);
    await expect(page).toHaveURL(`${deployedSite.url}${address}`);
    await page.keyboard.press("?");
    await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toContainText(goal);
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toHaveCount(0);
  }
});

test("a dialog is filled in and left by keys alone", async ({ page, ownSite }) => {
  await page.goto(`${ownSite.url}/work-queues`);
  const button = page.getByRole("button", { name: "Create work queue" });
  await button.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("textbox", { name: "Name" })).toBeFocused();
  await page.keyboard.type("by-keys");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog", { name: "Work queue by-keys is ready" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("row").filter({ hasText: "by-keys" })).toBeVisible();
  await page.getByRole("switch", { name: "Pause by-keys" }).focus();
  await page.keyboard.press("Space");
  await expect(page.getByRole("switch", { name: "Resume by-keys" })).not.toBeChecked();
});
