import { describe, expect, it } from "vitest";
import type * as z from "zod";
import { ArtifactFilter, FlowFilter, FlowRunFilter, LogFilter, TaskRunFilter } from "#core/contract/filters.ts";
import {
  childFlowRunId,
  type FlowRunRow,
  type LogRow,
  logPredicate,
  matchesArtifact,
  matchesFlow,
  matchesFlowRun,
  matchesLog,
  matchesTaskRun,
  type TaskRunRow,
} from "#core/rules/filters.ts";
import { at, flowRun, idOf, taskRun } from "./records.ts";

const flow = { id: idOf(15), name: "Nightly ETL", tags: ["prod", "etl"] };
const run: FlowRunRow = {
  id: idOf(1),
  name: "quiet-otter",
  tags: ["prod", "etl"],
  deployment_id: idOf(16),
  work_queue_name: "default",
  state_type: "SCHEDULED",
  state_name: "Late",
  flow_version: "v1",
  start_time: at(10),
  end_time: null,
  expected_start_time: at(5),
  next_scheduled_start_time: at(6),
  parent_flow_run_id: null,
  parent_task_run_id: null,
  idempotency_key: "k",
  created_by: { id: idOf(30), type: "SCHEDULE" },
};
const bare: FlowRunRow = {
  ...run,
  tags: [],
  deployment_id: null,
  work_queue_name: null,
  state_type: null,
  state_name: null,
  flow_version: null,
  start_time: null,
  expected_start_time: null,
  next_scheduled_start_time: null,
  idempotency_key: null,
  created_by: null,
};

const flowRunFilter = (filter: z.input<typeof FlowRunFilter>) => FlowRunFilter.parse(filter);

describe("a filter that is not there, or says nothing", () => {
  it("matches everything", () => {
    expect(matchesFlow(undefined, flow) && matchesFlow(FlowFilter.parse({}), flow)).toBe(true);
    expect(matchesFlowRun(undefined, run) && matchesFlowRun(flowRunFilter({ operator: "or_" }), run)).toBe(true);
    expect(matchesTaskRun(undefined, taskRun()) && matchesTaskRun(TaskRunFilter.parse({ operator: null }), taskRun())).toBe(true);
    expect(matchesLog(undefined, line) && matchesLog(LogFilter.parse({}), line)).toBe(true);
    expect(matchesArtifact(undefined, artifact) && matchesArtifact(ArtifactFilter.parse({}), artifact)).toBe(true);
  });
});

describe("matchesFlow", () => {
  it.each<[z.input<typeof FlowFilter>, boolean]>([
    [{ id: { any_: [idOf(15)] } }, true],
    [{ id: { any_: [idOf(15).toUpperCase()] } }, true],
    [{ id: { any_: [] } }, false],
    [{ id: { not_any_: [idOf(15)] } }, false],
    [{ id: { not_any_: [] } }, true],
    [{ name: { any_: ["Nightly ETL"] } }, true],
    [{ name: { any_: ["nightly etl"] } }, false],
    [{ name: { like_: "etl" } }, true],
    [{ name: { like_: "elt" } }, false],
    [{ name: { like_: "" } }, true],
    [{ name: { any_: ["Nightly ETL"], like_: "x" } }, false],
    [{ tags: { all_: ["etl", "prod"] } }, true],
    [{ tags: { all_: ["etl", "dev"] } }, false],
    [{ tags: { all_: [] } }, true],
    [{ tags: { any_: ["dev", "etl"] } }, true],
    [{ tags: { any_: ["dev"] } }, false],
    [{ tags: { any_: [] } }, false],
    [{ tags: { is_null_: false } }, true],
    [{ tags: { is_null_: true } }, false],
    [{ tags: { operator: "or_", all_: ["dev"], is_null_: false } }, true],
    [{ tags: { operator: "and_", all_: ["dev"], is_null_: false } }, false],
    [{ tags: { operator: "or_", all_: [], any_: ["dev"] } }, false],
    [{ deployment: { is_null_: true } }, true],
    [{ deployment: { is_null_: false } }, false],
    [{ deployment: {} }, true],
    [{ operator: "or_", id: { any_: [] }, name: { like_: "nightly" } }, true],
    [{ operator: "or_", id: { any_: [] }, name: { like_: "" } }, false],
    [{ operator: "and_", id: { any_: [] }, name: { like_: "nightly" } }, false],
    [{ id: null, name: null, tags: null, deployment: null, operator: null }, true],
  ])("%j: %s", (filter, expected) => {
    expect(matchesFlow(FlowFilter.parse(filter), flow)).toBe(expected);
  });

  it("knows from its relations whether there is a deployment", () => {
    expect(matchesFlow(FlowFilter.parse({ deployment: { is_null_: false } }), flow, { hasDeployment: true })).toBe(true);
    expect(matchesFlow(FlowFilter.parse({ deployment: { is_null_: true } }), flow, { hasDeployment: true })).toBe(false);
    expect(matchesFlow(FlowFilter.parse({ tags: { is_null_: true } }), { ...flow, tags: [] })).toBe(true);
  });
});

