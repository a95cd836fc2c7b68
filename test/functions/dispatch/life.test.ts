import { afterEach, describe, expect, it } from "vitest";
import type { Claim } from "#core/contract/agents.ts";
import { queues } from "#core/contract/messages.ts";
import { systemIds } from "#core/ports/system.ts";
import { armCrashPoint } from "#functions/crash-point.ts";
import { createReact } from "#functions/react/react.ts";
import { createSweep } from "#functions/sweep/sweep.ts";
import { openTestApi, type TestApi } from "../support/api.ts";
import { consumeAll } from "../support/consume.ts";
import { begin, snapshot } from "../support/seed.ts";
import { agentOf, deploy, go, runsOf } from "./support.ts";

afterEach(() => armCrashPoint(undefined));

const TASK = systemIds.runId();

async function running(api: TestApi, given: Parameters<typeof deploy>[1] = {}) {
  const deployment = await deploy(api, { schedules: [], ...given });
  await api.client.createDeploymentRun({ params: { id: deployment.id }, body: {} });
  const agent = await agentOf(api);
  const [claim] = await agent.claim();
  await go(api, claim!, "RUNNING");
  const read = () => api.client.readFlowRun({ params: { id: claim!.flow_run.id } });
  const states = async () => (await api.client.readFlowRunStates({ query: { flow_run_id: claim!.flow_run.id } })).map(({ name }) => name);
  return { deployment, agent, claim: claim!, read, states };
}

