import { describe, expect, it } from "vitest";
import type { Status } from "#core/contract/status.ts";
import { createApiHandler } from "#functions/api/handler.ts";
import { timerOf } from "#functions/services/deployments/materialise.ts";
import { createServices } from "#functions/services/services.ts";
import { openTimers } from "#local/timers/timers.ts";
import { agentOf, deploy, go } from "./dispatch/support.ts";
import { openTestApi, send } from "./support/api.ts";

/** The API with timers and dead letters, as a cloud's is wired. */
function open() {
  const api = openTestApi();
  const timers = openTimers(":memory:", { clock: { ...api.clock, sleep: () => new Promise(() => {}) }, queue: api.queue });
  const parts = {
    ...api.parts,
    timers,
    settings: { ...api.parts.settings, place: "aws" },
    deadLetters: async () => [{ queue: "events", messages: 2 }],
    measure: async () => ({ ...NO_SIZES, documents: 12, database_bytes: 4_000_000 }),
  };
  const handler = createApiHandler(createServices(parts), { version: "1" });
  const status = async () => (await send(handler, "GET", "/x/status")).json as Status;
  const post = async (path: string, body: object) => (await send(handler, "POST", path, body)).json as { id: string };
  return { ...api, timers, status, post };
}

const NO_SIZES = { flow_runs: null, task_runs: null, log_chunks: null, blobs: null, blob_bytes: null, free_bytes: null };

it("of an empty server says so", async () => {
  const api = openTestApi();
  expect(await api.client.readStatus({})).toMatchObject({
    version: "1.2.3",
    place: "test",
    queues: [],
    agents: [],
    schedules: { active: 0, next: null, stopped: [] },
    unhandled: null,
    month: { flow_runs: 0, task_runs: 0, extrapolated: false, cost: null },
  });
});

describe("of a cloud's server", () => {
  it("tells what waits and since when, who listens, and what nobody could handle", async () => {
    const { client, clock, post, status } = open();
    await post("/work_queues/", { name: "ml" });
    const flow = await post("/flows/", { name: "train" });
    const run = { flow_id: flow.id, state: { type: "SCHEDULED" }, work_queue_name: "ml" };
    await post("/flow_runs/", run);
    clock.advance(60_000);
    await post("/flow_runs/", run);
    const agent = { id: "00000000-0000-4000-8000-000000000001", name: "a:1" };
    await client.claimFlowRuns({ body: { agent, work_queues: ["ml"], limit: 0, wait_seconds: 0, prefetch_seconds: 0 } });
    expect(await status()).toMatchObject({
      queues: [{ name: "ml", status: "READY", waiting: 2, late: 1, oldest: expect.stringMatching(/^2026-11-23T09:00:00/) }],
      agents: [{ name: "a:1", version: null, running: 0 }],
      unhandled: [{ queue: "events", messages: 2 }],
      sizes: { documents: 12, database_bytes: 4_000_000 },
    });
  });

  it("finds a deployment whose timer is gone or should have gone off", async () => {
    const { clock, post, status, timers } = open();
    const flow = await post("/flows/", { name: "train" });
    const made = { name: "hourly", flow_id: flow.id, schedules: [{ schedule: { interval: 3600 } }] };
    const { id } = await post("/deployments/", made);
    expect((await status()).schedules).toMatchObject({ active: 1, stopped: [] });
    clock.advance(10 * 3_600_000);
    expect((await status()).schedules.stopped).toEqual([{ deployment_id: id, name: "hourly" }]);
    await timers.delete(timerOf(id));
    expect((await status()).schedules.stopped).toEqual([{ deployment_id: id, name: "hourly" }]);
  });

  it("counts the runs of the month, with the task runs of some, and says what they cost", async () => {
    const { client, clock, post, status } = open();
    const flow = await post("/flows/", { name: "train" });
    for (let each = 0; each < 3; each += 1) {
      const { id } = await post("/flow_runs/", { flow_id: flow.id, state: { type: "RUNNING" } });
      for (const key of ["a", "b"]) await client.createTaskRun({ body: { flow_run_id: id, task_key: key, dynamic_key: "0" } as never });
      await post(`/flow_runs/${id}/set_state`, { state: { type: "COMPLETED" } });
    }
    const { month } = await status();
    expect(month).toMatchObject({ since: "2026-11-01T00:00:00.000000Z", flow_runs: 3, task_runs: 6, extrapolated: false });
    expect(month.cost!.runs).toBeGreaterThan(0);
    clock.advance(10 * 86_400_000);
    expect((await status()).month).toMatchObject({ since: "2026-12-01T00:00:00.000000Z", flow_runs: 0 });
  });

  it("counts runs of deployments that go on, on an agent or under a lease of their own, and those that ended once", async () => {
    const api = open();
    const { id } = await deploy(api, { schedules: [] });
    for (let each = 0; each < 3; each += 1) await api.client.createDeploymentRun({ params: { id }, body: {} });
    const [going, ended] = await (await agentOf(api)).claim(2);
    await go(api, going!, "RUNNING");
    await go(api, ended!, "RUNNING", "COMPLETED");
    expect((await api.status()).month).toMatchObject({ flow_runs: 2 });
    const { id: mine } = await deploy(api, { name: "alone", schedules: [], infrastructure: { type: "lambda" } });
    const run = await api.client.createDeploymentRun({ params: { id: mine }, body: {} });
    const claimed = await api.client.claimFlowRun({ params: { id: run.id }, body: { holder: "runner" } });
    expect(claimed.claim).not.toBeNull();
    expect((await api.status()).month).toMatchObject({ flow_runs: 3 });
  });

  it("tells the version of each agent that says it, also when another takes its id over", async () => {
    const { client, status, post } = open();
    await post("/work_queues/", { name: "ml" });
    const agent = { id: "00000000-0000-4000-8000-000000000001", name: "a:1" };
    const heard = (version?: string) => client.heartbeatAgent({ body: { agent: { ...agent, ...(version && { version }) }, runs: [] } });
    await heard("0.3.1");
    expect((await status()).agents).toMatchObject([{ version: "0.3.1" }]);
    await heard("0.3.2");
    expect((await status()).agents).toMatchObject([{ version: "0.3.2" }]);
    await heard();
    expect((await status()).agents).toMatchObject([{ version: null }]);
  });

  it("counts more for runs of deployments, which agents take, than for those of scripts", async () => {
    const script = open();
    const { id: flow_id } = await script.post("/flows/", { name: "train" });
    for (let each = 0; each < 3; each += 1) await script.post("/flow_runs/", { flow_id, state: { type: "RUNNING" } });
    const deployed = open();
    const { id } = await deploy(deployed, { schedules: [] });
    for (let each = 0; each < 3; each += 1) await deployed.client.createDeploymentRun({ params: { id }, body: {} });
    for (const claim of await (await agentOf(deployed)).claim()) await go(deployed, claim, "RUNNING", "COMPLETED");
    const [one, other] = [(await script.status()).month, (await deployed.status()).month];
    expect([one.flow_runs, other.flow_runs]).toEqual([3, 3]);
    expect(other.cost!.runs - one.cost!.runs).toBeCloseTo(3 * 5 * 0.625e-6, 9);
  });
});
