import { describe, expect, it } from "vitest";
import { FlowRun } from "#core/contract/flow-runs.ts";
import { TaskRun } from "#core/contract/task-runs.ts";
import { flowRunOf, lateness, taskRunOf } from "#core/rules/derive.ts";
import { at, flowRun, START, taskRun } from "./records.ts";

describe("flowRunOf and taskRunOf", () => {
  it("answer the contract's shape, without what only the store needs", () => {
    const run = flowRunOf(flowRun(["PENDING", "RUNNING"]), START);
    expect(FlowRun.strict().parse(run)).toEqual(run);
    expect(run.state).toMatchObject({ type: "RUNNING" });
    const task = taskRunOf(taskRun(["PENDING", "RUNNING"]), START);
    expect(TaskRun.strict().parse(task)).toEqual(task);
    expect(taskRunOf({ ...taskRun(), states: [] }, START).state).toBeNull();
    expect(flowRunOf({ ...flowRun(), states: [] }, START).state).toBeNull();
  });

  it("estimate the run time up to now while running, and no further when done", () => {
    expect(flowRunOf(flowRun(["RUNNING"]), START + 2500).estimated_run_time).toBe(2.5);
    expect(taskRunOf(taskRun(["RUNNING", "COMPLETED"]), START + 99_000).estimated_run_time).toBe(1);
    expect(taskRunOf(taskRun(["RUNNING", { type: "SCHEDULED" }, "RUNNING"]), START + 5000).estimated_run_time).toBe(4);
    expect(flowRunOf(flowRun(["RUNNING"]), START - 1000).estimated_run_time).toBe(0);
  });
});

describe("lateness", () => {
  const scheduled = { type: "SCHEDULED" as const, state_details: { scheduled_time: at(10) } };
  it.each([
    ["started late", flowRun([scheduled, ...Array(14).fill("PENDING"), "RUNNING"]), 100, 5],
    ["started early", flowRun([scheduled, "RUNNING"]), 100, 0],
    ["not due yet", flowRun([scheduled]), 5, 0],
    ["overdue", flowRun([scheduled]), 12.5, 2.5],
    ["ended without a start", flowRun([scheduled, "CANCELLED"], { start_time: null }), 100, 0],
    ["expected at no time", flowRun([scheduled], { expected_start_time: null }), 100, 0],
  ])("%s", (_, record, now, seconds) => {
    expect(lateness(record, START + now * 1000)).toBe(seconds);
  });
});
