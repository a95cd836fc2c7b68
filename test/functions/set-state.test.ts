import { describe, expect, it } from "vitest";
import type { OrchestrationResult } from "#core/contract/states.ts";
import { systemIds } from "#core/ports/system.ts";
import { openTestApi, type TestApi } from "./support/api.ts";
import { begin } from "./support/seed.ts";

async function created({ client }: TestApi, given: Record<string, unknown> = {}): Promise<string> {
  const flow = await client.createFlow({ body: { name: "etl" } });
  return (await client.createFlowRun({ body: { flow_id: flow.id, ...given } })).id;
}

const set = (api: TestApi, id: string, state: Record<string, unknown>, more: Record<string, unknown> = {}) =>
  api.send("POST", `/flow_runs/${id}/set_state`, { state, force: false, ...more });

describe("set_state of a flow run", () => {
  it("stores what the policy accepts: 201, ACCEPT, the state as stored", async () => {
    const api = openTestApi();
    const id = await created(api);
    const answer = await set(api, id, { type: "RUNNING" });
    expect(answer.status).toBe(201);
    expect(answer.json).toMatchObject({
      status: "ACCEPT",
      details: { type: "accept_details" },
      state: { type: "RUNNING", name: "Running" },
    });
    expect(await api.client.readFlowRun({ params: { id } })).toMatchObject({
      state_type: "RUNNING",
      run_count: 1,
      state: (answer.json as OrchestrationResult).state,
    });
  });

  it("stores the same transition once: the second answer is 200 and changes nothing", async () => {
    const api = openTestApi();
    const id = await created(api);
    const state = { type: "RUNNING", state_details: { transition_id: systemIds.uuid() } };
    const first = await set(api, id, state);
    const second = await set(api, id, state);
    expect([first.status, second.status]).toEqual([201, 200]);
    expect(second.json).toMatchObject({ status: "REJECT", state: (first.json as OrchestrationResult).state });
    expect(await api.client.readFlowRunStates({ query: { flow_run_id: id } })).toHaveLength(2);
  });

  it("of many proposals of PENDING lets one win", async () => {
    const api = openTestApi();
    const id = await created(api, { state: { type: "SCHEDULED" } });
    const answers = await Promise.all(Array.from({ length: 8 }, () => set(api, id, { type: "PENDING" })));
    expect(answers.map((answer) => (answer.json as OrchestrationResult).status).sort()).toEqual([
      "ABORT",
      "ABORT",
      "ABORT",
      "ABORT",
      "ABORT",
      "ABORT",
      "ABORT",
      "ACCEPT",
    ]);
  });

  it("puts a failed run with retries left into AwaitingRetry and makes it wait", async () => {
    const api = openTestApi();
    const id = await created(api, { empirical_policy: { retries: 1, retry_delay: 30 } });
    await set(api, id, { type: "RUNNING" });
    const failed = await set(api, id, { type: "FAILED", message: "boom" });
    expect(failed.status).toBe(201);
    expect(failed.json).toMatchObject({
      status: "REJECT",
      state: { type: "SCHEDULED", name: "AwaitingRetry", message: "boom" },
      details: { type: "reject_details", reason: "Retrying" },
    });
    const early = await set(api, id, { type: "RUNNING" });
    expect([early.status, early.json]).toEqual([
      200,
      { status: "WAIT", state: null, details: { type: "wait_details", delay_seconds: 30, reason: expect.any(String) } },
    ]);
    api.clock.advance(30_000);
    expect((await set(api, id, { type: "RUNNING" })).json).toMatchObject({ status: "ACCEPT" });
    expect(await api.client.readFlowRun({ params: { id } })).toMatchObject({ run_count: 2 });
  });

  it("never overwrites an end by a late signal, not even by force", async () => {
    const api = openTestApi();
    const run = await begin(api);
    await set(api, run.id, { type: "COMPLETED" }, { epoch: 1 });
    const crashed = await set(api, run.id, { type: "CRASHED" }, { force: true });
    expect(crashed.json).toMatchObject({ status: "ABORT", state: null });
    expect(await api.client.readFlowRun({ params: { id: run.id } })).toMatchObject({ state_type: "COMPLETED" });
  });

  it("refuses an outdated epoch with 409 and writes nothing", async () => {
    const api = openTestApi();
    const run = await begin(api);
    const answer = await set(api, run.id, { type: "COMPLETED" }, { epoch: 0 });
    expect([answer.status, answer.problem.code]).toEqual([409, "stale-epoch"]);
    expect(await api.client.readFlowRun({ params: { id: run.id } })).toMatchObject({ state_type: "RUNNING" });
  });

  it("gives states of one run different timestamps, in order", async () => {
    const api = openTestApi();
    const id = await created(api);
    for (const type of ["RUNNING", "PAUSED", "RUNNING", "COMPLETED"]) await set(api, id, { type });
    const states = await api.client.readFlowRunStates({ query: { flow_run_id: id } });
    const times = states.map((state) => state.timestamp);
    expect(states.map((state) => state.type)).toEqual(["PENDING", "RUNNING", "PAUSED", "RUNNING", "COMPLETED"]);
    expect(new Set(times).size).toBe(times.length);
    expect([...times].sort()).toEqual(times);
    for (const state of states) expect(await api.client.readFlowRunState({ params: { id: state.id } })).toEqual(state);
  });

  it("keeps fifty states and goes on counting", async () => {
    const api = openTestApi();
    const id = await created(api);
    await set(api, id, { type: "RUNNING" });
    for (let n = 0; n < 30; n++) {
      await set(api, id, { type: "PAUSED", state_details: { pause_key: String(n) } });
      await set(api, id, { type: "RUNNING" });
    }
    const states = await api.client.readFlowRunStates({ query: { flow_run_id: id } });
    expect(states).toHaveLength(50);
    expect(await api.client.readFlowRunState({ params: { id: states[0]!.id } })).toEqual(states[0]);
  });

  it("returns state data unchanged, whatever it holds", async () => {
    const api = openTestApi();
    const run = await begin(api);
    const data = { storage_key: "/x", expiration: null, serializer: { type: "pickle", any: [1, { k: null }] }, nested: { "": "" } };
    await set(api, run.id, { type: "COMPLETED", data, state_details: { untrackable_result: true } }, { epoch: 1 });
    expect((await api.client.readFlowRun({ params: { id: run.id } })).state).toMatchObject({
      data,
      state_details: { untrackable_result: true, flow_run_id: run.id },
    });
  });

  it("cuts messages and stack traces that are too long, with a note", async () => {
    const api = openTestApi();
    const run = await begin(api);
    const data = { type: "error", name: "Error", message: "m".repeat(20_000), stack: "s".repeat(90_000) };
    const answer = await set(api, run.id, { type: "FAILED", message: "x".repeat(100_000), data }, { epoch: 1 });
    expect(answer.status).toBe(201);
    const { state } = await api.client.readFlowRun({ params: { id: run.id } });
    expect(state?.message).toMatch(/^x{8000}… \(92000 more characters were cut\)$/);
    expect((state!.data as typeof data).stack).toMatch(/more characters were cut\)$/);
  });

  it("with data that fits no document is 413 and changes nothing", async () => {
    const api = openTestApi();
    const run = await begin(api);
    const answer = await set(api, run.id, { type: "COMPLETED", data: { value: "x".repeat(200_000) } }, { epoch: 1 });
    expect([answer.status, answer.problem.code]).toEqual([413, "too-large"]);
    expect(await api.client.readFlowRun({ params: { id: run.id } })).toMatchObject({ state_type: "RUNNING" });
  });

  it("of an unknown run is 404", async () => {
    expect((await set(openTestApi(), systemIds.runId(), { type: "RUNNING" })).status).toBe(404);
  });
});

