import { expect, test } from "./fixtures/test.ts";

test.describe("the runs list", () => {
  test("shows each run's state by icon and name, its flow, tags, times and parameters", async ({ page, site }) => {
    await page.goto(site.url);
    await expect(page).toHaveURL(/\/runs$/);
    const failed = page.getByRole("row").filter({ hasText: "daring-gannet" });
    await expect(failed).toContainText("Failed");
    await expect(failed.locator("[data-state='FAILED'] svg")).toBeVisible();
    await expect(failed).toContainText("reconcile-payments");
    await expect(failed).toContainText("finance");
    await expect(failed).toContainText("10.9 s");
    await expect(failed).toContainText('provider="stripe"');
    await expect(page.getByRole("row").filter({ hasText: "tardy-tern" })).toContainText("Late");
    await expect(page.getByRole("status").filter({ hasText: "runs" })).toHaveText("60 runs");
    await expect(page.getByRole("row").filter({ hasText: "early-osprey" })).toHaveCount(0);
    await page.getByRole("button", { name: "Upcoming" }).click();
    await expect(page.getByRole("row").filter({ hasText: "early-osprey" })).toContainText(/in [34]h/);
    await expect(page.getByRole("status").filter({ hasText: "runs" })).toHaveText("61 runs");
    await expect(page).toHaveURL(/upcoming=show/);
    await expect(page).toHaveTitle("Runs · Millrace");
  });

  test("has its filters on one line at 1280 px, and wraps them together once more is chosen", async ({ page, site }) => {
    const lines = () =>
      page.getByRole("search", { name: "Filter runs" }).evaluate((bar) => {
        const shown = [...(bar as unknown as { querySelectorAll(what: string): Iterable<Box> }).querySelectorAll("button, select, input")];
        return new Set(shown.map((one) => Math.round(one.getBoundingClientRect().y / 20))).size;
      });
    await page.goto(`${site.url}/runs`);
    await expect(page.getByRole("status").filter({ hasText: "runs" })).toHaveText("60 runs");
    expect(await lines()).toBe(1);
    await page.goto(`${site.url}/runs?state=FAILED&range=7d&subflows=hide`);
    await expect(page.getByRole("button", { name: "Clear" })).toBeVisible();
    expect(await lines()).toBe(2);
  });

  test("ticks while a run runs", async ({ page, site }) => {
    await page.goto(`${site.url}/runs`);
    const duration = page.getByRole("row").filter({ hasText: "brisk-kestrel" }).locator("[data-ticking]");
    const before = await duration.textContent();
    await expect(duration).not.toHaveText(before ?? "");
  });

  test("keeps every filter in the URL, through a reload and back", async ({ page, site }) => {
    await page.goto(`${site.url}/runs`);
    await page.getByRole("button", { name: "State" }).click();
    await page.getByRole("checkbox", { name: "Failed" }).check();
    await page.getByRole("checkbox", { name: "Crashed" }).check();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Flow", exact: true }).click();
    await page.getByRole("textbox", { name: "Find in flow" }).fill("weather");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Escape");
    await page.getByLabel("Time", { exact: true }).selectOption("Last 7 days");
    await expect(page).toHaveURL(/\/runs\?state=FAILED&state=CRASHED&flow=weather-sync&range=7d$/);
    const rows = page
      .getByRole("table", { name: "Runs" })
      .getByRole("row")
      .filter({ has: page.getByRole("cell") });
    await expect(rows).toHaveCount(3);
    await page.reload();
    await expect(rows).toHaveCount(3);
    await expect(rows.filter({ hasText: "weather-sync" })).toHaveCount(3);
    await rows.first().getByRole("link").first().click();
    await expect(page).toHaveURL(/\/runs\/[0-9a-f-]{36}$/);
    await page.goBack();
    await expect(page).toHaveURL(/state=FAILED&state=CRASHED&flow=weather-sync&range=7d$/);
    await page.getByRole("button", { name: "Clear", exact: true }).click();
    await expect(page).toHaveURL(/\/runs$/);
  });

  test("takes a URL as it comes: what it does not know it leaves out", async ({ page, site }) => {
    await page.goto(`${site.url}/runs?state=BROKEN&range=5y&flow=&from=soon&sort=random&x=1`);
    await expect(page.getByRole("status").filter({ hasText: "runs" })).toHaveText("60 runs");
  });

  test("finds runs by a part of their name and by tag, and says so when none matches", async ({ page, site }) => {
    await page.goto(`${site.url}/runs?tag=training`);
    await expect(page.getByRole("row").filter({ hasText: "train-model" })).toHaveCount(2);
    await page.getByRole("searchbox", { name: "Search run names" }).fill("otter");
    await expect(page.getByRole("row").filter({ hasText: "train-model" })).toHaveCount(1);
    await expect(page).toHaveURL(/q=otter/);
    await page.getByRole("searchbox").fill("nothing-like-this");
    await expect(page.getByRole("heading", { name: "No run matches" })).toBeVisible();
    await page.getByRole("button", { name: "Clear filters" }).click();
    await expect(page.getByRole("row").filter({ hasText: "patient-otter" })).toBeVisible();
  });

  test("sorts, and hides subflows", async ({ page, site }) => {
    await page.goto(`${site.url}/runs?sort=oldest&upcoming=show`);
    const first = page.getByRole("table", { name: "Runs" }).getByRole("row").nth(1);
    await expect(first).toContainText("weather-sync");
    await page.getByLabel("Order").selectOption("Newest");
    await expect(first).toContainText("early-osprey");
    await expect(page.getByRole("row").filter({ hasText: "of-noble-ibis" })).toHaveCount(3);
    await page.getByRole("button", { name: "Hide subflows" }).click();
    await expect(page.getByRole("row").filter({ hasText: "of-noble-ibis" })).toHaveCount(0);
  });

  test("narrows to a bar of the history and to a state of its legend", async ({ page, site }) => {
    await page.goto(`${site.url}/runs`);
    const history = page.getByRole("region", { name: "Runs over time" });
    await history
      .getByRole("button", { name: /Crashed/ })
      .first()
      .click();
    await expect(page).toHaveURL(/\?state=CRASHED$/);
    await expect(page.getByRole("row").filter({ hasText: "restless-heron" })).toBeVisible();
    await expect(page.getByRole("row").filter({ hasText: "patient-otter" })).toHaveCount(0);
    await history
      .getByRole("button", { name: /Show only these runs/ })
      .first()
      .click();
    await expect(page).toHaveURL(/from=.*&to=/);
    await expect(page.getByRole("row").filter({ hasText: "restless-heron" })).toBeVisible();
  });

  test("shows a run that begins and ends while one looks, without a reload", async ({ page, ownSite }) => {
    await page.goto(ownSite.url);
    await expect(page.getByRole("heading", { name: "Nothing has run yet" })).toBeVisible();
    await expect(page.getByText("node examples/hello.ts")).toBeVisible();
    const id = "01a2075f-f4f4-7000-8000-0000000abcde";
    const { lease } = await ownSite.client.beginFlowRun({
      body: { id, flow: { name: "hello", tags: [] }, state: { type: "RUNNING" }, holder: "test:1", name: "fresh-heron" },
    });
    const fresh = page.getByRole("row").filter({ hasText: "fresh-heron" });
    await expect(fresh).toContainText("Running");
    await ownSite.client.setFlowRunState({ params: { id }, body: { state: { type: "COMPLETED" }, epoch: lease!.epoch } });
    await expect(fresh).toContainText("Completed");
  });

  test("holds only what is on screen, however long the list", async ({ page, ownSite }) => {
    const flow = await ownSite.client.createFlow({ body: { name: "many" } });
    for (let index = 0; index < 230; index++) {
      await ownSite.client.createFlowRun({ body: { flow_id: flow.id, name: `run-${index}`, state: { type: "PENDING" } } });
    }
    await page.goto(`${ownSite.url}/runs`);
    await expect(page.getByRole("status").filter({ hasText: "runs" })).toHaveText("230 runs");
    const links = page.locator("[data-row]");
    await expect(links.first()).toHaveText("run-229");
    expect(await links.count()).toBeLessThan(60);
    const last = page.getByText("run-0", { exact: true });
    await expect(async () => {
      await page.keyboard.press("End");
      await expect(last).toBeAttached({ timeout: 500 });
    }).toPass();
    expect(await links.count()).toBeLessThan(60);
  });
});

test("the flows page shows how the last runs of each flow went, and leads to them", async ({ page, site }) => {
  await page.goto(`${site.url}/flows`);
  const sync = page.getByRole("row").filter({ hasText: "weather-sync" });
  await expect(sync).toContainText("47");
  await expect(sync.getByRole("link", { name: /: (Completed|Failed|Late)/ })).toHaveCount(24);
  await page.getByRole("searchbox", { name: "Search flows" }).fill("weather");
  await expect(page.getByRole("row").filter({ has: page.getByRole("cell") })).toHaveCount(1);
  await sync.getByRole("link", { name: "weather-sync" }).click();
  await expect(page.getByRole("heading", { name: "weather-sync" })).toBeVisible();
  await expect(page.getByRole("status").filter({ hasText: "runs" })).toHaveText("47 runs");
  await expect(page.getByRole("row").filter({ hasText: "tardy-tern" })).toBeVisible();
});

/** As much of an element as is measured here. */
interface Box {
  getBoundingClientRect(): { readonly y: number };
}