describe("an agent that is not heard of beyond its lease", () => {
  it("loses its runs: Crashed, then started again at once, and refused to report", async () => {
    const api = openTestApi({ leaseSeconds: 60 });
    const { agent, claim, read, states } = await running(api);
    api.clock.advance(50_000);
    await api.client.heartbeatAgent({ body: { agent: agent.agent, runs: [{ id: claim.flow_run.id, epoch: 1 }] } });
    api.clock.advance(50_000);
    const sweep = createSweep(api.parts);
    expect((await sweep()).lost).toBe(0);
    api.clock.advance(11_000);
    expect((await sweep()).lost).toBe(1);
    expect(await states()).toEqual(["Scheduled", "Pending", "Running", "Crashed", "AwaitingRetry"]);
    expect((await read()).state?.message).toContain("crash 1 of at most 3");
    // what it has to say now is nobody's business any more
    const late = await api.send("POST", `/flow_runs/${claim.flow_run.id}/set_state`, { state: { type: "COMPLETED" }, epoch: 1 });
    expect([late.status, late.problem.code]).toEqual([409, "stale-epoch"]);
    const beat = await api.send("POST", "/x/agents/heartbeat", { agent: agent.agent, runs: [] });
    expect([beat.status, beat.problem.code]).toEqual([409, "stale-epoch"]);
    const [again] = await (await agentOf(api)).claim();
    expect(again).toMatchObject({ flow_run: { id: claim.flow_run.id }, has_prior: true });
    await go(api, again!, "RUNNING", "COMPLETED");
    expect(await read()).toMatchObject({ state_name: "Completed", run_count: 2 });
  });

  it("is not tried again more often than the deployment allows", async () => {
    const api = openTestApi();
    const { claim, states } = await running(api, { retries: { crash_retries: 1 } });
    const crash = (epoch: number) =>
      api.client.crashFlowRun({ params: { id: claim.flow_run.id }, body: { epoch, message: "The process ended with code 137." } });
    expect(await crash(claim.lease.epoch)).toMatchObject({ retried: true, state: { name: "AwaitingRetry" } });
    const [again] = await (await agentOf(api)).claim();
    await go(api, again!, "RUNNING");
    expect(await crash(again!.lease.epoch)).toMatchObject({ retried: false, state: { name: "Crashed" } });
    expect((await states()).slice(-3)).toEqual(["Pending", "Running", "Crashed"]);
  });

  it("but a crash that would happen again is final at once", async () => {
    const api = openTestApi();
    const { claim } = await running(api);
    const body = { epoch: claim.lease.epoch, message: "The bundle cannot be loaded.", retriable: false };
    expect(await api.client.crashFlowRun({ params: { id: claim.flow_run.id }, body })).toMatchObject({ retried: false });
  });

  it("gives its slot to others while it waits for its next start, and after its last", async () => {
    const api = openTestApi();
    const { deployment, claim } = await running(api, { concurrency_limit: 1 });
    const crash = ({ flow_run, lease }: Claim) =>
      api.client.crashFlowRun({ params: { id: flow_run.id }, body: { epoch: lease.epoch, message: "m" } });
    await crash(claim);
    const agent = await agentOf(api);
    const [again] = await agent.claim();
    await crash(again!);
    const other = await api.client.createDeploymentRun({ params: { id: deployment.id }, body: {} });
    const [third] = await agent.claim();
    expect(third?.flow_run.id).toBe(other.id);
    await api.client.crashFlowRun({
      params: { id: other.id },
      body: { epoch: third!.lease.epoch, message: "m", retriable: false },
    });
    api.clock.advance(11_000);
    expect((await agent.claim()).map(({ flow_run }) => flow_run.id)).toEqual([claim.flow_run.id]);
  });

  it.each([
    ["RUNNING", "CRASHED"],
    ["CANCELLING", "CANCELLED"],
  ] as const)("ends its unfinished tasks with it when it was %s for the last time", async (type, ended) => {
    const api = openTestApi();
    const { claim } = await running(api, { retries: { crash_retries: 0 } });
    const flow_run_id = claim.flow_run.id;
    const task = await api.client.createTaskRun({
      body: { flow_run_id, task_key: "load", dynamic_key: "0", state: { type: "RUNNING" } },
    });
    if (type === "CANCELLING") await api.client.setFlowRunState({ params: { id: flow_run_id }, body: { state: { type } } });
    await api.client.crashFlowRun({ params: { id: flow_run_id }, body: { epoch: claim.lease.epoch, message: "gone" } });
    expect(await api.client.readTaskRun({ params: { id: task.id } })).toMatchObject({ state_type: ended, state: { message: "gone" } });
  });

  it("ends its unfinished tasks though who crashed it died before that, from what was announced", async () => {
    const api = openTestApi();
    const { claim } = await running(api, { retries: { crash_retries: 0 } });
    const flow_run_id = claim.flow_run.id;
    const task = await api.client.createTaskRun({
      body: { flow_run_id, task_key: "load", dynamic_key: "0", state: { type: "RUNNING" } },
    });
    armCrashPoint((name) => {
      if (name === "crash:written") throw new Error("died here");
    });
    const body = { epoch: claim.lease.epoch, message: "gone" };
    await expect(api.client.crashFlowRun({ params: { id: flow_run_id }, body })).rejects.toThrow();
    armCrashPoint(undefined);
    expect(await api.client.readTaskRun({ params: { id: task.id } })).toMatchObject({ state_type: "RUNNING" });
    await consumeAll(api, queues.events, createReact(api.parts));
    expect(await api.client.readTaskRun({ params: { id: task.id } })).toMatchObject({ state_type: "CRASHED", state: { message: "gone" } });
  });

  it("which its holder does itself when it ends the run, maybe later", async () => {
    const api = openTestApi();
    const { claim } = await running(api);
    const report = (...types: ("RUNNING" | "COMPLETED")[]) => ({
      flow_run_id: claim.flow_run.id,
      epoch: claim.lease.epoch,
      sequence: types.length,
      task_runs: [snapshot(types, { id: TASK })],
    });
    await api.client.reportTaskRuns({ body: report("RUNNING") });
    api.clock.advance(60_000);
    const state = { type: "CANCELLED" as const };
    await api.client.setFlowRunState({ params: { id: claim.flow_run.id }, body: { state, epoch: claim.lease.epoch } });
    await consumeAll(api, queues.events, createReact(api.parts));
    await api.client.reportTaskRuns({ body: report("RUNNING", "COMPLETED") });
    expect(await api.client.readTaskRun({ params: { id: TASK } })).toMatchObject({ state_type: "COMPLETED" });
  });

  it.each(["crashed", "was given back"])("and an attempt that %s uses up none of the flow's own retries", async (how) => {
    const api = openTestApi();
    const { agent, claim, states } = await running(api, { retries: { retries: 1 } });
    const { id } = claim.flow_run;
    const { epoch } = claim.lease;
    if (how === "crashed") await api.client.crashFlowRun({ params: { id }, body: { epoch, message: "gone" } });
    else await api.client.handBackFlowRuns({ body: { agent: agent.agent, runs: [{ id, epoch }], reason: "The agent stops." } });
    const [again] = await agent.claim();
    await go(api, again!, "RUNNING", "FAILED");
    expect((await states()).at(-1)).toBe("AwaitingRetry");
    await go(api, again!, "RUNNING", "FAILED");
    expect((await states()).at(-1)).toBe("Failed");
  });

  it("and a script that stops reporting crashes for good, since nobody has its code", async () => {
    const api = openTestApi({ leaseSeconds: 60 });
    const run = await begin(api);
    api.clock.advance(61_000);
    expect((await createSweep(api.parts)()).lost).toBe(1);
    expect(await api.client.readFlowRun({ params: { id: run.id } })).toMatchObject({ state_name: "Crashed" });
  });
});

