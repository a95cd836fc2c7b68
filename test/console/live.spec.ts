import { formatTimestamp } from "#core/contract/scalars.ts";
import { stateId } from "#core/rules/ids.ts";
import { expect, test } from "./fixtures/test.ts";

test("the page of a run follows it from its first task to its end without a reload", async ({ page, ownSite }) => {
  const id = "01a2075f-f4f4-7000-8000-000000000001";
  const { lease } = await ownSite.client.beginFlowRun({
    body: { id, flow: { name: "live" }, holder: "test:1", name: "live-heron", parameters: { n: 2 } },
  });
  const epoch = lease!.epoch;
  await page.goto(`${ownSite.url}/runs/${id}`);
  await expect(page.getByRole("heading", { name: "No task run yet" })).toBeVisible();
  await expect(page.locator("link[rel='icon']")).toHaveAttribute("href", /1c93c4/);

  await ownSite.client.reportTaskRuns({
    body: { flow_run_id: id, epoch, sequence: 1, task_runs: [snapshot(1, "first-0", "RUNNING")], logs: [line(id, "one")] },
  });
  const row = (name: string) => page.getByRole("row").filter({ hasText: name });
  await expect(row("first-0").getByText("Running")).toBeAttached();

  await ownSite.client.reportTaskRuns({
    body: {
      flow_run_id: id,
      epoch,
      sequence: 2,
      task_runs: [snapshot(1, "first-0", "RUNNING", "COMPLETED"), snapshot(2, "second-0", "RUNNING")],
      logs: [line(id, "two")],
    },
  });
  await expect(row("first-0").getByText("Completed")).toBeAttached();
  await expect(row("second-0").getByText("Running")).toBeAttached();

  await page.getByRole("link", { name: "Logs" }).click();
  await expect(page.getByRole("log")).toContainText("two");
  await ownSite.client.reportTaskRuns({
    body: { flow_run_id: id, epoch, sequence: 3, task_runs: [snapshot(2, "second-0", "RUNNING", "FAILED")], logs: [line(id, "three")] },
  });
  await expect(page.getByRole("log")).toContainText("three");

  const data = {
    type: "error",
    name: "RangeError",
    message: "too many herons",
    stack: "RangeError: too many herons\n    at count (file:///flows/live.ts:3:9)",
  };
  await ownSite.client.setFlowRunState({ params: { id }, body: { state: { type: "FAILED", message: "too many herons", data }, epoch } });
  await expect(page.getByRole("region", { name: "What went wrong" })).toContainText("live.ts:3:9");
  await expect(page.getByRole("button", { name: "second-0" }).first()).toBeVisible();
  await expect(page.locator("link[rel='icon']")).toHaveAttribute("href", /e0443e/);
});

test("a hidden tab asks for nothing, and catches up when it is shown", async ({ page, site }) => {
  await page.goto(`${site.url}/runs/${site.seeded.running.id}`);
  await expect(page.getByRole("heading", { name: "brisk-kestrel" })).toBeVisible();
  await page.evaluate(setHidden(true));
  await page.waitForLoadState("networkidle");
  let asked = 0;
  page.on("request", (request) => {
    if (request.url().includes("/api/")) asked++;
  });
  await page.waitForTimeout(3_500);
  expect(asked).toBe(0);
  await page.evaluate(setHidden(false));
  await expect.poll(() => asked).toBeGreaterThan(0);
});

test("a server that goes away is said to be away, and the page comes back with it", async ({ page, site, complaints }) => {
  complaints.expected = /Failed to load resource/;
  await page.goto(`${site.url}/runs/${site.seeded.running.id}`);
  await expect(page.getByText("Live", { exact: true })).toBeVisible();
  await page.route("**/api/**", (route) => route.abort("connectionrefused"));
  await expect(page.getByText("Reconnecting")).toBeVisible();
  await expect(page.getByRole("heading", { name: "brisk-kestrel" })).toBeVisible();
  await page.unroute("**/api/**");
  await expect(page.getByText("Live", { exact: true })).toBeVisible({ timeout: 30_000 });
});

const began = Date.now();

function snapshot(number: number, name: string, ...types: ("RUNNING" | "COMPLETED" | "FAILED")[]) {
  const id = `01a2075f-f4f5-7000-8000-00000000000${number}`;
  const at = (index: number) => formatTimestamp(began + number * 100 + index * 50);
  const ended = types.length > 1;
  return {
    id,
    name,
    task_key: name.slice(0, -2),
    dynamic_key: name,
    run_count: 1,
    flow_run_run_count: 1,
    expected_start_time: at(0),
    start_time: at(0),
    end_time: ended ? at(1) : null,
    total_run_time: ended ? 0.05 : 0,
    states: types.map((type, index) => ({
      id: stateId(id, index + 1),
      type,
      name: type.charAt(0) + type.slice(1).toLowerCase(),
      timestamp: at(index),
      message: null,
      data: null,
      state_details: {},
    })),
  };
}

function line(flowRunId: string, message: string) {
  return { name: "flow_runs", level: 20, message, timestamp: formatTimestamp(Date.now()), flow_run_id: flowRunId };
}

/** Browsers under test never hide their tab: the page is told so instead. */
function setHidden(hidden: boolean): string {
  return `Object.defineProperty(document, "visibilityState", { configurable: true, value: "${hidden ? "hidden" : "visible"}" });
    Object.defineProperty(document, "hidden", { configurable: true, value: ${hidden} });
    document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));`;
}