describe("a subflow", () => {
  async function family(api: TestApi) {
    const parent = await begin(api);
    const task = await api.client.createTaskRun({
      body: { flow_run_id: parent.id, task_key: "child", dynamic_key: "0", state: { type: "PENDING" } },
    });
    const flow = await api.client.createFlow({ body: { name: "child" } });
    const child = await api.client.createFlowRun({ body: { flow_id: flow.id, parent_task_run_id: task.id, state: { type: "PENDING" } } });
    return { parent, task, child };
  }

  it("shows every state on its parent's task run", async () => {
    const api = openTestApi();
    const { task, child } = await family(api);
    for (const type of ["RUNNING", "COMPLETED"]) {
      await set(api, child.id, { type });
      const shown = await api.client.readTaskRun({ params: { id: task.id } });
      expect(shown).toMatchObject({ state_type: type, state: { state_details: { child_flow_run_id: child.id, task_run_id: task.id } } });
    }
    const { state } = await api.client.readFlowRun({ params: { id: child.id } });
    expect(state?.state_details).toMatchObject({ flow_run_id: child.id, task_run_id: task.id });
  });

  it("is found by its parent's task run and by its parent", async () => {
    const api = openTestApi();
    const { parent, task, child } = await family(api);
    const byTask = await api.client.filterFlowRuns({
      body: {
        flow_runs: { parent_task_run_id: { any_: [task.id] } },
        sort: "EXPECTED_START_TIME_DESC",
        limit: 1,
        offset: 0,
        flows: null,
        task_runs: null,
      },
    });
    const byParent = await api.client.filterFlowRuns({ body: { flow_runs: { parent_flow_run_id: { any_: [parent.id] } } } });
    expect([byTask, byParent].map((runs) => runs.map((run) => run.id))).toEqual([[child.id], [child.id]]);
    const tops = await api.client.filterFlowRuns({ body: { flow_runs: { parent_task_run_id: { is_null_: true } } } });
    expect(tops.map((run) => run.id)).toEqual([parent.id]);
    expect((await api.client.filterTaskRuns({ body: { task_runs: { subflow_runs: { exists_: true } } } })).map((run) => run.id)).toEqual([
      task.id,
    ]);
  });

  it("begun before its parent's task run is known is found too", async () => {
    const api = openTestApi();
    const parent = await begin(api);
    const taskId = systemIds.runId();
    const child = await begin(api, { flow: { name: "child" }, parent_task_run_id: taskId, parent_flow_run_id: parent.id });
    const orphan = await begin(api, { flow: { name: "child" }, parent_task_run_id: systemIds.runId() });
    await api.client.createTaskRun({ body: { id: taskId, flow_run_id: parent.id, task_key: "child", dynamic_key: "0" } });
    const found = async (filter: object) => (await api.client.filterFlowRuns({ body: { flow_runs: filter } })).map((run) => run.id);
    expect(await found({ parent_task_run_id: { any_: [taskId] } })).toEqual([child.id]);
    expect(await found({ parent_flow_run_id: { any_: [parent.id] } })).toEqual([child.id]);
    expect(await found({ parent_task_run_id: { any_: [orphan.parent_task_run_id] } })).toEqual([orphan.id]);
  });

  it("completed before is not run again when its parent is", async () => {
    const api = openTestApi();
    const { child } = await family(api);
    await set(api, child.id, { type: "RUNNING" });
    await set(api, child.id, { type: "COMPLETED", data: { storage_key: "k" } });
    expect((await set(api, child.id, { type: "RUNNING" })).json).toMatchObject({
      status: "REJECT",
      state: { type: "COMPLETED", data: { storage_key: "k" } },
    });
  });
});