describe("matchesFlowRun", () => {
  // the second answer is that of a run where nothing optional is known
  it.each<[z.input<typeof FlowRunFilter>, boolean, boolean]>([
    [{ state: { type: { any_: ["SCHEDULED", "RUNNING"] } } }, true, false],
    [{ state: { type: { any_: [] } } }, false, false],
    [{ state: { type: { not_any_: ["SCHEDULED"] } } }, false, true],
    [{ state: { name: { any_: ["Late"] } } }, true, false],
    [{ state: { name: { not_any_: ["Late"] } } }, false, true],
    [{ state: { type: { any_: ["SCHEDULED"], not_any_: ["SCHEDULED"] } } }, false, false],
    [{ state: { type: { any_: ["RUNNING"] }, name: { any_: ["Late"] } } }, false, false],
    [{ state: { operator: "or_", type: { any_: ["RUNNING"] }, name: { any_: ["Late"] } } }, true, false],
    [{ state: {} }, true, true],
    [{ deployment_id: { any_: [idOf(16)] } }, true, false],
    [{ deployment_id: { any_: [idOf(17)] } }, false, false],
    [{ deployment_id: { is_null_: true } }, false, true],
    [{ deployment_id: { is_null_: false } }, true, false],
    [{ deployment_id: { operator: "or_", any_: [idOf(16)], is_null_: true } }, true, true],
    [{ work_queue_name: { any_: ["default"] } }, true, false],
    [{ work_queue_name: { is_null_: true } }, false, true],
    [{ flow_version: { any_: ["v1"] } }, true, false],
    [{ flow_version: { any_: ["v2"] } }, false, false],
    [{ start_time: { after_: at(10), before_: at(10) } }, true, false],
    [{ start_time: { after_: at(10.000001) } }, false, false],
    [{ start_time: { before_: at(9.999999) } }, false, false],
    [{ start_time: { is_null_: false } }, true, false],
    [{ start_time: { is_null_: true } }, false, true],
    [{ end_time: { is_null_: true } }, true, true],
    [{ end_time: { before_: at(99) } }, false, false],
    [{ expected_start_time: { after_: at(5) } }, true, false],
    [{ expected_start_time: { after_: at(6) } }, false, false],
    [{ next_scheduled_start_time: { before_: at(6) } }, true, false],
    [{ next_scheduled_start_time: { before_: at(5) } }, false, false],
    [{ parent_task_run_id: { is_null_: true } }, true, true],
    [{ parent_task_run_id: { any_: [idOf(5)] } }, false, false],
    [{ parent_flow_run_id: { is_null_: true } }, true, true],
    [{ parent_flow_run_id: { any_: [idOf(9)] } }, false, false],
    [{ idempotency_key: { any_: ["k"] } }, true, false],
    [{ idempotency_key: { not_any_: ["k"] } }, false, true],
    [{ created_by: { id_: [idOf(30)] } }, true, false],
    [{ created_by: { type_: ["SCHEDULE"] } }, true, false],
    [{ created_by: { type_: ["USER"] } }, false, false],
    [{ created_by: { is_null_: true } }, false, true],
    [{ name: { like_: "OTTER" } }, true, true],
    [{ tags: { any_: ["etl"] } }, true, false],
    [{ tags: { is_null_: true } }, false, true],
    [{ id: { any_: [idOf(1)], not_any_: [idOf(2)] } }, true, true],
    [{ operator: "or_", flow_version: { any_: ["v2"] }, state: { name: { any_: ["Late"] } } }, true, false],
  ])("%j: %s, and %s where nothing is known", (filter, known, unknown) => {
    expect(matchesFlowRun(flowRunFilter(filter), run)).toBe(known);
    expect(matchesFlowRun(flowRunFilter(filter), bare)).toBe(unknown);
  });

  it("takes the expected start of a run that has not started, but calls it not started", () => {
    const waiting = { ...run, start_time: null };
    expect(matchesFlowRun(flowRunFilter({ start_time: { before_: at(5), after_: at(5) } }), waiting)).toBe(true);
    expect(matchesFlowRun(flowRunFilter({ start_time: { is_null_: true } }), waiting)).toBe(true);
  });

  it("takes the parent from the record, or else from what it is told", () => {
    const filter = flowRunFilter({ parent_flow_run_id: { any_: [idOf(9)] } });
    const { parent_flow_run_id: _, ...answer } = run;
    expect(matchesFlowRun(filter, { ...run, parent_flow_run_id: idOf(9) })).toBe(true);
    expect(matchesFlowRun(filter, answer, { parentFlowRunId: idOf(9) })).toBe(true);
    expect(matchesFlowRun(filter, answer)).toBe(false);
    expect(matchesFlowRun(filter, flowRun(["PENDING"], { parent_flow_run_id: idOf(9) }))).toBe(true);
  });
});

