import { describe, expect, it } from "vitest";
import { OrchestrationResult } from "#core/contract/states.ts";
import { answerOf } from "#core/rules/decision.ts";
import { orchestrateFlowRun, orchestrateTaskRun } from "#core/rules/orchestrate.ts";
import { asking, askingForTask, at, flowRun, START, taskRun } from "./records.ts";

describe("orchestrateFlowRun", () => {
  it("stores an accepted state and answers it", () => {
    const { record, changed, answer } = orchestrateFlowRun(flowRun(), { type: "RUNNING" }, asking());
    expect(changed).toBe(true);
    expect(record).toMatchObject({ state_type: "RUNNING", run_count: 1, start_time: at(60) });
    expect(OrchestrationResult.parse(answer)).toEqual({
      status: "ACCEPT",
      state: record.states.at(-1),
      details: { type: "accept_details" },
    });
  });

  it("stores and answers what takes a refused state's place, after its patch", () => {
    const failing = flowRun(["RUNNING"], { empirical_policy: { retries: 1 }, lease: { holder: "a:1", epoch: 0, expires_at: at(99) } });
    const { record, changed, answer } = orchestrateFlowRun(failing, { type: "FAILED", message: "Boom" }, asking());
    expect(changed).toBe(true);
    expect(record).toMatchObject({ state_name: "AwaitingRetry", empirical_policy: { retry_type: "in_process" }, lease: { holder: "a:1" } });
    expect(OrchestrationResult.parse(answer)).toMatchObject({
      status: "REJECT",
      state: { name: "AwaitingRetry", message: "Boom" },
      details: { type: "reject_details", reason: "Retrying" },
    });
  });

  it("stores nothing and answers the current state when that is kept", () => {
    const done = flowRun(["RUNNING", "COMPLETED"]);
    const { record, changed, answer } = orchestrateFlowRun(done, { type: "RUNNING" }, asking());
    expect(record).toBe(done);
    expect(changed).toBe(false);
    expect(answer).toEqual({
      status: "REJECT",
      state: done.states.at(-1),
      details: { type: "reject_details", reason: "Run is already COMPLETED." },
    });
  });

  it("stores nothing and answers no state when it waits or aborts", () => {
    const scheduled = flowRun([{ type: "SCHEDULED", state_details: { scheduled_time: at(61.2) } }]);
    const waits = orchestrateFlowRun(scheduled, { type: "RUNNING" }, asking());
    expect(waits).toMatchObject({
      changed: false,
      answer: { status: "WAIT", state: null, details: { type: "wait_details", delay_seconds: 2 } },
    });
    expect(waits.record).toBe(scheduled);
    const aborts = orchestrateFlowRun(flowRun(["FAILED"]), { type: "CRASHED" }, asking({ force: true }));
    expect(aborts).toMatchObject({ changed: false, answer: { status: "ABORT", state: null, details: { type: "abort_details" } } });
  });

  it("resumes without counting an attempt", () => {
    const { record } = orchestrateFlowRun(
      flowRun(["RUNNING", { type: "PAUSED", state_details: { pause_timeout: at(99) } }]),
      { type: "RUNNING" },
      asking(),
    );
    expect(record).toMatchObject({ run_count: 1, empirical_policy: { resuming: false } });
  });

  it("restarts with the old holder fenced off", () => {
    const { record } = orchestrateFlowRun(flowRun(["CRASHED"], { epoch: 7 }), { type: "SCHEDULED" }, asking({ force: true }));
    expect(record).toMatchObject({ epoch: 8, lease: null, end_time: null, state_type: "SCHEDULED" });
    expect(orchestrateFlowRun(record, { type: "COMPLETED" }, asking({ epoch: 7, force: true })).answer.status).toBe("ABORT");
  });
});

describe("orchestrateTaskRun", () => {
  it("starts the retries of a task anew when its flow runs again", () => {
    const failed = taskRun(["RUNNING", "FAILED"], { run_count: 3, flow_run_run_count: 1 });
    const { record } = orchestrateTaskRun(
      failed,
      { type: "RUNNING" },
      askingForTask({ flowRun: { state_type: "RUNNING", run_count: 2 }, now: START + 99_000 }),
    );
    expect(record).toMatchObject({ run_count: 1, flow_run_run_count: 2, state_name: "Retrying", end_time: null });
  });

  it("answers from the cache though the flow runs again, the retries anew there as well", () => {
    const cached = taskRun(["COMPLETED"]).states[0]!;
    const failed = taskRun(["RUNNING", "FAILED"], { run_count: 3, flow_run_run_count: 1 });
    const { record } = orchestrateTaskRun(
      failed,
      { type: "RUNNING" },
      askingForTask({ cached, flowRun: { state_type: "RUNNING", run_count: 2 } }),
    );
    expect(record).toMatchObject({ state_name: "Cached", run_count: 0 });
  });
});

describe("answerOf", () => {
  it.each([
    [0.001, 1],
    [1, 1],
    [1.5, 2],
    [30, 30],
  ])("rounds a wait of %d s up to %d s", (delaySeconds, delay_seconds) => {
    expect(answerOf({ status: "WAIT", delaySeconds, reason: "r" }, null)).toMatchObject({ details: { delay_seconds, reason: "r" } });
  });
});
