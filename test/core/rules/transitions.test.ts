import { describe, expect, it } from "vitest";
import { FlowRunRecord, STATES_KEPT, TaskRunRecord } from "#core/contract/documents.ts";
import { parseTimestamp } from "#core/contract/scalars.ts";
import type { StateType } from "#core/contract/states.ts";
import { runIdOfState, stateId } from "#core/rules/ids.ts";
import { enterFlowRunState, enterTaskRunState, mirrorOf, newFlowRunRecord, newTaskRunRecord } from "#core/rules/transitions.ts";
import { at, flowRun, idOf, lease, START, taskRun } from "./records.ts";

const later = (seconds: number) => ({ now: START + seconds * 1000 });

describe("newFlowRunRecord", () => {
  it("is a valid document in its first state, PENDING by default, with a name of its own", () => {
    const record = newFlowRunRecord({ flow_id: idOf(15) }, { id: idOf(1), now: START });
    expect(FlowRunRecord.parse(record)).toEqual(record);
    expect(record).toMatchObject({
      state_type: "PENDING",
      state_name: "Pending",
      state_count: 1,
      state_id: stateId(idOf(1), 1),
      run_count: 0,
      epoch: 0,
      lease: null,
      created: at(0),
      updated: at(0),
      expected_start_time: at(0),
      start_time: null,
      end_time: null,
      parent_flow_run_id: null,
    });
    expect(record.name).toMatch(/^[a-z]+-[a-z]+$/);
  });

  it("takes over what was asked for and labels the run with its flow and deployment", () => {
    const record = newFlowRunRecord(
      {
        flow_id: idOf(15),
        name: "nightly",
        deployment_id: idOf(16),
        labels: { team: "data" },
        state: { type: "SCHEDULED", state_details: { scheduled_time: at(90) } },
      },
      { id: idOf(1), now: START, parentFlowRunId: idOf(9) },
    );
    expect(record).toMatchObject({
      name: "nightly",
      state_type: "SCHEDULED",
      expected_start_time: at(90),
      next_scheduled_start_time: at(90),
      parent_flow_run_id: idOf(9),
      labels: { team: "data", "prefect.flow.id": idOf(15), "prefect.deployment.id": idOf(16) },
    });
  });
});

describe("newTaskRunRecord", () => {
  it("is a valid document that needs no more than its keys", () => {
    const record = newTaskRunRecord({ task_key: "load", dynamic_key: "0" }, { id: idOf(2), now: START });
    expect(TaskRunRecord.parse(record)).toEqual(record);
    expect(record).toMatchObject({ flow_run_id: null, state_type: "PENDING", run_count: 0, flow_run_run_count: 0 });
  });
});

