import { describe, expect, it } from "vitest";
import type { FlowRunGraph } from "#core/contract/flow-runs.ts";
import { systemIds } from "#core/ports/system.ts";
import { openTestApi } from "./support/api.ts";
import { begin, snapshot } from "./support/seed.ts";

describe("the graph of a run", () => {
  it("has a node for each task and each subflow, edges along the inputs, and artifacts", async () => {
    const api = openTestApi();
    const run = await begin(api);
    const first = snapshot(["RUNNING", "COMPLETED"]);
    const child = await begin(api, { flow: { name: "child" }, parent_flow_run_id: run.id, name: "the-child" });
    const second = snapshot(["RUNNING", "COMPLETED"], { task_inputs: { x: [{ input_type: "task_run", id: first.id }] } });
    second.states.at(-1)!.state_details.child_flow_run_id = child.id;
    await api.client.reportTaskRuns({ body: { flow_run_id: run.id, epoch: 1, sequence: 1, task_runs: [first, second] } });
    await api.client.createArtifact({ body: { key: "note", type: "markdown", task_run_id: first.id } });
    const graph = (await api.send("GET", `/flow_runs/${run.id}/graph-v2`)).json as FlowRunGraph;
    const nodes = new Map(graph.nodes);
    expect([...nodes.keys()]).toEqual(expect.arrayContaining([first.id, child.id]));
    expect(nodes.get(child.id)).toMatchObject({ kind: "flow-run", label: "the-child", parents: [{ id: first.id }] });
    expect(nodes.get(first.id)).toMatchObject({ kind: "task-run", children: [{ id: child.id }], artifacts: [{ key: "note" }] });
    expect(graph.root_node_ids).toEqual([first.id]);
    const dependencies = (await api.send("GET", `/flow_runs/${run.id}/graph`)).json as { id: string; upstream_dependencies: unknown[] }[];
    expect(dependencies.find(({ id }) => id === second.id)?.upstream_dependencies).toEqual([{ input_type: "task_run", id: first.id }]);
  });

  it("of an unknown run is 404", async () => {
    const api = openTestApi();
    expect((await api.send("GET", `/flow_runs/${systemIds.runId()}/graph-v2`)).status).toBe(404);
    expect((await api.send("GET", `/flow_runs/${systemIds.runId()}/graph`)).status).toBe(404);
  });
});

describe("histories", () => {
  const span = { history_start: "2026-11-23T08:59:00Z", history_end: "2026-11-23T09:02:00Z", history_interval_seconds: 60 };

  it("count flow runs and task runs by interval and state", async () => {
    const api = openTestApi();
    const run = await begin(api);
    await begin(api);
    await api.client.setFlowRunState({ params: { id: run.id }, body: { state: { type: "COMPLETED" }, epoch: 1 } });
    await api.client.reportTaskRuns({ body: { flow_run_id: run.id, epoch: 1, sequence: 1, task_runs: [snapshot(["FAILED"])] } });
    const runs = await api.client.readFlowRunHistory({ body: span });
    expect(runs.map((bucket) => bucket.states.map(({ state_type, count_runs }) => [state_type, count_runs]))).toEqual([
      [],
      [
        ["COMPLETED", 1],
        ["RUNNING", 1],
      ],
      [],
    ]);
    const tasks = await api.client.readTaskRunHistory({ body: { ...span, history_interval_seconds: undefined, history_interval: 180 } });
    expect(tasks.map((bucket) => bucket.states.map(({ state_type, count_runs }) => [state_type, count_runs]))).toEqual([[["FAILED", 1]]]);
  });

  it.each([
    ["without an interval", { history_interval_seconds: undefined }],
    ["with an interval of nothing", { history_interval_seconds: 0 }],
    ["of too many intervals", { history_start: "2020-01-01T00:00:00Z", history_interval_seconds: 1 }],
  ])("%s are refused", async (_, more) => {
    const answer = await openTestApi().send("POST", "/flow_runs/history", { ...span, ...more });
    expect([answer.status, answer.problem.code]).toEqual([422, "invalid"]);
  });
});

describe("states", () => {
  it("that nobody has are 404", async () => {
    const api = openTestApi();
    const run = await begin(api);
    for (const path of [
      `/flow_run_states/${run.id}`,
      `/flow_run_states/${systemIds.uuid()}`,
      `/task_run_states/${systemIds.uuid()}`,
      `/flow_run_states/?flow_run_id=${systemIds.runId()}`,
      `/task_run_states/?task_run_id=${systemIds.runId()}`,
    ]) {
      expect((await api.send("GET", path)).status, path).toBe(404);
    }
  });

  it("are asked for by a run id in the query", async () => {
    const answer = await openTestApi().send("GET", "/flow_run_states/");
    expect([answer.status, answer.problem.issues?.[0]?.path]).toEqual([422, "query.flow_run_id"]);
  });
});
