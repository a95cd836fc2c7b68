import { expect, test } from "./fixtures/test.ts";

const agent = { id: "01a2075f-f4f4-7000-8000-00000000a001", name: "laptop:42" };

test("a work queue is created with its filter, ends with the command of its agent, and says when one has come", async ({
  page,
  ownSite,
  context,
}) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const { id: flow_id } = await ownSite.client.createFlow({ body: { name: "train" } });
  await ownSite.client.createDeployment({
    body: { name: "every-hour", flow_id, tags: ["ml"], schedules: [{ schedule: { interval: 300 } }] },
  });
  await page.goto(`${ownSite.url}/work-queues`);
  await expect(page.getByRole("heading", { name: "No work queues yet" })).toBeVisible();
  await page.getByRole("button", { name: "Create work queue" }).click();
  const dialog = page.getByRole("dialog", { name: "Create a work queue" });
  await dialog.getByRole("button", { name: "Create" }).click();
  await expect(dialog.getByLabel("Name")).toHaveAccessibleDescription("a queue needs a name");
  await dialog.getByLabel("Name").fill("night shift");
  await dialog.getByLabel("Tags").fill("ml,");
  await expect(dialog.getByRole("button", { name: "Remove ml" })).toBeVisible();
  await dialog.getByLabel("Concurrency limit").fill("2");
  await dialog.getByRole("button", { name: "Create" }).click();
  const made = page.getByRole("dialog", { name: "Work queue night shift is ready" });
  await expect(made).toContainText('npx millrace agent start "night shift"');
  await made.getByRole("button", { name: /^Copy/ }).click();
  expect(await page.evaluate("navigator.clipboard.readText()")).toBe('npx millrace agent start "night shift"');
  await expect(made).toContainText(/1[123] runs wait for it within the next 24 hours\./);
  await expect(made).toContainText("Waiting for the first agent");
  await ownSite.client.claimFlowRuns({ body: { agent, work_queues: ["night shift"], limit: 0 } });
  await expect(made).toContainText("An agent polls it.");
  await made.getByRole("link", { name: "Open night shift" }).click();

  await expect(page.getByRole("region", { name: "Upcoming runs" }).getByRole("listitem").nth(10)).toContainText("train / ");
  await page.getByLabel("Within").selectOption("Next 6 hours");
  await expect(page).toHaveURL(/within=6h/);
  await expect(page.getByRole("region", { name: "Agents" })).toContainText("laptop:42");
  await expect(page.getByRole("region", { name: "Running" })).toContainText("0 of 2");
});

test("a queue is paused, changed and deleted, and shows which of its runs go on", async ({ page, ownSite }) => {
  const { id: flow_id } = await ownSite.client.createFlow({ body: { name: "train" } });
  const deployment = await ownSite.client.createDeployment({ body: { name: "by-hand", flow_id, work_queue_name: "gpu" } });
  const run = await ownSite.client.createDeploymentRun({ params: { id: deployment.id }, body: { name: "busy-bee" } });
  await ownSite.client.claimFlowRuns({ body: { agent, work_queues: ["gpu"], limit: 1 } });
  const queue = await ownSite.client.readWorkQueueByName({ params: { name: "gpu" } });
  await page.goto(`${ownSite.url}/work-queues/${queue.id}`);
  await expect(page.getByRole("region", { name: "Running" })).toContainText("busy-bee");
  await page.getByRole("button", { name: "Pause" }).click();
  await expect(page.getByRole("button", { name: "Resume" })).toBeVisible();
  await page.getByRole("button", { name: "Edit" }).click();
  const dialog = page.getByRole("dialog", { name: "Edit gpu" });
  await dialog.getByLabel("Concurrency limit").fill("3");
  await dialog.getByLabel("Priority").fill("7");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("article")).toContainText(/Concurrency limit3Priority7/);
  await page.getByRole("region", { name: "Running" }).getByRole("link", { name: run.name }).click();
  await expect(page.getByRole("heading", { name: "busy-bee" })).toBeVisible();
  await page.getByRole("link", { name: "gpu" }).click();
  await page.getByRole("button", { name: "Delete" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete" }).click();
  await expect(page.getByRole("heading", { name: "No work queues yet" })).toBeVisible();
});

test("a name that is taken is refused in the server's words", async ({ page, ownSite, complaints }) => {
  complaints.expected = /409/;
  await ownSite.client.createWorkQueue({ body: { name: "ml" } });
  await page.goto(`${ownSite.url}/work-queues?create=new`);
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("ml");
  await dialog.getByRole("button", { name: "Create" }).click();
  await expect(dialog.getByRole("alert")).toContainText(/ml/);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("row").filter({ hasText: "All runs" })).toBeVisible();
});
