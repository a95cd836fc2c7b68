import { afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Clock } from "#core/ports/clock.ts";
import { systemClock, systemIds } from "#core/ports/system.ts";
import { armCrashPoint, type CrashPoint } from "#functions/crash-point.ts";
import { createSweep } from "#functions/sweep/sweep.ts";
import { send } from "#test/functions/support/api.ts";
import { snapshot } from "#test/functions/support/seed.ts";
import { apiHere } from "./functions.ts";

afterEach(() => armCrashPoint(undefined));

/** The same points as over the local adapters (test/functions/crash-points.test.ts); here over DynamoDB, SQS, S3 and EventBridge Scheduler. */
describe("a function killed between two effects on AWS's services", () => {
  let api: Awaited<ReturnType<typeof apiHere>>;
  beforeAll(async () => {
    api = await apiHere();
  });

  async function diesAndIsSentAgain(point: CrashPoint, method: string, path: string, body?: unknown) {
    let struck = false;
    armCrashPoint((name) => {
      if (name !== point) return;
      struck = true;
      throw new Error("died here");
    });
    const first = await send(api.handler, method, path, body);
    expect([struck, first.status]).toEqual([true, 500]);
    armCrashPoint(undefined);
    return send(api.handler, method, path, body);
  }
  const begin = async () => {
    const body = { id: systemIds.runId(), flow: { name: `killed ${systemIds.uuid()}` }, holder: "host:1" };
    return (await api.client.beginFlowRun({ body })).flow_run;
  };

  it.each(["begin:flow-written", "begin:day-marked", "begin:announced", "begin:run-written"] as const)("at %s", async (point) => {
    const [id, flow] = [systemIds.runId(), { name: `killed ${systemIds.uuid()}` }];
    const again = await diesAndIsSentAgain(point, "POST", "/x/flow_runs/begin", { id, flow, holder: "h:1" });
    expect(again.json).toMatchObject({ flow_run: { id, state_type: "RUNNING", run_count: 1 }, lease: { epoch: 1 } });
    expect((await api.client.filterFlowRuns({ body: { flows: { name: { any_: [flow.name] } } } })).map((run) => run.id)).toEqual([id]);
  });

  it.each(["create-run:announced", "create-run:written"] as const)("at %s", async (point) => {
    const flow = await api.client.createFlow({ body: { name: `killed ${systemIds.uuid()}` } });
    const { id } = await api.client.createDeployment({ body: { flow_id: flow.id, name: "killed", work_queue_name: "killed" } });
    const again = await diesAndIsSentAgain(point, "POST", `/deployments/${id}/create_flow_run`, { idempotency_key: "once" });
    expect(again.status).toBeLessThan(300);
    expect(await api.client.filterFlowRuns({ body: { flows: { id: { any_: [flow.id] } } } })).toHaveLength(1);
  });

  it.each(["set-state:announced", "set-state:run-written"] as const)("at %s", async (point) => {
    const run = await begin();
    const state = { type: "COMPLETED", state_details: { transition_id: systemIds.uuid() } };
    await diesAndIsSentAgain(point, "POST", `/flow_runs/${run.id}/set_state`, { state, epoch: 1 });
    expect(await api.client.readFlowRun({ params: { id: run.id } })).toMatchObject({ state_type: "COMPLETED" });
    const states = await api.client.readFlowRunStates({ query: { flow_run_id: run.id } });
    expect(states.filter(({ type }) => type === "COMPLETED")).toHaveLength(1);
  });

  it.each(["report:read", "report:written"] as const)("at %s", async (point) => {
    const run = await begin();
    const logs = [{ name: "l", level: 20, message: "m", timestamp: new Date().toISOString() }];
    const told = { flow_run_id: run.id, epoch: 1, sequence: 1, task_runs: [snapshot(["RUNNING", "COMPLETED"])], logs };
    expect((await diesAndIsSentAgain(point, "POST", "/x/task_runs/report", told)).status).toBe(200);
    const runs = { flow_runs: { id: { any_: [run.id] } } };
    expect(await api.client.countTaskRuns({ body: runs })).toBe(1);
    expect(await api.client.filterLogs({ body: { logs: { flow_run_id: { any_: [run.id] } } } })).toHaveLength(1);
  });
});

describe("functions whose clocks differ", () => {
  const ahead = (ms: number): Clock => ({ ...systemClock, now: () => systemClock.now() + ms });

  it("by twenty seconds: a run begun by one that is slow is not lost to a sweep that is fast", async () => {
    const slow = await apiHere((deps) => ({ ...deps, clock: ahead(-20_000) }));
    const fast = await apiHere((deps) => ({ ...deps, clock: ahead(20_000) }));
    const body = { id: systemIds.runId(), flow: { name: "skewed" }, holder: "host:1" };
    const { flow_run } = await slow.client.beginFlowRun({ body });
    await createSweep(fast.parts)();
    expect(await fast.client.readFlowRun({ params: { id: flow_run.id } })).toMatchObject({ state_type: "RUNNING" });
    // states are told in the order they were written, whatever the clocks say
    await slow.client.setFlowRunState({ params: { id: flow_run.id }, body: { state: { type: "COMPLETED" } } });
    const states = await fast.client.readFlowRunStates({ query: { flow_run_id: flow_run.id } });
    expect(states.at(-1)?.type).toBe("COMPLETED");
  });
});
