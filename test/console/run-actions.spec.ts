import type { Site } from "./fixtures/site.ts";
import { expect, test } from "./fixtures/test.ts";

const agent = { id: "01a2075f-f4f4-7000-8000-00000000a002", name: "laptop:43" };

/** A run of a deployment, running under an agent. */
async function running({ client }: Site, name: string) {
  const { id: flow_id } = await client.createFlow({ body: { name: "train" } });
  const deployment = await client.createDeployment({
    body: { name: "by-hand", flow_id, work_queue_name: "q", retries: { crash_retries: 1 } },
  });
  const run = await client.createDeploymentRun({ params: { id: deployment.id }, body: { name } });
  const { claims } = await client.claimFlowRuns({ body: { agent, work_queues: ["q"], limit: 1 } });
  const epoch = claims[0]!.lease.epoch;
  await client.setFlowRunState({ params: { id: run.id }, body: { state: { type: "RUNNING" }, epoch } });
  return { id: run.id, epoch, deployment };
}

test("a run that no agent takes says why, in one sentence, with the next step", async ({ page, deployedSite }) => {
  const { waiting } = deployedSite.deployed.runs;
  await page.goto(`${deployedSite.url}/runs/${waiting}`);
  const why = page.getByRole("region", { name: "Why it waits" });
  await expect(why).toContainText("finance");
  await expect(why).toContainText('npx millrace agent start "finance"');
  await page.getByRole("link", { name: "weekdays-at-six" }).click();
  await expect(page.getByRole("heading", { name: "weekdays-at-six" })).toBeVisible();
});

test("a run that no queue takes leads to the dialog that makes one", async ({ page, ownSite }) => {
  const { id: flow_id } = await ownSite.client.createFlow({ body: { name: "train" } });
  const deployment = await ownSite.client.createDeployment({ body: { name: "lonely", flow_id, tags: ["ml"] } });
  const run = await ownSite.client.createDeploymentRun({ params: { id: deployment.id } });
  await page.goto(`${ownSite.url}/runs/${run.id}`);
  await expect(page.getByRole("region", { name: "Why it waits" })).toContainText("ml");
  await page.getByRole("link", { name: "Create a work queue" }).click();
  await expect(page.getByRole("dialog", { name: "Create a work queue" })).toBeVisible();
});

test("a running run is cancelled once that is confirmed, and ends when its process has stopped", async ({ page, ownSite }) => {
  const { id, epoch } = await running(ownSite, "doomed-dodo");
  await page.goto(`${ownSite.url}/runs/${id}`);
  await page.getByRole("button", { name: "Cancel" }).click();
  const sure = page.getByRole("alertdialog");
  await expect(sure).toContainText("told to stop");
  await sure.getByRole("button", { name: "Cancel the run" }).click();
  await expect(page.getByText("Cancelling").first()).toBeVisible();
  await expect(page.getByRole("button", { name: "Cancel" })).toHaveCount(0);
  await ownSite.client.setFlowRunState({ params: { id }, body: { state: { type: "CANCELLED" }, epoch } });
  await expect(page.getByText("Cancelled", { exact: true }).first()).toBeVisible();
  await expect(page.getByRole("button", { name: "Retry", exact: true })).toBeVisible();
});

