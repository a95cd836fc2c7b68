import { describe, expect, it } from "vitest";
import { DeploymentFilter, FlowFilter, FlowRunFilter, TaskRunFilter, WorkPoolFilter, WorkQueueFilter } from "#core/contract/filters.ts";
import { selectsFlow, selectsFlowRun, selectsTaskRun } from "#core/rules/select.ts";
import { flowRun, idOf, taskRun } from "./records.ts";

const flow = { id: idOf(15), name: "etl", tags: [] };
const run = flowRun(["RUNNING"]);
const failed = taskRun(["FAILED"]);
const completed = taskRun(["COMPLETED"]);
const etl = { flows: FlowFilter.parse({ name: { any_: ["etl"] } }) };
const other = { flows: FlowFilter.parse({ name: { any_: ["other"] } }) };
const running = { flow_runs: FlowRunFilter.parse({ state: { type: { any_: ["RUNNING"] } } }) };
const ended = { flow_runs: FlowRunFilter.parse({ state: { type: { any_: ["FAILED"] } } }) };
const withFailed = { task_runs: TaskRunFilter.parse({ state: { type: { any_: ["FAILED"] } } }) };

describe("selectsFlowRun", () => {
  it("wants the run itself, its flow and one of its task runs to match", () => {
    expect(selectsFlowRun({}, run)).toBe(true);
    expect(selectsFlowRun(running, run)).toBe(true);
    expect(selectsFlowRun(ended, run)).toBe(false);
    expect(selectsFlowRun(etl, run, { flow })).toBe(true);
    expect(selectsFlowRun(other, run, { flow })).toBe(false);
    expect(selectsFlowRun(etl, run, { flow: null })).toBe(false);
    expect(selectsFlowRun(withFailed, run, { taskRuns: [completed, failed] })).toBe(true);
    expect(selectsFlowRun(withFailed, run, { taskRuns: [completed] })).toBe(false);
    expect(selectsFlowRun({ task_runs: TaskRunFilter.parse({}) }, run, { taskRuns: [] })).toBe(false);
    expect(selectsFlowRun({ ...running, ...etl, ...withFailed }, run, { flow, taskRuns: [failed] })).toBe(true);
  });

  it("finds nothing that belongs to deployments, pools or queues, of which there are none yet", () => {
    expect(selectsFlowRun({ deployments: DeploymentFilter.parse({ name: { any_: ["d"] } }) }, run)).toBe(false);
    expect(selectsFlowRun({ work_pools: WorkPoolFilter.parse({ name: { any_: ["p"] } }) }, run)).toBe(false);
    expect(selectsFlowRun({ work_pool_queues: WorkQueueFilter.parse({ name: { any_: ["q"] } }) }, run)).toBe(false);
    expect(selectsFlowRun({ deployments: DeploymentFilter.parse({ operator: "or_", id: null }), work_pools: undefined }, run)).toBe(true);
  });
});

describe("selectsFlow", () => {
  it("wants one and the same run to match, with one of its task runs", () => {
    const flowRuns = [
      { run, taskRuns: [completed] },
      { run: flowRun(["FAILED"]), taskRuns: [failed] },
    ];
    expect(selectsFlow({}, flow)).toBe(true);
    expect(selectsFlow(other, flow)).toBe(false);
    expect(selectsFlow(running, flow, { flowRuns })).toBe(true);
    expect(selectsFlow(running, flow)).toBe(false);
    expect(selectsFlow({ ...running, ...withFailed }, flow, { flowRuns })).toBe(false);
    expect(selectsFlow({ ...ended, ...withFailed }, flow, { flowRuns })).toBe(true);
    expect(selectsFlow(withFailed, flow, { flowRuns })).toBe(true);
    expect(selectsFlow({ deployments: DeploymentFilter.parse({ name: { any_: ["d"] } }) }, flow)).toBe(false);
  });
});

describe("selectsTaskRun", () => {
  it("wants the task run itself, its run and its flow to match", () => {
    expect(selectsTaskRun(withFailed, failed)).toBe(true);
    expect(selectsTaskRun(withFailed, completed)).toBe(false);
    expect(selectsTaskRun(running, failed, { flowRun: run })).toBe(true);
    expect(selectsTaskRun(ended, failed, { flowRun: run })).toBe(false);
    expect(selectsTaskRun(running, failed, { flowRun: null })).toBe(false);
    expect(selectsTaskRun(etl, failed, { flow })).toBe(true);
    expect(selectsTaskRun(other, failed, { flow })).toBe(false);
    expect(selectsTaskRun(etl, failed)).toBe(false);
    expect(selectsTaskRun({ work_pools: WorkPoolFilter.parse({ id: { any_: [] } }) }, failed)).toBe(false);
  });
});
