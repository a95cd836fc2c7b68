import { describe, expect, it } from "vitest";
import { formatTimestamp } from "#core/contract/scalars.ts";
import { systemIds } from "#core/ports/system.ts";
import { openTestApi, START, type TestApi } from "./support/api.ts";
import { begin, snapshot, state } from "./support/seed.ts";

const report = (api: TestApi, flow_run_id: string, more: Record<string, unknown> = {}) =>
  api.send("POST", "/x/task_runs/report", { flow_run_id, epoch: 1, sequence: 1, task_runs: [], ...more });

const line = (message: string, ms = 0) => ({ name: "millrace.flow", level: 20, message, timestamp: formatTimestamp(START + ms) });

describe("a report", () => {
  it("stores task runs as they were told, to be read whole", async () => {
    const api = openTestApi();
    const run = await begin(api);
    const told = snapshot(["PENDING", "RUNNING", "COMPLETED"], {
      tags: ["a"],
      task_inputs: { x: [{ input_type: "parameter", name: "n" }] },
      empirical_policy: { retries: 2 },
    });
    const answer = await report(api, run.id, { task_runs: [told] });
    expect(answer.status).toBe(200);
    expect(answer.json).toEqual({
      lease_expires_at: expect.stringMatching(/^2026-11-23T09:01:00/),
      state_type: "RUNNING",
      state_name: "Running",
    });
    const read = await api.client.readTaskRun({ params: { id: told.id } });
    expect(read).toMatchObject({
      flow_run_id: run.id,
      name: "step-0",
      state_type: "COMPLETED",
      tags: ["a"],
      task_inputs: told.task_inputs,
      empirical_policy: { retries: 2 },
      run_count: 1,
    });
    const states = await api.client.readTaskRunStates({ query: { task_run_id: told.id } });
    expect(states.map(({ id, type }) => [id, type])).toEqual(told.states.map(({ id, type }) => [id, type]));
    for (const stored of states) expect(await api.client.readTaskRunState({ params: { id: stored.id } })).toEqual(stored);
  });

  it("sent twice changes nothing", async () => {
    const api = openTestApi();
    const run = await begin(api);
    const body = { task_runs: [snapshot(["RUNNING"])], logs: [line("one"), line("two", 5)] };
    await report(api, run.id, body);
    const before = await api.store.query({ index: "main", pk: `RUN#${run.id}` });
    api.clock.advance(1000);
    expect((await report(api, run.id, body)).status).toBe(200);
    const after = await api.store.query({ index: "main", pk: `RUN#${run.id}` });
    expect(after.documents.filter(({ sk }) => !sk.startsWith("LOG#"))).toEqual(before.documents.filter(({ sk }) => !sk.startsWith("LOG#")));
    expect((await api.client.filterLogs({ body: {} })).map((log) => log.message)).toEqual(["one", "two"]);
  });

  it("that comes late never replaces what is newer", async () => {
    const api = openTestApi();
    const run = await begin(api);
    const id = systemIds.runId();
    await report(api, run.id, { sequence: 2, task_runs: [snapshot(["RUNNING", "COMPLETED"], { id })] });
    await report(api, run.id, { sequence: 1, task_runs: [snapshot(["RUNNING"], { id })] });
    expect((await api.client.readTaskRun({ params: { id } })).state_type).toBe("COMPLETED");
  });

  it("with one task run twice keeps the newest", async () => {
    const api = openTestApi();
    const run = await begin(api);
    const id = systemIds.runId();
    await report(api, run.id, { task_runs: [snapshot(["RUNNING", "COMPLETED"], { id }), snapshot(["RUNNING"], { id })] });
    expect((await api.client.readTaskRun({ params: { id } })).state_type).toBe("COMPLETED");
  });

  it("of an outdated lease is refused with 409, and nothing of it is written", async () => {
    const api = openTestApi();
    const run = await begin(api);
    for (const epoch of [0, 2]) {
      const answer = await report(api, run.id, { epoch, task_runs: [snapshot(["COMPLETED"])], logs: [line("x")] });
      expect([answer.status, answer.problem.code]).toEqual([409, "stale-epoch"]);
    }
    expect((await api.store.query({ index: "main", pk: `RUN#${run.id}` })).documents.map(({ sk }) => sk)).toEqual(["META"]);
  });

  it("of the last holder is still taken when the run has ended", async () => {
    const api = openTestApi();
    const run = await begin(api);
    await api.client.setFlowRunState({ params: { id: run.id }, body: { state: { type: "FAILED" }, epoch: 1 } });
    const answer = await report(api, run.id, { task_runs: [snapshot(["COMPLETED"])], logs: [line("late")] });
    expect(answer.json).toEqual({ lease_expires_at: null, state_type: "FAILED", state_name: "Failed" });
    expect(await api.client.countTaskRuns({ body: {} })).toBe(1);
  });

  it("of a later lease wins over an earlier one, whatever their clocks say", async () => {
    const api = openTestApi();
    const run = await begin(api);
    const id = systemIds.runId();
    await report(api, run.id, { task_runs: [snapshot(["RUNNING"], { id, at: START + 1_000_000 })] });
    await api.client.setFlowRunState({ params: { id: run.id }, body: { state: { type: "FAILED" }, epoch: 1 } });
    await api.client.setFlowRunState({ params: { id: run.id }, body: { state: { type: "RUNNING", name: "Retrying" }, force: true } });
    expect((await report(api, run.id, { epoch: 2, task_runs: [snapshot(["COMPLETED"], { id, at: START })] })).status).toBe(200);
    expect((await api.client.readTaskRun({ params: { id } })).state_type).toBe("COMPLETED");
  });

  it("renews the lease when half of it is over, and leaves the run alone before", async () => {
    const api = openTestApi({ leaseSeconds: 60 });
    const run = await begin(api);
    const version = async () => (await api.store.get({ pk: `RUN#${run.id}`, sk: "META" }))!.version;
    api.clock.advance(29_000);
    await report(api, run.id, { task_runs: [snapshot(["RUNNING"])] });
    expect(await version()).toBe(1);
    api.clock.advance(2000);
    const answer = await report(api, run.id);
    expect(await version()).toBe(2);
    expect((answer.json as { lease_expires_at: string }).lease_expires_at).toMatch(/^2026-11-23T09:01:31/);
  });

  it("tells a reporter that its run is being cancelled", async () => {
    const api = openTestApi();
    const run = await begin(api);
    await api.client.setFlowRunState({ params: { id: run.id }, body: { state: { type: "CANCELLING" } } });
    expect((await report(api, run.id)).json).toMatchObject({ state_type: "CANCELLING" });
  });

  it("of a run that is not there is 404", async () => {
    expect((await report(openTestApi(), systemIds.runId())).status).toBe(404);
  });

  it("keeps the lines of a subflow with the subflow", async () => {
    const api = openTestApi();
    const run = await begin(api);
    const child = await begin(api);
    await report(api, run.id, { logs: [line("mine"), { ...line("its"), flow_run_id: child.id }] });
    const of = async (id: string) =>
      (await api.client.filterLogs({ body: { logs: { flow_run_id: { any_: [id] } } } })).map((log) => log.message);
    expect([await of(run.id), await of(child.id)]).toEqual([["mine"], ["its"]]);
  });

  it("with states in any shape but a state's is 422, naming the place", async () => {
    const api = openTestApi();
    const run = await begin(api);
    const told = snapshot(["RUNNING"]);
    const answer = await report(api, run.id, {
      task_runs: [{ ...told, states: [{ ...state(told.id, 1, "RUNNING", START), type: "SLEEPING" }] }],
    });
    expect(answer.status).toBe(422);
    expect(answer.problem.issues?.[0]?.path).toBe("body.task_runs.0.states.0.type");
  });
});
