import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FlowRunRecord } from "#core/contract/documents.ts";
import { StateType } from "#core/contract/states.ts";
import { crashed } from "#core/rules/crash.ts";
import { isStaleEpoch } from "#core/rules/flow-run-policy.ts";
import { isFinal } from "#core/rules/states.ts";
import { at, flowRun, idOf, lease, START } from "./records.ts";

const now = START + 60_000;
const lost = { now, message: "The process ended.", retriable: true };
const held = (changes: Partial<FlowRunRecord> = {}) =>
  flowRun(["SCHEDULED", "PENDING", "RUNNING"], {
    lease,
    epoch: 3,
    infrastructure_pid: "42",
    slots: ["db"],
    deployment_id: idOf(7),
    ...changes,
  });

describe("a run whose process was lost", () => {
  it("is Crashed and starts again in the same write, held by nobody", () => {
    const { record, retried } = crashed(held(), lost)!;
    expect(retried).toBe(true);
    expect(record.states.slice(-2)).toMatchObject([
      { type: "CRASHED", name: "Crashed", message: "The process ended.", timestamp: at(60) },
      {
        type: "SCHEDULED",
        name: "AwaitingRetry",
        message: "Starting again after crash 1 of at most 3 that are made good: The process ended.",
        state_details: { scheduled_time: at(60) },
      },
    ]);
    expect(record).toMatchObject({
      state_type: "SCHEDULED",
      next_scheduled_start_time: at(60),
      end_time: null,
      crash_count: 1,
      epoch: 4,
      lease: null,
      infrastructure_pid: null,
      slots: [],
      empirical_policy: { retry_type: "reschedule", resuming: false },
    });
  });

  it.each([
    [0, 0],
    [1, 10],
    [2, 60],
    [3, 300],
    [9, 300],
  ])("after %i crashes waits for %i seconds", (crash_count, seconds) => {
    const { record } = crashed(held({ crash_count, crash_retries: 100 }), lost)!;
    expect(record.next_scheduled_start_time).toBe(at(60 + seconds));
  });

  it.each<[string, Partial<FlowRunRecord>, boolean]>([
    ["was lost as often as its policy makes good", { crash_count: 3 }, true],
    ["is not to be started again after any loss", { crash_retries: 0 }, true],
    ["has no deployment", { deployment_id: null }, true],
    ["would be lost again", {}, false],
  ])("stays Crashed if it %s", (_, changes, retriable) => {
    const before = held(changes);
    const { record, retried } = crashed(before, { ...lost, retriable })!;
    expect(retried).toBe(false);
    expect(record).toMatchObject({
      state_type: "CRASHED",
      end_time: at(60),
      crash_count: before.crash_count + 1,
      epoch: 4,
      lease: null,
      infrastructure_pid: null,
    });
    expect(record.states).toHaveLength(before.states.length + 1);
  });

  it("is started once more while one crash is left to make good", () => {
    expect(crashed(held({ crash_count: 2 }), lost)).toMatchObject({ retried: true, record: { crash_count: 3 } });
  });

  it.each<[string, StateType[], Partial<FlowRunRecord>, number]>([
    ["while it ran", ["PENDING", "RUNNING"], {}, 2],
    ["in a pause", ["PENDING", "RUNNING", "PAUSED"], {}, 2],
    ["before it began", ["SCHEDULED", "PENDING"], {}, 1],
    ["while it waited for its next attempt", ["RUNNING", "SCHEDULED"], { empirical_policy: { retry_type: "in_process" } }, 1],
    ["about to go on after it had left its process", ["PAUSED", "PENDING"], { empirical_policy: { resuming: true } }, 2],
  ])("%s has lost an attempt only if it was in one", (_, states, changes, lostThen) => {
    const run = flowRun(states, { lease, epoch: 3, deployment_id: idOf(7), lost_attempts: 1, ...changes });
    expect(crashed(run, lost)?.record.lost_attempts).toBe(lostThen);
  });

  it("is Cancelled if that was the aim, which is no crash", () => {
    const { record, retried } = crashed(flowRun(["RUNNING", "CANCELLING"], { lease, epoch: 3, deployment_id: idOf(7) }), lost)!;
    expect(retried).toBe(false);
    expect(record).toMatchObject({ state_type: "CANCELLED", crash_count: 0, epoch: 4, lease: null });
    expect(record.states.at(-1)?.message).toBe("The process ended. The run was being cancelled.");
  });

  it("waits again in the pause that nobody passed, and not in those that were", () => {
    const paused = flowRun(["RUNNING", { type: "PAUSED", state_details: { pause_key: "open" } }], {
      deployment_id: idOf(7),
      empirical_policy: { pause_keys: ["passed", "open"], resuming: true },
    });
    expect(crashed(paused, lost)?.record.empirical_policy).toMatchObject({ pause_keys: ["passed"], resuming: false });
  });

  it("stays as it is if it has ended, or never began", () => {
    for (const type of StateType.options.filter(isFinal)) expect(crashed(flowRun(["RUNNING", type]), lost)).toBeNull();
    expect(crashed({ ...flowRun(), state_type: null }, lost)).toBeNull();
  });
});

describe("however often it is lost", () => {
  const lives = fc.record({
    type: fc.constantFrom(...StateType.options),
    crash_count: fc.nat(6),
    crash_retries: fc.nat(6),
    epoch: fc.nat(9),
    deployment_id: fc.constantFrom(null, idOf(7)),
    retriable: fc.boolean(),
  });

  it("who held it is refused, nobody holds it, and only what can start again is not at rest", () => {
    fc.assert(
      fc.property(lives, ({ type, retriable, ...changes }) => {
        const before = flowRun(["PENDING", "RUNNING", type], { lease, ...changes });
        const copy = structuredClone(before);
        const after = crashed(before, { ...lost, retriable });
        expect(before).toEqual(copy);
        expect(after === null).toBe(isFinal(type));
        if (after === null) return;
        expect(isStaleEpoch(after.record, before.epoch)).toBe(true);
        expect(after.record.lease).toBeNull();
        expect(after.retried).toBe(!isFinal(after.record.state_type));
        if (after.retried)
          expect([before.deployment_id, retriable, before.crash_count < before.crash_retries]).toEqual([idOf(7), true, true]);
        expect(after.record.crash_count).toBeLessThanOrEqual(before.crash_count + 1);
      }),
    );
  });

  it("it comes to rest after as many new starts as its policy allows", () => {
    fc.assert(
      fc.property(fc.nat(8), (crash_retries) => {
        let run = held({ crash_retries });
        let starts = 0;
        for (let next = crashed(run, lost); next !== null; next = crashed(run, lost)) {
          run = next.record;
          if (next.retried) starts += 1;
        }
        expect([starts, run.state_type]).toEqual([crash_retries, "CRASHED"]);
      }),
    );
  });
});
