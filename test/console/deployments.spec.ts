import { expect, test } from "./fixtures/test.ts";

test.describe("the deployments list", () => {
  test("says where runs come from, when the next is due and how the last ones went", async ({ page, deployedSite }) => {
    await page.goto(`${deployedSite.url}/deployments`);
    const row = (name: string) => page.getByRole("row").filter({ hasText: name });
    await expect(row("nightly-training")).toContainText("train-model / nightly-training");
    await expect(row("nightly-training")).toContainText("Every day at 02:00, Europe/Kyiv and 1 more");
    await expect(row("nightly-training")).toContainText("queue gpu");
    await expect(row("nightly-training").getByRole("link", { name: /: (Completed|Failed)/ })).toHaveCount(10);
    await expect(row("every-5-minutes")).toContainText(/in [1-5]m|in \d+s|now/);
    await expect(row("board-report")).toContainText("Paused");
    await expect(row("weekdays-at-six")).toContainText("Not ready");
    await page.getByLabel("Status").selectOption("Paused");
    await expect(page).toHaveURL(/status=paused/);
    await expect(page.getByRole("row").filter({ has: page.getByRole("cell") })).toHaveCount(1);
    await page.getByRole("button", { name: "Clear", exact: true }).click();
    await page.getByRole("searchbox").fill("train");
    await expect(page.getByRole("status").filter({ hasText: "deployment" })).toHaveText("1 deployment");
    await page.keyboard.press("Escape");
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { name: "nightly-training" })).toBeVisible();
  });

  test("of an empty server says how to make one", async ({ page, ownSite }) => {
    await page.goto(`${ownSite.url}/deployments`);
    await expect(page.getByRole("heading", { name: "No deployments yet" })).toBeVisible();
    await expect(page.getByText("npx millrace deployment create flows.ts")).toBeVisible();
  });
});

test("a deployment is paused from the list, which takes its scheduled runs away, and resumed from its page", async ({ page, ownSite }) => {
  const { id: flow_id } = await ownSite.client.createFlow({ body: { name: "tick" } });
  const { id } = await ownSite.client.createDeployment({
    body: { name: "minutely", flow_id, schedules: [{ schedule: { interval: 3_600 } }] },
  });
  await page.goto(`${ownSite.url}/deployments`);
  const row = page.getByRole("row").filter({ hasText: "minutely" });
  await expect(row).toContainText(/in \d+m/);
  await page.getByRole("switch", { name: "Pause minutely" }).click();
  await expect(row).toContainText("Paused");
  await expect(page.getByRole("switch", { name: "Resume minutely" })).not.toBeChecked();
  await expect.poll(async () => (await ownSite.client.readDeployment({ params: { id } })).paused).toBe(true);
  await row.getByRole("link", { name: /minutely/ }).click();
  await page.getByRole("button", { name: "Resume" }).click();
  await expect(page.getByRole("button", { name: "Pause" })).toBeVisible();
  await expect(page.getByRole("article")).toContainText(/Next runin \d+m/);
});