describe("entering a state", () => {
  it("numbers states within the run and leaves the record it was given alone", () => {
    const before = flowRun();
    const copy = structuredClone(before);
    const record = enterFlowRunState(before, { type: "RUNNING" }, later(1));
    expect(before).toEqual(copy);
    expect(record.states.map((state) => state.id)).toEqual([stateId(idOf(1), 1), stateId(idOf(1), 2)]);
    expect(record).toMatchObject({
      state_id: stateId(idOf(1), 2),
      state_count: 2,
      state_type: "RUNNING",
      state_name: "Running",
      updated: at(1),
    });
    expect(runIdOfState(record.state_id!)).toBe(idOf(1));
  });

  it("gives each state a later timestamp, though the clock stands still or goes back", () => {
    let record = flowRun();
    record = enterFlowRunState(record, { type: "RUNNING" }, later(0));
    record = enterFlowRunState(record, { type: "COMPLETED" }, later(-5));
    expect(record.states.map((state) => state.timestamp)).toEqual([at(0), "2026-11-23T09:00:00.000001Z", "2026-11-23T09:00:00.000002Z"]);
    expect(record.total_run_time).toBe(0.000001);
  });

  it("adds up the time spent running, over several attempts", () => {
    const record = flowRun(["PENDING", "RUNNING", { type: "SCHEDULED", name: "AwaitingRetry" }, "RUNNING", "COMPLETED"]);
    expect(record).toMatchObject({ total_run_time: 2, run_count: 2, start_time: at(1), end_time: at(4), expected_start_time: at(0) });
  });

  it("counts no attempt when a pause is over, and forgets that it was resuming", () => {
    const paused = flowRun(["RUNNING", "PAUSED"]);
    const record = enterFlowRunState({ ...paused, empirical_policy: { resuming: true, retries: 2 } }, { type: "RUNNING" }, later(9));
    expect(record).toMatchObject({ run_count: 1, empirical_policy: { resuming: false, retries: 2 } });
    expect(enterFlowRunState(record, { type: "RUNNING" }, later(10)).run_count).toBe(2);
  });

  it.each(["COMPLETED", "FAILED", "CANCELLED", "CRASHED"] as const)("forgets that it was resuming when it ends as %s, too", (type) => {
    expect(
      enterFlowRunState(flowRun(["PAUSED"], { empirical_policy: { resuming: true } }), { type }, later(9)).empirical_policy.resuming,
    ).toBe(false);
  });

  it("keeps resuming while it is still to be resumed", () => {
    expect(
      enterFlowRunState(flowRun(["PAUSED"], { empirical_policy: { resuming: true } }), { type: "SCHEDULED" }, later(9)).empirical_policy
        .resuming,
    ).toBe(true);
  });

  it("clears the end when a run starts again, and ends it anew", () => {
    const again = enterFlowRunState(flowRun(["RUNNING", "FAILED"]), { type: "SCHEDULED" }, later(50));
    expect(again).toMatchObject({ start_time: at(0), end_time: null, next_scheduled_start_time: at(50) });
    expect(enterFlowRunState(again, { type: "CANCELLED" }, later(60))).toMatchObject({ end_time: at(60), next_scheduled_start_time: null });
  });

  it("keeps the first end of a run that goes from one final state to another", () => {
    expect(enterFlowRunState(flowRun(["RUNNING", "FAILED"]), { type: "CANCELLED" }, later(50)).end_time).toBe(at(1));
  });

  it("gives a run that never ran its end as its start", () => {
    expect(flowRun(["PENDING", "CANCELLED"])).toMatchObject({ start_time: at(1), end_time: at(1), total_run_time: 0, run_count: 0 });
  });

  it("says in each state whose it is", () => {
    expect(flowRun().states[0]!.state_details).toEqual({ flow_run_id: idOf(1) });
    expect(flowRun(["PENDING"], {}, { parent_task_run_id: idOf(5) }).states[0]!.state_details).toEqual({
      flow_run_id: idOf(1),
      task_run_id: idOf(5),
    });
    expect(taskRun().states[0]!.state_details).toEqual({ flow_run_id: idOf(1), task_run_id: idOf(2) });
    expect(newTaskRunRecord({ task_key: "a", dynamic_key: "0" }, { id: idOf(2), now: START }).states[0]!.state_details).toEqual({
      task_run_id: idOf(2),
    });
  });

  it(`keeps the last ${STATES_KEPT} states and counts all`, () => {
    let record = taskRun();
    for (let number = 1; number < STATES_KEPT + 3; number++) record = enterTaskRunState(record, { type: "RUNNING" }, later(number));
    expect(record.states).toHaveLength(STATES_KEPT);
    expect(record.state_count).toBe(STATES_KEPT + 3);
    expect(record.states.at(-1)!.id).toBe(stateId(idOf(2), STATES_KEPT + 3));
    expect(record.states[0]!.id).toBe(stateId(idOf(2), 4));
    expect(record.total_run_time).toBe(STATES_KEPT + 1);
  });
});

describe("the lease", () => {
  it.each<[StateType, boolean]>([
    ["RUNNING", true],
    ["PENDING", true],
    ["CANCELLING", true],
    ["PAUSED", true],
    ["SCHEDULED", false],
    ["COMPLETED", false],
    ["FAILED", false],
    ["CANCELLED", false],
    ["CRASHED", false],
  ])("in %s goes on: %s", (type, held) => {
    expect(enterFlowRunState(flowRun(["PENDING"], { lease }), { type }, later(1)).lease).toEqual(held ? lease : null);
  });

  it("goes on while the process waits for its next attempt, and ends when the run is suspended", () => {
    const waiting = flowRun(["RUNNING"], { lease, empirical_policy: { retry_type: "in_process" } });
    expect(enterFlowRunState(waiting, { type: "SCHEDULED" }, later(1)).lease).toEqual(lease);
    const suspended = { type: "PAUSED" as const, state_details: { pause_reschedule: true } };
    expect(enterFlowRunState(flowRun(["RUNNING"], { lease }), suspended, later(1)).lease).toBeNull();
  });
});

describe("mirrorOf", () => {
  it("is the subflow's state, naming the subflow, without its transition id", () => {
    const child = flowRun([
      "PENDING",
      { type: "COMPLETED", message: "done", data: { type: "inline" }, state_details: { transition_id: idOf(99) } },
    ]);
    const state = child.states.at(-1)!;
    const tracking = enterTaskRunState(taskRun(), mirrorOf(child.id, state), { now: parseTimestamp(state.timestamp) });
    expect(tracking.states.at(-1)).toEqual({
      ...state,
      id: stateId(idOf(2), 2),
      state_details: { flow_run_id: idOf(1), task_run_id: idOf(2), child_flow_run_id: idOf(1) },
    });
  });
});
