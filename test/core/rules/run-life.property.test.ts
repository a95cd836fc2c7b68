import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FlowRunRecord, TaskRunRecord } from "#core/contract/documents.ts";
import { parseTimestamp } from "#core/contract/scalars.ts";
import { OrchestrationResult, type State, type StateCreate, StateType } from "#core/contract/states.ts";
import { flowRunOf, taskRunOf } from "#core/rules/derive.ts";
import { orchestrateFlowRun, orchestrateTaskRun } from "#core/rules/orchestrate.ts";
import { isFinal } from "#core/rules/states.ts";
import { newFlowRunRecord, newTaskRunRecord } from "#core/rules/transitions.ts";
import { at, idOf, START } from "./records.ts";

const proposals: fc.Arbitrary<StateCreate> = fc.record(
  {
    type: fc.constantFrom(...StateType.options),
    name: fc.constantFrom("Running", "Retrying", "Late", "AwaitingRetry", "Resuming", "Submitting", "Pending", "Cached"),
    data: fc.constantFrom(null, { type: "inline", value: "1" }),
    state_details: fc.record(
      {
        transition_id: fc.integer({ min: 1, max: 5 }).map(idOf),
        scheduled_time: fc.integer({ min: -5, max: 60 }).map(at),
        pause_timeout: fc.integer({ min: -5, max: 60 }).map(at),
        pause_key: fc.constantFrom("a", "b"),
        pause_reschedule: fc.boolean(),
        retriable: fc.boolean(),
      },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: ["type"] },
);
const step = fc.record({
  proposed: proposals,
  force: fc.boolean(),
  epoch: fc.constantFrom(undefined, 0, 1, 2),
  pass: fc.integer({ min: -2000, max: 20_000 }),
});
const steps = fc.array(step, { maxLength: 40 });
const policy = fc.record({ retries: fc.integer({ min: 0, max: 3 }), retry_delay: fc.constantFrom(0, 0.001, 2) });

type Step = { proposed: StateCreate; force: boolean; epoch: number | undefined; pass: number };
interface Life<Record> {
  readonly before: Record;
  readonly after: Record;
  readonly changed: boolean;
  readonly asked: Step;
}

function flowLife(start: FlowRunRecord, taken: readonly Step[]): Life<FlowRunRecord>[] {
  let now = START;
  let record = start;
  return taken.map((asked) => {
    now += asked.pass;
    const before = structuredClone(record);
    const { record: after, changed, answer } = orchestrateFlowRun(record, asked.proposed, { now, force: asked.force, epoch: asked.epoch });
    expect(record).toEqual(before);
    OrchestrationResult.parse(answer);
    record = after;
    return { before, after, changed, asked };
  });
}

const flowRuns = fc
  .record({ empirical_policy: policy, deployment_id: fc.constantFrom(undefined, idOf(16)) })
  .map(({ empirical_policy, deployment_id }) =>
    newFlowRunRecord(
      { flow_id: idOf(15), empirical_policy, ...(deployment_id === undefined ? {} : { deployment_id }) },
      { id: idOf(1), now: START },
    ),
  );

/** Is this what the policy calls a restart: something a person asks for, not a signal that comes late? */
function asksForRestart({ proposed, force }: Step): boolean {
  return (
    (proposed.type === "SCHEDULED" && proposed.name !== "Late") || (force && proposed.type === "RUNNING" && proposed.name === "Retrying")
  );
}

describe("any sequence of proposals to a flow run", () => {
  it("leaves a final state only for an explicit restart, and never for another final state", () => {
    fc.assert(
      fc.property(flowRuns, steps, (start, taken) => {
        for (const { before, after, changed, asked } of flowLife(start, taken)) {
          if (!isFinal(before.state_type) || !changed) continue;
          expect(asksForRestart(asked)).toBe(true);
          expect(isFinal(after.state_type)).toBe(false);
          expect(asked.force || before.state_type !== "COMPLETED").toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("stores nothing for a holder whose epoch is over, and each transition id once", () => {
    fc.assert(
      fc.property(flowRuns, steps, (start, taken) => {
        for (const { before, changed, asked } of flowLife(start, taken)) {
          const id = asked.proposed.state_details?.transition_id;
          if (asked.epoch !== undefined && asked.epoch !== before.epoch) expect(changed).toBe(false);
          if (id && before.states.some((state) => state.state_details.transition_id === id)) expect(changed).toBe(false);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("leaves a document that parses, with increasing times and ids and counts that add up", () => {
    fc.assert(
      fc.property(flowRuns, steps, (start, taken) => {
        const record = flowLife(start, taken).at(-1)?.after ?? start;
        expect(FlowRunRecord.parse(record)).toEqual(record);
        consistent(record);
        if (record.state_count <= 50)
          expect(record.run_count).toBeLessThanOrEqual(record.states.filter((state) => state.type === "RUNNING").length);
        expect(flowRunOf(record, START).state?.id).toBe(record.state_id);
        if (isFinal(record.state_type)) expect(record.lease).toBeNull();
      }),
      { numRuns: 200 },
    );
  });

  it("runs no more often by itself than retries allow", () => {
    fc.assert(
      fc.property(
        policy,
        fc.array(fc.constantFrom<StateCreate>({ type: "RUNNING" }, { type: "FAILED" }), { maxLength: 30 }),
        (empirical_policy, states) => {
          let record = newFlowRunRecord({ flow_id: idOf(15), empirical_policy }, { id: idOf(1), now: START });
          states.forEach((state, index) => {
            // an engine proposes RUNNING only from a state that waits for it
            if (state.type === "RUNNING" && record.state_type === "RUNNING") return;
            record = orchestrateFlowRun(record, state, { now: START + (index + 1) * 10_000, force: false }).record;
          });
          expect(record.run_count).toBeLessThanOrEqual(empirical_policy.retries + 1);
        },
      ),
    );
  });
});

describe("any sequence of proposals to a task run", () => {
  it("leaves a final state only for its flow's next attempt or an explicit restart, and its document stays consistent", () => {
    const flow = fc.record({ state_type: fc.constantFrom(...StateType.options), run_count: fc.integer({ min: 1, max: 3 }) });
    const taskSteps = fc.array(fc.tuple(step, fc.option(flow), fc.float({ min: 0, max: 1, maxExcluded: true, noNaN: true })), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(policy, taskSteps, (empirical_policy, taken) => {
        let record = newTaskRunRecord(
          { task_key: "a", dynamic_key: "0", flow_run_id: idOf(1), empirical_policy },
          { id: idOf(2), now: START },
        );
        let now = START;
        for (const [{ proposed, force, pass }, flowRun, random] of taken) {
          now += pass;
          const { record: after, changed } = orchestrateTaskRun(record, proposed, { now, force, flowRun, random });
          if (isFinal(record.state_type) && changed) {
            expect(force || (flowRun !== null && flowRun.run_count > record.flow_run_run_count)).toBe(true);
            expect(isFinal(after.state_type)).toBe(false);
          }
          record = after;
        }
        expect(TaskRunRecord.parse(record)).toEqual(record);
        consistent(record);
        expect(taskRunOf(record, START).state_name).toBe(record.state_name);
      }),
      { numRuns: 300 },
    );
  });
});

function consistent(record: FlowRunRecord | TaskRunRecord): void {
  const { states } = record;
  for (let index = 1; index < states.length; index++) {
    expect(states[index]!.timestamp > states[index - 1]!.timestamp).toBe(true);
    if (record.state_count <= 50) expect(states[index]!.id > states[index - 1]!.id).toBe(true);
  }
  const last = states.at(-1)!;
  expect(record).toMatchObject({ state_id: last.id, state_type: last.type, state_name: last.name, updated: last.timestamp });
  if (record.state_count === states.length) expect(record.total_run_time).toBeCloseTo(secondsRunning(states), 5);
  expect(record.end_time === null).toBe(!isFinal(last.type));
  expect(record.next_scheduled_start_time).toBe(last.type === "SCHEDULED" ? last.state_details.scheduled_time : null);
  if (record.run_count > 0) expect(record.start_time).not.toBeNull();
}

function secondsRunning(states: readonly State[]): number {
  return states.slice(1).reduce((sum, { timestamp }, index) => {
    const before = states[index]!;
    return before.type === "RUNNING" ? sum + (parseTimestamp(timestamp) - parseTimestamp(before.timestamp)) / 1000 : sum;
  }, 0);
}