describe("set_state of a task run", () => {
  async function task(api: TestApi, given: Record<string, unknown> = {}) {
    const run = await begin(api);
    return api.client.createTaskRun({ body: { flow_run_id: run.id, task_key: "step", dynamic_key: "0", ...given } });
  }
  const setTask = (api: TestApi, id: string, state: Record<string, unknown>, more = {}) =>
    api.send("POST", `/task_runs/${id}/set_state`, { state, ...more });

  it("runs, fails and waits for its retry under the server's rules", async () => {
    const api = openTestApi();
    const { id } = await task(api, { empirical_policy: { retries: 1, retry_delay: [5] } });
    expect((await setTask(api, id, { type: "RUNNING" })).status).toBe(201);
    expect((await setTask(api, id, { type: "FAILED" })).json).toMatchObject({ status: "REJECT", state: { name: "AwaitingRetry" } });
    api.clock.advance(5001);
    expect((await setTask(api, id, { type: "RUNNING" })).json).toMatchObject({ state: { name: "Retrying" } });
    expect((await setTask(api, id, { type: "COMPLETED" })).json).toMatchObject({ status: "ACCEPT" });
    const states = await api.client.readTaskRunStates({ query: { task_run_id: id } });
    expect(states.map((state) => state.name)).toEqual(["Pending", "Running", "AwaitingRetry", "Retrying", "Completed"]);
  });

  it("takes a result that another run stored under the same cache key", async () => {
    const api = openTestApi();
    const details = { cache_key: "square-7", cache_expiration: "2026-11-23T10:00:00Z" };
    const first = await task(api);
    await setTask(api, first.id, { type: "RUNNING", state_details: details });
    await setTask(api, first.id, { type: "COMPLETED", data: { storage_key: "k" }, state_details: details });
    const second = await task(api, { dynamic_key: "1" });
    expect((await setTask(api, second.id, { type: "RUNNING", state_details: details })).json).toMatchObject({
      status: "REJECT",
      state: { type: "COMPLETED", name: "Cached", data: { storage_key: "k" } },
    });
    const third = await task(api, { dynamic_key: "2" });
    expect((await setTask(api, third.id, { type: "RUNNING", state_details: { ...details, refresh_cache: true } })).json).toMatchObject({
      status: "ACCEPT",
    });
    api.clock.advance(3_600_000);
    const fourth = await task(api, { dynamic_key: "3" });
    expect((await setTask(api, fourth.id, { type: "RUNNING", state_details: details })).json).toMatchObject({ status: "ACCEPT" });
  });

  it("stops with its flow run", async () => {
    const api = openTestApi();
    const { id, flow_run_id } = await task(api);
    await set(api, flow_run_id!, { type: "CANCELLED" }, { force: true });
    expect((await setTask(api, id, { type: "RUNNING" })).json).toMatchObject({ status: "ABORT" });
  });

  it("of a stale holder is refused", async () => {
    const api = openTestApi();
    const { id } = await task(api);
    expect((await setTask(api, id, { type: "RUNNING" }, { epoch: 7 })).problem).toMatchObject({
      status: 409,
      code: "stale-epoch",
      got: 7,
      expected: 1,
    });
  });

  it("works at once after creation although indexes lag", async () => {
    const api = openTestApi({ indexLagMs: 60_000 });
    const { id } = await task(api);
    expect((await setTask(api, id, { type: "RUNNING" })).status).toBe(201);
    expect((await api.send("GET", `/task_runs/${id}`)).json).toMatchObject({ state_type: "RUNNING" });
  });
});
