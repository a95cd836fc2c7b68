import { describe, expect, it } from "vitest";
import type { TaskRunRecord } from "#core/contract/documents.ts";
import { DependencyResult, FlowRunGraph } from "#core/contract/flow-runs.ts";
import { dependenciesOf } from "#core/rules/dependencies.ts";
import { CALLERS_KEY, graphOf } from "#core/rules/graph.ts";
import { at, flowRun, idOf, START, taskRun } from "./records.ts";

const input = (number: number) => ({ input_type: "task_run" as const, id: idOf(number) });
const task = (number: number, inputs: TaskRunRecord["task_inputs"] = {}, changes: Partial<TaskRunRecord> = {}) =>
  taskRun(["PENDING", "RUNNING", "COMPLETED"], {
    id: idOf(number),
    name: `task-${number}`,
    start_time: at(number),
    end_time: at(number + 1),
    task_inputs: inputs,
    ...changes,
  });

describe("graphOf", () => {
  it("joins task runs by their inputs, in both directions, each edge once", () => {
    const graph = graphOf({
      flowRun: flowRun(["RUNNING"]),
      taskRuns: [
        task(12, {
          x: [input(11), input(11)],
          y: [input(10), { input_type: "parameter", name: "p" }, { input_type: "constant", type: "int" }],
        }),
        task(11, { x: [input(10)] }),
        task(10),
      ],
    });
    expect(FlowRunGraph.parse(graph)).toEqual(graph);
    expect(graph.root_node_ids).toEqual([idOf(10)]);
    expect(graph.nodes.map(([id, { label, parents, children }]) => ({ id, label, parents, children }))).toEqual([
      { id: idOf(10), label: "task-10", parents: [], children: [{ id: idOf(12) }, { id: idOf(11) }] },
      { id: idOf(11), label: "task-11", parents: [{ id: idOf(10) }], children: [{ id: idOf(12) }] },
      { id: idOf(12), label: "task-12", parents: [{ id: idOf(11) }, { id: idOf(10) }], children: [] },
    ]);
    expect(graph).toMatchObject({ start_time: at(0), end_time: null, states: [{ type: "RUNNING", name: "Running", timestamp: at(0) }] });
  });

  it("draws the subflow in place of the task run that stands for it, and leads its edges there", () => {
    const mirrored = { type: "COMPLETED" as const, state_details: { child_flow_run_id: idOf(20) } };
    const tracking = taskRun([mirrored], { id: idOf(11), name: "tracking", start_time: at(1), task_inputs: { x: [input(10)] } });
    const source = {
      flowRun: flowRun(["RUNNING"]),
      taskRuns: [task(10), tracking, task(12, { x: [input(11)] }), task(13, { x: [{ input_type: "flow_run", id: idOf(20) }] })],
    };
    const child = { ...flowRun(["RUNNING", "FAILED"]), id: idOf(20), name: "child" };
    const nodes = new Map(graphOf({ ...source, subflowRuns: [child] }).nodes);
    expect(nodes.get(idOf(20))).toMatchObject({
      kind: "flow-run",
      id: idOf(20),
      label: "child",
      state_type: "FAILED",
      start_time: at(0),
      end_time: at(1),
      parents: [{ id: idOf(10) }],
      children: [{ id: idOf(12) }, { id: idOf(13) }],
    });
    expect(nodes.has(idOf(11))).toBe(false);
    expect(nodes.get(idOf(10))).toMatchObject({ kind: "task-run", children: [{ id: idOf(20) }] });
    expect(new Map(graphOf(source).nodes).get(idOf(20))).toMatchObject({ kind: "flow-run", label: "tracking", state_type: "COMPLETED" });
  });

  it("names the runs a run was called inside of, which makes it no root", () => {
    const graph = graphOf({ flowRun: flowRun(), taskRuns: [task(10), task(11, { [CALLERS_KEY]: [input(10)], x: [] })] });
    expect(new Map(graph.nodes).get(idOf(11))).toMatchObject({ parents: [], encapsulating: [{ id: idOf(10) }] });
    expect(new Map(graph.nodes).get(idOf(10))).toMatchObject({ children: [] });
    expect(graph.root_node_ids).toEqual([idOf(10)]);
  });

  it("ignores inputs from outside the run", () => {
    const graph = graphOf({ flowRun: flowRun(), taskRuns: [task(10, { x: [input(99), { input_type: "flow_run", id: idOf(98) }] })] });
    expect(graph.nodes[0]![1].parents).toEqual([]);
    expect(graph.root_node_ids).toEqual([idOf(10)]);
  });

  it("leaves out what ended before a time, and keeps what has not ended", () => {
    const taskRuns = [task(10), task(11), task(12, {}, { end_time: null })];
    const shown = (since: string | undefined) => graphOf({ flowRun: flowRun(), taskRuns, since }).nodes.map(([id]) => id);
    expect(shown(at(12))).toEqual([idOf(11), idOf(12)]);
    expect(shown(at(12.5))).toEqual([idOf(12)]);
    expect(shown(undefined)).toHaveLength(3);
  });

  it("shows what never started at the time it was expected, and orders by id what starts at once", () => {
    const waiting = taskRun(["PENDING"], { id: idOf(13) });
    const graph = graphOf({ flowRun: flowRun(), taskRuns: [task(12, {}, { start_time: at(10) }), task(10), waiting] });
    expect(graph.nodes.map(([id]) => id)).toEqual([idOf(13), idOf(10), idOf(12)]);
    expect(graph.nodes[0]![1]).toMatchObject({ start_time: at(0), state_type: "PENDING" });
  });

  it("hangs artifacts on their task run, or on the run", () => {
    const artifact = {
      created: at(1),
      updated: at(1),
      key: "k",
      type: "markdown",
      description: null,
      data: "x",
      metadata_: null,
      flow_run_id: idOf(1),
    };
    const artifacts = [
      { ...artifact, id: idOf(40), task_run_id: idOf(10), is_latest: false },
      { ...artifact, id: idOf(41), task_run_id: null },
      { ...artifact, id: idOf(42), task_run_id: idOf(99) },
    ];
    const graph = graphOf({ flowRun: flowRun(), taskRuns: [task(10)], artifacts });
    expect(graph.nodes[0]![1].artifacts).toEqual([
      { id: idOf(40), created: at(1), key: "k", type: "markdown", data: "x", is_latest: false },
    ]);
    expect(graph.artifacts).toEqual([{ id: idOf(41), created: at(1), key: "k", type: "markdown", data: "x", is_latest: true }]);
    expect(FlowRunGraph.parse(graph)).toEqual(graph);
  });
});

describe("dependenciesOf", () => {
  it("lists task runs in the order they were made, with the task runs they depend on", () => {
    const second = task(11, { x: [input(10), { input_type: "parameter", name: "p" }], y: [input(10)] }, { created: at(1) });
    const unkept = taskRun(["PENDING", { type: "COMPLETED", state_details: { untrackable_result: true } }], { id: idOf(10) });
    const list = dependenciesOf([second, unkept, task(9)], START + 5000);
    expect(DependencyResult.array().parse(list)).toEqual(list);
    expect(list.map(({ id }) => id)).toEqual([idOf(9), idOf(10), idOf(11)]);
    expect(list.map(({ untrackable_result }) => untrackable_result)).toEqual([false, true, false]);
    expect(list[2]).toMatchObject({
      upstream_dependencies: [input(10), input(10)],
      state: { type: "COMPLETED" },
      total_run_time: 1,
      estimated_run_time: 1,
    });
    expect(dependenciesOf([taskRun(["RUNNING"])], START + 5000)[0]!.estimated_run_time).toBe(5);
  });
});
