import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FlowRunRecord } from "#core/contract/documents.ts";
import { continued } from "#core/rules/continued.ts";
import { isStaleEpoch } from "#core/rules/flow-run-policy.ts";
import { enterFlowRunState } from "#core/rules/transitions.ts";
import { at, flowRun, idOf, lease, START } from "./records.ts";

const up = { now: START + 60_000, reason: "Its time was up." };
const held = (states: Parameters<typeof flowRun>[0], changes: Partial<FlowRunRecord> = {}) =>
  flowRun(states, { lease, epoch: 3, infrastructure_pid: "42", slots: ["db"], deployment_id: idOf(7), run_count: 1, ...changes });

describe("a run whose time is up", () => {
  it("is due at once, held by nobody, under the slots it has, and the same attempt goes on", () => {
    const record = continued(held(["SCHEDULED", "PENDING", "RUNNING"]), up);
    expect(record).toMatchObject({
      state_type: "SCHEDULED",
      state_name: "Continuing",
      next_scheduled_start_time: at(60),
      lease: null,
      infrastructure_pid: null,
      epoch: 4,
      slots: ["db"],
      run_count: 1,
    });
    expect(record.states.at(-1)).toMatchObject({ message: "Its time was up." });
    const again = enterFlowRunState(enterFlowRunState(record, { type: "PENDING" }, up), { type: "RUNNING" }, up);
    expect(again).toMatchObject({ run_count: 1, empirical_policy: { resuming: false } });
  });

  it("counts its first attempt if it had not begun, and none twice if it was going on already", () => {
    const fresh = continued(held(["SCHEDULED", "PENDING"], { run_count: 0 }), up);
    expect(fresh.empirical_policy.resuming).toBe(false);
    expect(enterFlowRunState(fresh, { type: "RUNNING" }, up).run_count).toBe(1);
    const going = continued(held(["SCHEDULED", "PENDING"], { empirical_policy: { resuming: true } }), up);
    expect(enterFlowRunState(going, { type: "RUNNING" }, up).run_count).toBe(1);
  });

  it("waits on for its next attempt, without its slots", () => {
    const waiting = enterFlowRunState(
      held(["SCHEDULED", "PENDING", "RUNNING"], { empirical_policy: { retry_type: "in_process" } }),
      { type: "SCHEDULED", name: "AwaitingRetry", message: "It failed.", state_details: { scheduled_time: at(900) } },
      { now: START + 30_000 },
    );
    expect(waiting.lease).not.toBeNull();
    const record = continued(waiting, up);
    expect(record).toMatchObject({ state_name: "AwaitingRetry", next_scheduled_start_time: at(900), lease: null, slots: [] });
    expect(record.states.at(-1)?.message).toBe("It failed.");
    expect(enterFlowRunState(record, { type: "RUNNING" }, up).run_count).toBe(2);
  });

  it("is suspended in a pause, whose key stays used", () => {
    const paused = enterFlowRunState(
      held(["SCHEDULED", "PENDING", "RUNNING"], { empirical_policy: { pause_keys: ["a"] } }),
      { type: "PAUSED", state_details: { pause_key: "a", pause_timeout: at(900), pause_reschedule: false } },
      { now: START + 30_000 },
    );
    const record = continued(paused, up);
    expect(record).toMatchObject({ state_type: "PAUSED", state_name: "Suspended", lease: null, empirical_policy: { pause_keys: ["a"] } });
    expect(record.states.at(-1)?.state_details).toMatchObject({ pause_key: "a", pause_timeout: at(900), pause_reschedule: true });
  });

  it("is cancelled if that was asked", () => {
    expect(continued(held(["SCHEDULED", "PENDING", "RUNNING", "CANCELLING"]), up)).toMatchObject({ state_type: "CANCELLED", lease: null });
  });

  it("is nobody's, whatever it was in, and its former holder may say nothing more", () => {
    const states = fc.constantFrom<Parameters<typeof flowRun>[0]>(
      ["SCHEDULED", "PENDING"],
      ["SCHEDULED", "PENDING", "RUNNING"],
      ["SCHEDULED", "PENDING", "RUNNING", "CANCELLING"],
    );
    fc.assert(
      fc.property(states, fc.nat(100), fc.array(fc.string(), { maxLength: 3 }), (given, epoch, slots) => {
        const before = held(given, { epoch, slots });
        const record = continued(before, up);
        expect(record.lease).toBeNull();
        expect(isStaleEpoch(record, epoch)).toBe(true);
        expect(record.state_count).toBe(before.state_count + 1);
        expect(record.crash_count).toBe(before.crash_count);
        expect(record.slots).toEqual(slots);
      }),
    );
  });
});