describe("a run that is held", () => {
  it("is cancelled by signal, and Cancelled once its process has stopped, or was lost", async () => {
    const api = openTestApi();
    const { agent, claim, read } = await running(api);
    await api.client.setFlowRunState({ params: { id: claim.flow_run.id }, body: { state: { type: "CANCELLING" } } });
    const beat = await api.client.heartbeatAgent({ body: { agent: agent.agent, runs: [{ id: claim.flow_run.id, epoch: 1 }] } });
    expect(beat.signals).toEqual([{ type: "cancel", flow_run_id: claim.flow_run.id }]);
    api.clock.advance(61_000);
    await createSweep(api.parts)();
    expect((await read()).state).toMatchObject({ name: "Cancelled", message: expect.stringContaining("being cancelled") });
  });

  it("is handed back when its agent stops, without counting as a crash", async () => {
    const api = openTestApi();
    const { agent, claim, read } = await running(api);
    const runs = [{ id: claim.flow_run.id, epoch: claim.lease.epoch }];
    const body = { agent: agent.agent, runs, reason: "The agent is being stopped." };
    expect((await api.client.handBackFlowRuns({ body })).handed_back).toEqual([claim.flow_run.id]);
    expect((await api.client.handBackFlowRuns({ body })).handed_back).toEqual([]);
    expect((await read()).state_name).toBe("Scheduled");
    expect(await (await agentOf(api)).claim()).toHaveLength(1);
  });

  it("lends its slot to others once it is handed back", async () => {
    const api = openTestApi();
    const { deployment, agent, claim } = await running(api, { concurrency_limit: 1 });
    const first = await agentOf(api, ["first"]);
    await api.client.createWorkQueue({ body: { name: "first" } });
    const other = await api.client.createDeploymentRun({ params: { id: deployment.id }, body: { work_queue_name: "first" } });
    expect(await first.claim()).toEqual([]);
    const runs = [{ id: claim.flow_run.id, epoch: claim.lease.epoch }];
    await api.client.handBackFlowRuns({ body: { agent: agent.agent, runs, reason: "r" } });
    expect((await first.claim()).map(({ flow_run }) => flow_run.id)).toEqual([other.id]);
  });

  it("tells an agent which of its runs it has lost", async () => {
    const api = openTestApi();
    const { agent, claim } = await running(api);
    await api.client.handBackFlowRuns({ body: { agent: agent.agent, runs: [{ id: claim.flow_run.id, epoch: 1 }], reason: "r" } });
    const beat = await api.client.heartbeatAgent({ body: { agent: agent.agent, runs: [{ id: claim.flow_run.id, epoch: 1 }] } });
    expect(beat.lost).toEqual([claim.flow_run.id]);
  });
});

describe("an ended run", () => {
  it("is retried from what failed, or from scratch, and not before it has ended", async () => {
    const api = openTestApi();
    const { claim, read } = await running(api);
    const early = await api.send("POST", `/x/flow_runs/${claim.flow_run.id}/retry`, {});
    expect([early.status, early.problem.code]).toEqual([409, "conflict"]);
    await go(api, claim, "FAILED");
    await api.client.retryFlowRun({ params: { id: claim.flow_run.id }, body: { from_scratch: true } });
    expect(await read()).toMatchObject({ state_name: "AwaitingRetry", end_time: null });
    const [again] = await (await agentOf(api)).claim();
    expect(again?.lease.epoch).toBeGreaterThan(claim.lease.epoch);
  });

  it("without a deployment cannot be started by anybody", async () => {
    const api = openTestApi();
    const run = await begin(api);
    await api.client.setFlowRunState({ params: { id: run.id }, body: { state: { type: "FAILED" }, epoch: 1 } });
    expect((await api.send("POST", `/x/flow_runs/${run.id}/retry`, {})).problem).toMatchObject({ code: "conflict" });
  });
});