describe("matchesTaskRun", () => {
  const record = taskRun(["PENDING", "RUNNING"], {}, { name: "load-1", tags: ["io"] });
  const tracking = taskRun([{ type: "RUNNING", state_details: { child_flow_run_id: idOf(8) } }]);
  const { states, state_count: _, ...row } = tracking;
  const answer: TaskRunRow = { ...row, state: states[0]! };
  const background: TaskRunRow = { ...record, flow_run_id: null };

  it.each<[z.input<typeof TaskRunFilter>, TaskRunRow, boolean]>([
    [{ id: { any_: [idOf(2)] } }, record, true],
    [{ name: { any_: ["load-1"] } }, record, true],
    [{ tags: { all_: ["io"] } }, record, true],
    [{ state: { type: { any_: ["RUNNING"] } } }, record, true],
    [{ state: { name: { any_: ["Pending"] } } }, record, false],
    [{ start_time: { after_: at(1), before_: at(1) } }, record, true],
    [{ start_time: { before_: at(0.5) } }, record, false],
    [{ start_time: { before_: at(99) } }, taskRun(), false],
    [{ start_time: { is_null_: true } }, taskRun(), true],
    [{ end_time: { is_null_: false } }, record, false],
    [{ expected_start_time: { before_: at(0) } }, record, true],
    [{ flow_run_id: { any_: [idOf(1)] } }, record, true],
    [{ flow_run_id: { any_: [idOf(3)] } }, record, false],
    [{ flow_run_id: {} }, record, true],
    [{ flow_run_id: {} }, background, false],
    [{ flow_run_id: { is_null_: true } }, background, true],
    [{ flow_run_id: { operator: "or_", any_: [idOf(3)], is_null_: true } }, background, true],
    [{ subflow_runs: { exists_: true } }, tracking, true],
    [{ subflow_runs: { exists_: true } }, answer, true],
    [{ subflow_runs: { exists_: true } }, record, false],
    [{ subflow_runs: { exists_: false } }, record, true],
    [{ subflow_runs: {} }, record, true],
  ])("%j", (filter, target, expected) => {
    expect(matchesTaskRun(TaskRunFilter.parse(filter), target)).toBe(expected);
  });

  it("finds the subflow in the current state", () => {
    expect(childFlowRunId(tracking)).toBe(idOf(8));
    expect(childFlowRunId(answer)).toBe(idOf(8));
    expect(childFlowRunId(record)).toBeNull();
    expect(childFlowRunId({ state: null })).toBeNull();
  });
});

