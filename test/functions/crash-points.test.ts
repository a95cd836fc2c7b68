import { afterEach, describe, expect, it } from "vitest";
import { systemIds } from "#core/ports/system.ts";
import { armCrashPoint, type CrashPoint } from "#functions/crash-point.ts";
import { openTestApi, type TestApi } from "./support/api.ts";
import { begin, snapshot } from "./support/seed.ts";

afterEach(() => armCrashPoint(undefined));

/** Sends the request while it dies at the point, then again as the client would after a restart. */
async function diesAndIsSentAgain(api: TestApi, point: CrashPoint, method: string, path: string, body?: unknown) {
  let struck = false;
  armCrashPoint((name) => {
    if (name !== point) return;
    struck = true;
    throw new Error("died here");
  });
  const first = await api.send(method, path, body);
  expect([struck, first.status]).toEqual([true, 500]);
  armCrashPoint(undefined);
  return api.send(method, path, body);
}

describe("a process that dies between two effects loses nothing once the request is sent again", () => {
  it.each(["begin:flow-written", "begin:day-marked", "begin:announced", "begin:run-written"] as const)("at %s", async (point) => {
    const api = openTestApi();
    const id = systemIds.runId();
    const again = await diesAndIsSentAgain(api, point, "POST", "/x/flow_runs/begin", { id, flow: { name: "hello" }, holder: "h:1" });
    expect(again.status).toBe(point === "begin:run-written" ? 200 : 201);
    expect(again.json).toMatchObject({ flow_run: { id, state_type: "RUNNING", run_count: 1 }, lease: { epoch: 1 } });
    expect((await api.client.filterFlowRuns({ body: {} })).map((run) => run.id)).toEqual([id]);
    expect(await api.client.countFlows({ body: {} })).toBe(1);
  });

  it.each(["report:read", "report:written"] as const)("at %s", async (point) => {
    const api = openTestApi();
    const run = await begin(api);
    const told = snapshot(["RUNNING", "COMPLETED"]);
    const logs = [{ name: "l", level: 20, message: "m", timestamp: "2026-11-23T09:00:00Z" }];
    const again = await diesAndIsSentAgain(api, point, "POST", "/x/task_runs/report", {
      flow_run_id: run.id,
      epoch: 1,
      sequence: 1,
      task_runs: [told],
      logs,
    });
    expect(again.status).toBe(200);
    expect(await api.client.countTaskRuns({ body: {} })).toBe(1);
    expect(await api.client.filterLogs({ body: {} })).toHaveLength(1);
  });

  it("at set-state:announced, and what was announced did not happen then", async () => {
    const api = openTestApi();
    const run = await begin(api);
    const state = { type: "COMPLETED", state_details: { transition_id: systemIds.uuid() } };
    const again = await diesAndIsSentAgain(api, "set-state:announced", "POST", `/flow_runs/${run.id}/set_state`, { state, epoch: 1 });
    expect([again.status, again.json]).toMatchObject([201, { status: "ACCEPT", state: { type: "COMPLETED" } }]);
    expect(await api.client.readFlowRun({ params: { id: run.id } })).toMatchObject({ state_type: "COMPLETED" });
  });

  it("at set-state:run-written, and the parent's task run still shows the state", async () => {
    const api = openTestApi();
    const parent = await begin(api);
    const task = await api.client.createTaskRun({ body: { flow_run_id: parent.id, task_key: "child", dynamic_key: "0" } });
    const child = await api.client.createFlowRun({ body: { flow_id: parent.flow_id, parent_task_run_id: task.id } });
    const state = { type: "RUNNING", state_details: { transition_id: systemIds.uuid() } };
    const again = await diesAndIsSentAgain(api, "set-state:run-written", "POST", `/flow_runs/${child.id}/set_state`, { state });
    expect([again.status, again.json]).toMatchObject([200, { status: "REJECT", state: { type: "RUNNING" } }]);
    expect(await api.client.readTaskRun({ params: { id: task.id } })).toMatchObject({
      state_type: "RUNNING",
      state: { state_details: { child_flow_run_id: child.id } },
    });
    expect(await api.client.readFlowRun({ params: { id: child.id } })).toMatchObject({ run_count: 1 });
  });

  it("at set-state:parent-written", async () => {
    const api = openTestApi();
    const parent = await begin(api);
    const task = await api.client.createTaskRun({ body: { flow_run_id: parent.id, task_key: "child", dynamic_key: "0" } });
    const child = await api.client.createFlowRun({ body: { flow_id: parent.flow_id, parent_task_run_id: task.id } });
    const state = { type: "RUNNING", state_details: { transition_id: systemIds.uuid() } };
    expect((await diesAndIsSentAgain(api, "set-state:parent-written", "POST", `/flow_runs/${child.id}/set_state`, { state })).status).toBe(
      200,
    );
    const shown = (await api.client.readTaskRunStates({ query: { task_run_id: task.id } })).filter(({ type }) => type === "RUNNING");
    expect(shown).toHaveLength(1);
  });

  it.each([
    ["delete-run:parts-deleted", "flow_runs"],
    ["delete-flow:runs-deleted", "flows"],
  ] as const)("at %s", async (point, kind) => {
    const api = openTestApi();
    const run = await begin(api);
    await api.client.reportTaskRuns({ body: { flow_run_id: run.id, epoch: 1, sequence: 1, task_runs: [snapshot(["RUNNING"])] } });
    const again = await diesAndIsSentAgain(api, point, "DELETE", `/${kind}/${kind === "flows" ? run.flow_id : run.id}`);
    expect(again.status).toBe(204);
    expect((await api.store.query({ index: "main", pk: `RUN#${run.id}` })).documents).toEqual([]);
    expect(await api.client.countFlowRuns({ body: {} })).toBe(0);
  });
});

it("a change that always loses its race is given up with 503 and a time to try again", async () => {
  const api = openTestApi();
  const run = await begin(api);
  const get = api.store.get.bind(api.store);
  // somebody else writes between our read and our write, each time
  const put = api.store.put.bind(api.store);
  let racing = false;
  api.store.put = async (document, expect) => {
    if (!racing && document.sk === "META") {
      racing = true;
      const other = await get(document);
      if (other !== null) await put(other, "any");
      racing = false;
    }
    return put(document, expect);
  };
  const answer = await api.send("PATCH", `/flow_runs/${run.id}`, { name: "x" });
  expect([answer.status, answer.problem.code, answer.headers["retry-after"]]).toEqual([503, "busy", "1"]);
});