describe("a run nobody starts", () => {
  it("is Late after a while, once, and says why it waits", async () => {
    const api = openTestApi();
    const deployment = await deploy(api, { schedules: [], tags: ["ml"] });
    const run = await api.client.createDeploymentRun({ params: { id: deployment.id }, body: {} });
    const why = () => api.client.readWhyWaiting({ params: { id: run.id } });
    expect(await why()).toMatchObject({ code: "no-queue", sentence: expect.stringContaining("millrace work-queue create ml --tag ml") });
    const queue = await api.client.createWorkQueue({ body: { name: "ml", filter: { tags: ["ml"] } } });
    expect(await why()).toMatchObject({ code: "no-agent", sentence: expect.stringContaining('millrace agent start "ml"') });
    api.clock.advance(16_000);
    const sweep = createSweep(api.parts);
    expect([(await sweep()).late, (await sweep()).late]).toEqual([1, 0]);
    expect((await runsOf(api, deployment, "Late")).length).toBe(1);
    expect(await api.client.readWorkQueueStatus({ params: { id: queue.id } })).toMatchObject({ healthy: false, late_runs_count: 1 });
    await api.client.updateWorkQueue({ params: { id: queue.id }, body: { is_paused: true } });
    expect(await why()).toMatchObject({ code: "queue-paused" });
    await api.client.updateWorkQueue({ params: { id: queue.id }, body: { is_paused: false } });
    await (await agentOf(api, ["ml"])).claim(0);
    expect(await why()).toMatchObject({ code: "ready" });
    expect(await (await agentOf(api, ["ml"])).claim()).toHaveLength(1);
    expect(await why()).toMatchObject({ code: "not-waiting", waiting: false });
  });

  it("and refuses parameters its flow does not take before there is a run", async () => {
    const api = openTestApi();
    const schema = { type: "object", properties: { n: { type: "integer" } }, required: ["n"], additionalProperties: false };
    const deployment = await deploy(api, { schedules: [], parameter_openapi_schema: schema });
    const refused = await api.send("POST", `/deployments/${deployment.id}/create_flow_run`, { parameters: { n: "many" } });
    expect([refused.status, refused.problem.issues?.[0]?.path]).toEqual([422, "n"]);
    const missing = await api.send("POST", `/deployments/${deployment.id}/create_flow_run`, {});
    expect(missing.status).toBe(422);
    expect(await runsOf(api, deployment)).toEqual([]);
    await api.client.createDeploymentRun({ params: { id: deployment.id }, body: { parameters: { n: 1 } } });
    const bad = await api.send("PATCH", `/deployments/${deployment.id}`, { parameters: { n: "x" } });
    expect(bad.status).toBe(422);
  });
});

describe("a claim whose answer got lost", () => {
  it("is found by the agent's next claim, and the run goes back without counting as lost", async () => {
    const api = openTestApi();
    const { agent, claim, states } = await running(api);
    const again = { agent: agent.agent, work_queues: ["all"], limit: 5 };
    expect((await api.client.claimFlowRuns({ body: { ...again, held: [claim.flow_run.id] } })).claims).toEqual([]);
    const { claims } = await api.client.claimFlowRuns({ body: { ...again, held: [] } });
    expect(claims.map(({ flow_run, lease }) => [flow_run.id, lease.epoch])).toEqual([[claim.flow_run.id, claim.lease.epoch + 2]]);
    expect(await states()).toEqual(["Scheduled", "Pending", "Running", "Scheduled", "Pending"]);
  });

  it("and what a stopped agent held goes back when it retires", async () => {
    const api = openTestApi();
    const { agent, read } = await running(api);
    await api.client.retireAgent({ body: { agent: agent.agent } });
    expect((await read()).state_name).toBe("Scheduled");
  });
});