const line: LogRow = { level: 30, timestamp: at(3), message: "Retrying in 5 s: connection lost", flow_run_id: idOf(1), task_run_id: null };

describe("matchesLog", () => {
  it.each<[z.input<typeof LogFilter>, boolean]>([
    [{ level: { ge_: 30, le_: 30 } }, true],
    [{ level: { ge_: 31 } }, false],
    [{ level: { le_: 29 } }, false],
    [{ timestamp: { after_: at(3), before_: at(3) } }, true],
    [{ timestamp: { after_: at(3.1) } }, false],
    [{ timestamp: { before_: at(2.9) } }, false],
    [{ flow_run_id: { any_: [idOf(1)] } }, true],
    [{ flow_run_id: { any_: [] } }, false],
    [{ task_run_id: { is_null_: true } }, true],
    [{ task_run_id: { any_: [idOf(2)] } }, false],
    [{ text: { query: "lost found" } }, true],
    [{ text: { query: "found" } }, false],
    [{ text: { query: "  " } }, true],
    [{ operator: "or_", text: { query: "found" }, level: { ge_: 30 } }, true],
    [{ operator: "or_", text: { query: "found" }, level: { ge_: 40 } }, false],
    [{ operator: "or_", text: { query: "" }, level: { ge_: 40 } }, false],
    [{ operator: "or_", flow_run_id: { any_: [] }, level: { ge_: 20, le_: 25 } }, false],
  ])("%j: %s", (filter, expected) => {
    expect(matchesLog(LogFilter.parse(filter), line)).toBe(expected);
    expect(logPredicate(LogFilter.parse(filter))(line)).toBe(expected);
  });
});

const artifact = { id: idOf(40), key: "report", type: "markdown", flow_run_id: idOf(1), task_run_id: null };

describe("matchesArtifact", () => {
  it.each<[z.input<typeof ArtifactFilter>, boolean, boolean]>([
    [{ id: { any_: [idOf(40)] } }, true, true],
    [{ key: { any_: ["report"] } }, true, false],
    [{ key: { like_: "PORT" } }, true, false],
    [{ key: { exists_: true } }, true, false],
    [{ key: { exists_: false } }, false, true],
    [{ key: { exists_: true, like_: "x" } }, false, false],
    [{ type: { any_: ["table"] } }, false, false],
    [{ type: { not_any_: ["table"] } }, true, true],
    [{ type: { not_any_: ["markdown"] } }, false, true],
    [{ flow_run_id: { any_: [idOf(1)] } }, true, true],
    [{ task_run_id: { any_: [idOf(2)] } }, false, false],
    [{ operator: "or_", key: { any_: [] }, flow_run_id: { any_: [idOf(1)] } }, true, true],
  ])("%j: %s, and %s without key and type", (filter, named, unnamed) => {
    expect(matchesArtifact(ArtifactFilter.parse(filter), artifact)).toBe(named);
    expect(matchesArtifact(ArtifactFilter.parse(filter), { ...artifact, key: null, type: null })).toBe(unnamed);
  });
});