test.describe("a schedule", () => {
  test("is added with its next times shown while it is typed, edited, switched off and deleted", async ({ page, ownSite, complaints }) => {
    complaints.expected = /422/;
    const { id: flow_id } = await ownSite.client.createFlow({ body: { name: "tick" } });
    const { id } = await ownSite.client.createDeployment({ body: { name: "timed", flow_id } });
    await page.goto(`${ownSite.url}/deployments/${id}?tab=schedules`);
    await page.getByRole("button", { name: "Add schedule" }).click();
    const dialog = page.getByRole("dialog", { name: "Add a schedule" });
    await dialog.getByLabel("Cron", { exact: true }).check();
    await dialog.getByRole("textbox", { name: "Cron" }).fill("0 6 * * 8");
    await expect(dialog.getByText(/day-of-week|day of the week|weekday/i).last()).toBeVisible();
    await dialog.getByRole("button", { name: "Save" }).click();
    await expect(dialog.getByRole("textbox", { name: "Cron" })).toHaveAttribute("aria-invalid", "true");
    expect((await ownSite.client.readDeployment({ params: { id } })).schedules).toEqual([]);
    await dialog.getByRole("textbox", { name: "Cron" }).fill("30 6 * * 1-5");
    await dialog.getByLabel("Time zone").fill("Asia/Tokyo");
    const times = dialog.getByRole("table", { name: "Next times" });
    await expect(times.getByRole("columnheader", { name: "Asia/Tokyo" })).toBeVisible();
    await expect(times.getByRole("row").nth(1)).toContainText(/06:30.*21:30/);
    await dialog.getByLabel("Slug").fill("early");
    await dialog.getByLabel("While an earlier run goes on").selectOption("Skip the new run");
    await dialog.getByRole("button", { name: "Save" }).click();
    await expect(dialog).toHaveCount(0);
    const card = page.getByRole("region", { name: "On weekdays at 06:30, Asia/Tokyo" });
    await expect(card).toContainText("early · cron 30 6 * * 1-5 · skipped while one runs");
    await expect(card.getByRole("row")).toHaveCount(6);

    await card.getByRole("button", { name: "Edit this schedule" }).click();
    const edit = page.getByRole("dialog", { name: "Edit the schedule" });
    await edit.getByLabel("Interval", { exact: true }).check();
    await edit.getByLabel("Every").fill("2");
    await edit.getByLabel("Unit").selectOption("hours");
    await edit.getByRole("button", { name: "Save" }).click();
    const hourly = page.getByRole("region", { name: "Every 2 hours" });
    await expect(hourly).toBeVisible();
    await hourly.getByRole("switch", { name: "Pause this schedule" }).click();
    await expect(hourly).toContainText("Paused: it makes no runs.");
    await hourly.getByRole("button", { name: "Delete this schedule" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Delete" }).click();
    await expect(page.getByRole("heading", { name: "No schedule" })).toBeVisible();
    expect((await ownSite.client.readDeployment({ params: { id } })).schedules).toEqual([]);
  });
});

test.describe("the run dialog", () => {
  test("asks for what the schema says, shows the server's problems at their fields, and leads to the run", async ({
    page,
    ownSite,
    complaints,
  }) => {
    complaints.expected = /422|409/;
    const { id: flow_id } = await ownSite.client.createFlow({ body: { name: "train" } });
    const { id } = await ownSite.client.createDeployment({
      body: {
        name: "by-form",
        flow_id,
        tags: ["ml"],
        parameters: { trees: 10 },
        enforce_parameter_schema: true,
        parameter_openapi_schema: {
          type: "object",
          properties: {
            rows: { type: "integer", minimum: 5 },
            trees: { type: "integer" },
            name: { type: "string" },
            kind: { enum: ["forest", "linear"] },
            features: { type: "array", items: { type: "string" } },
            split: { type: "object" },
          },
          required: ["rows", "name"],
        },
      },
    });
    await page.goto(`${ownSite.url}/deployments/${id}`);
    await page.getByRole("button", { name: "Run…" }).click();
    const dialog = page.getByRole("dialog", { name: "Run by-form" });
    await expect(page).toHaveURL(/run=new/);
    await dialog.getByRole("button", { name: "Run now" }).click();
    await expect(dialog.getByRole("textbox", { name: "rows" })).toHaveAccessibleDescription("required");
    await dialog.getByRole("textbox", { name: "rows" }).fill("2");
    await dialog.getByRole("textbox", { name: "name" }).first().fill("delays");
    await dialog.getByRole("combobox", { name: "kind" }).selectOption("linear");
    await dialog.getByRole("textbox", { name: "features" }).fill("a\nb");
    await dialog.getByRole("textbox", { name: "split" }).fill('{"train": 0.7}');
    await dialog.getByRole("button", { name: "Run now" }).click();
    await expect(dialog.getByRole("textbox", { name: "rows" })).toHaveAccessibleDescription(/5/);
    await expect(dialog.getByRole("textbox", { name: "rows" })).toHaveAttribute("aria-invalid", "true");
    await dialog.getByLabel("JSON", { exact: true }).check();
    const json = dialog.getByRole("textbox", { name: "Parameters as JSON" });
    expect(JSON.parse(await json.inputValue())).toEqual({
      rows: 2,
      name: "delays",
      kind: "linear",
      features: ["a", "b"],
      split: { train: 0.7 },
    });
    await json.fill('{"rows": 7, "name": "delays"}');
    await dialog.getByLabel("Form", { exact: true }).check();
    await expect(dialog.getByRole("textbox", { name: "rows" })).toHaveValue("7");
    await dialog.getByRole("textbox", { name: "Name", exact: true }).fill("steady-hand");
    await dialog.getByRole("button", { name: "Run now" }).click();
    await expect(page.getByRole("heading", { name: "The run is on its way" })).toBeVisible();
    await expect(page.getByRole("region", { name: "Why it waits" })).toContainText(/queue/i);
    await page.getByRole("link", { name: "Open steady-hand" }).click();
    await expect(page.getByRole("heading", { name: "steady-hand" })).toBeVisible();
    await page.getByRole("navigation", { name: "Parts of this run" }).getByRole("link", { name: "Parameters" }).click();
    await expect(page.getByRole("article")).toContainText("trees: 10");
    await expect(page.getByRole("article")).toContainText("rows: 7");
  });

  test("schedules a run for a time to come", async ({ page, ownSite }) => {
    const { id: flow_id } = await ownSite.client.createFlow({ body: { name: "train" } });
    const { id } = await ownSite.client.createDeployment({ body: { name: "later", flow_id } });
    await page.goto(`${ownSite.url}/deployments/${id}?run=new`);
    await page.getByLabel("At a time").check();
    await page.getByLabel("Start time").fill("2031-05-06T07:08");
    await page.getByRole("button", { name: "Schedule run" }).click();
    await expect(page.getByRole("heading", { name: "The run is on its way" })).toBeVisible();
    await page.getByRole("button", { name: "Done" }).click();
    await expect(page.getByRole("heading", { name: "This deployment has not run yet" })).toBeVisible();
    await page.getByRole("button", { name: "Upcoming" }).click();
    await expect(page.getByRole("row").filter({ hasText: "Scheduled" })).toHaveCount(1);
    const [run] = await ownSite.client.filterFlowRuns({ body: { flow_runs: { deployment_id: { any_: [id] } } } });
    // Kyiv, where the browser of these tests is
    expect(run?.next_scheduled_start_time).toBe("2031-05-06T04:08:00.000000Z");
  });
});

test("a deployment shows its parameters and what it is made of, and goes once that is confirmed", async ({
  page,
  deployedSite,
  ownSite,
}) => {
  const nightly = deployedSite.deployed.deployments.get("nightly-training");
  await page.goto(`${deployedSite.url}/deployments/${nightly}?tab=parameters`);
  const table = page.getByRole("table", { name: "Parameters" });
  await expect(table.getByRole("row").filter({ hasText: "rows" })).toContainText("200000");
  await expect(table.getByRole("row").filter({ hasText: "model" })).toContainText(`"forest" flow's default`);
  await page.keyboard.press("]");
  await expect(page).toHaveURL(/tab=details/);
  await expect(page.getByRole("region", { name: "Code" })).toContainText("179.9 KB");
  await expect(page.getByRole("region", { name: "Retries" })).toContainText("Tried 2 more times");
  await expect(page.getByRole("region", { name: "Concurrency" })).toContainText("Runs wait for a slot");

  const { id: flow_id } = await ownSite.client.createFlow({ body: { name: "tick" } });
  const { id } = await ownSite.client.createDeployment({ body: { name: "gone", flow_id } });
  await page.goto(`${ownSite.url}/deployments/${id}`);
  await page.getByRole("button", { name: "Delete" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Keep" }).click();
  await page.getByRole("button", { name: "Delete" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete" }).click();
  await expect(page.getByRole("heading", { name: "No deployments yet" })).toBeVisible();
});

test("a deployment whose runs need no agent says where they run, and so do its runs", async ({ page, ownSite }) => {
  const { client } = ownSite;
  const { id: flow_id } = await client.createFlow({ body: { name: "resize-images" } });
  const infrastructure = { type: "ecs" as const, cpu: 512, memory: 2048, spot: true };
  const { id } = await client.createDeployment({ body: { name: "big-one", flow_id, infrastructure } });
  const run = await client.createDeploymentRun({ params: { id }, body: { name: "large-moose" } });
  await page.goto(`${ownSite.url}/deployments`);
  await expect(page.getByRole("row").filter({ hasText: "big-one" })).toContainText(/no queue needed.*Not ready/);
  await page.goto(`${ownSite.url}/deployments/${id}`);
  await expect(page.getByRole("main")).toContainText(/Work queueNot needed.*Runs onFargate, 0.5 vCPU, 2 GiB, on Spot/);
  await page.goto(`${ownSite.url}/runs/${run.id}`);
  await expect(page.getByRole("main")).toContainText(/Runs onFargate, 0.5 vCPU, 2 GiB, on Spot/);
  // what ran stays where it ran, whatever the deployment says afterwards
  const agent = { id: crypto.randomUUID(), name: "ecs:abc" };
  const { claim } = await client.claimFlowRun({ params: { id: run.id }, body: { holder: agent.name, agent } });
  for (const type of ["RUNNING", "COMPLETED"] as const)
    await client.setFlowRunState({ params: { id: run.id }, body: { state: { type }, epoch: claim!.lease.epoch } });
  await client.createDeployment({ body: { name: "big-one", flow_id, infrastructure: { type: "lambda" } } });
  await page.reload();
  await expect(page.getByRole("main")).toContainText(/Ran onFargate, 0.5 vCPU, 2 GiB, on Spot, task abc/);
  await page.goto(`${ownSite.url}/deployments`);
  await expect(page.getByRole("row").filter({ hasText: "big-one" })).toContainText(/On Lambda/);
});