test("a failed run is tried again from what failed, or from scratch once that is confirmed", async ({ page, ownSite }) => {
  const { id, epoch } = await running(ownSite, "second-wind");
  await ownSite.client.setFlowRunState({ params: { id }, body: { state: { type: "FAILED", message: "no wind" }, epoch } });
  await page.goto(`${ownSite.url}/runs/${id}`);
  await page.getByRole("button", { name: "Retry", exact: true }).click();
  await expect(page.getByRole("button", { name: "Retry", exact: true })).toHaveCount(0);
  await expect(page.getByRole("list", { name: "States of this run" })).toContainText(/Failed.*(Awaiting retry|Scheduled)/);
  const { claims } = await ownSite.client.claimFlowRuns({ body: { agent, work_queues: ["q"], limit: 1 } });
  const again = claims[0]!.lease.epoch;
  await ownSite.client.setFlowRunState({ params: { id }, body: { state: { type: "RUNNING" }, epoch: again } });
  await ownSite.client.setFlowRunState({ params: { id }, body: { state: { type: "COMPLETED" }, epoch: again } });
  await page.getByRole("button", { name: "Retry from scratch" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Retry from scratch" }).click();
  await expect(page.getByRole("button", { name: "Cancel" })).toBeVisible();
});

test("a crash and the retry after it stand in the trail of states", async ({ page, deployedSite }) => {
  await page.goto(`${deployedSite.url}/runs/${deployedSite.deployed.runs.retried}`);
  await expect(page.getByRole("list", { name: "States of this run" })).toContainText(/Crashed.*Awaiting retry.*Running.*Completed/);
  await expect(page.getByRole("article")).toContainText("Attempts2");
});

test("a running run is paused and resumed", async ({ page, ownSite }) => {
  const { id } = await running(ownSite, "resting-rhino");
  await page.goto(`${ownSite.url}/runs/${id}`);
  await page.getByRole("button", { name: "Pause" }).click();
  await expect(page.getByText("Suspended").first()).toBeVisible();
  await page.getByRole("button", { name: "Resume" }).click();
  await expect(page.getByRole("button", { name: "Resume" })).toHaveCount(0);
  await expect(page.getByText("Suspended").first()).not.toHaveClass(/soft/);
});

test("a run that waits for input is resumed with a form made from its schema", async ({ page, ownSite }) => {
  const { id, epoch } = await running(ownSite, "polite-parrot");
  const schema = {
    type: "object",
    properties: { approved: { type: "boolean" }, note: { type: "string", minLength: 3 } },
    required: ["approved"],
  };
  const run_input_keyset = { schema: "p-schema", response: "p-response", description: "p-description" };
  const leave = (key: string, value: unknown) =>
    ownSite.client.createFlowRunInput({ params: { id }, body: { key, value: JSON.stringify(value) } });
  await leave("p-schema", schema);
  await leave("p-description", "Post the ledger?");
  const state_details = { pause_timeout: "2031-01-01T00:00:00Z", pause_key: "p", pause_reschedule: true, run_input_keyset };
  await ownSite.client.setFlowRunState({ params: { id }, body: { state: { type: "PAUSED", name: "Suspended", state_details }, epoch } });
  await page.goto(`${ownSite.url}/runs/${id}`);
  await page.getByRole("button", { name: "Resume…" }).click();
  const dialog = page.getByRole("dialog", { name: "Resume polite-parrot" });
  await expect(dialog).toContainText("Post the ledger?");
  await dialog.getByRole("button", { name: "Resume" }).click();
  await expect(dialog.getByRole("combobox", { name: "approved" })).toHaveAccessibleDescription("required");
  await dialog.getByRole("combobox", { name: "approved" }).selectOption("true");
  await dialog.getByRole("textbox", { name: "note" }).fill("fine by me");
  await dialog.getByRole("button", { name: "Resume" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Resume…" })).toHaveCount(0);
  expect(JSON.parse(await ownSite.client.readFlowRunInput({ params: { id, key: "p-response" } }))).toEqual({
    approved: true,
    note: "fine by me",
  });
});

test("the list is narrowed to a deployment and a queue, in the URL", async ({ page, deployedSite }) => {
  await page.goto(`${deployedSite.url}/runs`);
  await page.getByRole("button", { name: "Deployment" }).click();
  await page.getByRole("dialog").getByRole("checkbox", { name: "by-hand" }).check();
  await page.keyboard.press("Escape");
  await expect(page).toHaveURL(/deployment=[0-9a-f-]{36}/);
  await expect(page.getByRole("button", { name: "Deployment by-hand" })).toBeVisible();
  await expect(page.getByRole("status").filter({ hasText: "run" })).toHaveText("1 run");
  await expect(page.getByRole("row").filter({ hasText: "stubborn-mule" })).toBeVisible();
  await page.goto(`${deployedSite.url}/runs?queue=gpu`);
  await expect(page.getByRole("status").filter({ hasText: "runs" })).toHaveText(/^1\d runs$/);
});
