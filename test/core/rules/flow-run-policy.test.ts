import { describe, expect, it } from "vitest";
import type { FlowRunRecord } from "#core/contract/documents.ts";
import { type StateCreate, StateType } from "#core/contract/states.ts";
import { decideFlowRun, isStaleEpoch } from "#core/rules/flow-run-policy.ts";
import { asking, at, flowRun, idOf, lease, START } from "./records.ts";

const final = ["COMPLETED", "FAILED", "CANCELLED", "CRASHED"] as const;
const deployed = { deployment_id: idOf(16) };
const in3s: StateCreate = { type: "SCHEDULED", state_details: { scheduled_time: at(63) } };

/** One letter per answer: A accepted as proposed, R refused for another state, K keeps the current one, W waits, X aborted. */
function letter(record: FlowRunRecord, state: StateCreate, force = false): string {
  const decision = decideFlowRun(record, state, asking({ force }));
  if (decision.status === "REJECT") return decision.state === null ? "K" : "R";
  return { ACCEPT: "A", WAIT: "W", ABORT: "X" }[decision.status];
}

describe("decideFlowRun, for runs with a deployment and no retries", () => {
  // columns: SCHEDULED PENDING RUNNING COMPLETED FAILED CANCELLED CRASHED PAUSED CANCELLING
  it.each([
    ["no state", [], "A A A A A A A X A", "A A A A A A A A A"],
    ["SCHEDULED, due", ["SCHEDULED"], "A A A A A A A K R", "A A A A A A A A R"],
    ["SCHEDULED, not due", [in3s], "A A W A A A A K R", "A A A A A A A A R"],
    ["PENDING", ["PENDING"], "A X A A A A A K A", "A A A A A A A A A"],
    ["RUNNING", ["RUNNING"], "A X A A A A A A A", "A A A A A A A A A"],
    ["PAUSED", ["PAUSED"], "A K A A A A A K R", "A A A A A A A A R"],
    ["CANCELLING", ["CANCELLING"], "K K K R R A R K K", "A A A A A A R A A"],
    ["COMPLETED", ["COMPLETED"], "K X K K K K X X X", "A X K K K K X X X"],
    ["FAILED", ["FAILED"], "A X K K K K X X X", "A X K K K K X X X"],
    ["CANCELLED", ["CANCELLED"], "A X K K K K X X X", "A X K K K K X X X"],
    ["CRASHED", ["CRASHED"], "A X K K K K X X X", "A X K K K K X X X"],
  ] as const)("from %s", (_, states, asked, forced) => {
    const record = states.length === 0 ? { ...flowRun(), states: [], state_type: null } : flowRun(states, deployed);
    expect(StateType.options.map((type) => letter(record, { type })).join(" ")).toBe(asked);
    expect(StateType.options.map((type) => letter(record, { type }, true)).join(" ")).toBe(forced);
  });

  it("accepts the proposal itself, unchanged, when no rule has anything to say", () => {
    const state: StateCreate = { type: "COMPLETED", data: { type: "inline" } };
    expect(decideFlowRun(flowRun(["RUNNING"]), state, asking())).toEqual({ status: "ACCEPT", state });
  });
});

describe("the fence", () => {
  it.each([true, false])("aborts every proposal of a holder that lost the run (force: %s)", (force) => {
    const record = flowRun(["RUNNING"], { epoch: 4, lease });
    for (const type of StateType.options) {
      expect(decideFlowRun(record, { type }, asking({ force, epoch: 3 }))).toMatchObject({
        status: "ABORT",
        reason: expect.stringContaining("epoch 4"),
      });
      expect(decideFlowRun(record, { type: "COMPLETED" }, asking({ force, epoch: 4 })).status).toBe("ACCEPT");
    }
  });

  it("calls any other epoch stale, and none at all not", () => {
    expect([undefined, 2, 3, 4].map((epoch) => isStaleEpoch({ epoch: 3 }, epoch))).toEqual([false, true, false, true]);
  });
});

describe("a transition that was stored already", () => {
  const state: StateCreate = { type: "RUNNING", state_details: { transition_id: idOf(77) } };

  it.each([true, false])("stores nothing again, even with other states in between (force: %s)", (force) => {
    expect(letter(flowRun(["PENDING", state]), state, force)).toBe("K");
    expect(letter(flowRun(["PENDING", state, "PAUSED"]), state, force)).toBe("K");
    expect(letter(flowRun(["PENDING", state, "PAUSED"]), { ...state, state_details: { transition_id: idOf(78) } }, force)).toBe("A");
  });

  it("is recognised by the state stored in its stead", () => {
    const failed: StateCreate = { type: "FAILED", state_details: { transition_id: idOf(79) } };
    const record = flowRun(["RUNNING"], { empirical_policy: { retries: 1 } });
    const decision = decideFlowRun(record, failed, asking());
    expect(decision).toMatchObject({ status: "REJECT", state: { name: "AwaitingRetry", state_details: { transition_id: idOf(79) } } });
    const cancelled = decideFlowRun(flowRun(["SCHEDULED"]), { ...failed, type: "CANCELLING" }, asking());
    expect(cancelled).toMatchObject({ state: { type: "CANCELLED", state_details: { transition_id: idOf(79) } } });
  });
});

describe("restarting a run that has ended", () => {
  it("asks for a deployment that will start it, or for force", () => {
    for (const type of ["FAILED", "CANCELLED", "CRASHED"] as const) {
      expect(letter(flowRun([type]), { type: "SCHEDULED" })).toBe("X");
      expect(letter(flowRun([type]), { type: "SCHEDULED" }, true)).toBe("A");
      expect(letter(flowRun([type], deployed), { type: "SCHEDULED" })).toBe("A");
    }
  });

  it("forgets pauses, retries and the old holder, and fences that holder off", () => {
    const record = flowRun(["FAILED"], {
      ...deployed,
      epoch: 3,
      empirical_policy: { retries: 2, pause_keys: ["a"], resuming: true, retry_type: "in_process" },
    });
    expect(decideFlowRun(record, { type: "SCHEDULED", name: "AwaitingRetry" }, asking())).toEqual({
      status: "ACCEPT",
      state: { type: "SCHEDULED", name: "AwaitingRetry" },
      patch: { lease: null, epoch: 4, empirical_policy: { retries: 2, pause_keys: [], resuming: false, retry_type: "reschedule" } },
    });
  });

  it.each(final)("after %s may be RUNNING at once only as Retrying, with force", (type) => {
    expect(letter(flowRun([type]), { type: "RUNNING", name: "Retrying" }, true)).toBe("A");
    expect(letter(flowRun([type]), { type: "RUNNING", name: "Retrying" }, false)).toBe("K");
    expect(letter(flowRun([type]), { type: "RUNNING" }, true)).toBe("K");
    const decision = decideFlowRun(flowRun([type], { epoch: 3 }), { type: "RUNNING", name: "Retrying" }, asking({ force: true, epoch: 3 }));
    expect(decision).toEqual({
      status: "ACCEPT",
      state: { type: "RUNNING", name: "Retrying" },
      patch: { empirical_policy: { pause_keys: [], resuming: false, retry_type: null } },
    });
  });

  it.each(final)("after %s is not done by a mark of lateness", (type) => {
    expect(letter(flowRun([type], deployed), { type: "SCHEDULED", name: "Late" })).toBe("K");
    expect(letter(flowRun([type], deployed), { type: "SCHEDULED", name: "Late" }, true)).toBe("K");
  });

  it("happens to a subflow whose result was not kept, for its parent needs it again", () => {
    const child = { parent_task_run_id: idOf(5) };
    expect(letter(flowRun(["COMPLETED"], child), { type: "RUNNING" })).toBe("A");
    expect(letter(flowRun([{ type: "COMPLETED", data: { type: "inline" } }], child), { type: "RUNNING" })).toBe("K");
    expect(letter(flowRun(["FAILED"], child), { type: "RUNNING" })).toBe("K");
    expect(letter(flowRun(["COMPLETED"]), { type: "RUNNING" })).toBe("K");
  });
});

describe("a run that is being cancelled", () => {
  it.each(["COMPLETED", "FAILED", "CRASHED"] as const)("that ends as %s is cancelled, and says what it ended as", (type) => {
    const decision = decideFlowRun(flowRun(["CANCELLING"]), { type, message: "Boom." }, asking());
    expect(decision).toMatchObject({
      status: "REJECT",
      state: { type: "CANCELLED", message: `Boom. The run was being cancelled when it ended as ${type}.` },
    });
  });
});

describe("cancelling", () => {
  it("waits for a process that is there: one with a pid or with a live lease", () => {
    for (const states of [["SCHEDULED"], ["PAUSED"]] as const) {
      expect(letter(flowRun(states, { infrastructure_pid: "42" }), { type: "CANCELLING" })).toBe("A");
      expect(letter(flowRun(states, { lease }), { type: "CANCELLING" })).toBe("A");
      expect(letter(flowRun(states, { lease: { ...lease, expires_at: at(60) } }), { type: "CANCELLING" })).toBe("R");
    }
  });

  it("is done at once for a run that has left its process", () => {
    const pid = { infrastructure_pid: "42" };
    expect(
      letter(flowRun([{ type: "PAUSED", name: "Suspended", state_details: { pause_reschedule: true } }], pid), { type: "CANCELLING" }),
    ).toBe("R");
    expect(letter(flowRun([{ type: "SCHEDULED", name: "Resuming" }], pid), { type: "CANCELLING" })).toBe("R");
  });
});

describe("pending", () => {
  it("may be renamed by its holder, but not taken twice", () => {
    const record = flowRun([
      { type: "SCHEDULED", state_details: { scheduled_time: at(5) } },
      { type: "PENDING", state_details: { scheduled_time: at(5) } },
    ]);
    expect(letter(record, { type: "PENDING" })).toBe("X");
    expect(letter(record, { type: "PENDING", name: "Pending" })).toBe("X");
    expect(decideFlowRun(record, { type: "PENDING", name: "Submitting" }, asking())).toEqual({
      status: "ACCEPT",
      state: { type: "PENDING", name: "Submitting", state_details: { scheduled_time: at(5) } },
    });
    const submitting = flowRun([{ type: "PENDING", name: "Submitting" }]);
    expect(letter(submitting, { type: "PENDING", name: "Submitting" })).toBe("X");
    expect(letter(submitting, { type: "PENDING", name: "Pending" })).toBe("X");
    expect(letter(submitting, { type: "PENDING", name: "InfrastructurePending" })).toBe("A");
    expect(letter(flowRun(["RUNNING"]), { type: "PENDING", name: "Submitting" })).toBe("X");
  });
});

describe("a run that a process holds", () => {
  it.each(["SCHEDULED", "PENDING", "RUNNING"] as const)("and that is %s is not started by another while the lease runs", (type) => {
    const state: StateCreate = { type: "RUNNING" };
    const record = flowRun([type], { lease, epoch: 3 });
    expect(decideFlowRun(record, state, asking())).toMatchObject({
      status: "ABORT",
      reason: `The run is held by laptop:42 until ${at(600)}.`,
    });
    expect(decideFlowRun(record, state, asking({ epoch: 3 })).status).toBe("ACCEPT");
    expect(decideFlowRun(record, state, asking({ now: START + 600_000 })).status).toBe("ACCEPT");
  });

  it("and that waits there for its next attempt is given to no worker", () => {
    expect(letter(flowRun(["SCHEDULED"], { lease }), { type: "PENDING" })).toBe("X");
  });

  it("is still resumed by anybody", () => {
    expect(letter(flowRun(["PAUSED"], { lease }), { type: "RUNNING" })).toBe("A");
  });
});

describe("late", () => {
  const late: StateCreate = { type: "SCHEDULED", name: "Late" };
  it("becomes only what is scheduled and not late yet, forced or not", () => {
    for (const force of [true, false]) {
      expect(letter(flowRun(["SCHEDULED"]), late, force)).toBe("A");
      expect(letter(flowRun([late]), late, force)).toBe("K");
      expect(letter(flowRun(["PENDING"]), late, force)).toBe("K");
      expect(letter(flowRun(["RUNNING"]), late, force)).toBe("K");
      expect(letter({ ...flowRun(), states: [] }, late, force)).toBe("K");
    }
  });
});

describe("pausing", () => {
  const pause = (details: StateCreate["state_details"] = {}): StateCreate => ({ type: "PAUSED", state_details: details });

  it("uses each key once and remembers it", () => {
    const record = flowRun(["RUNNING"], { empirical_policy: { pause_keys: ["a"], retries: 1 } });
    expect(decideFlowRun(record, pause({ pause_key: "b" }), asking())).toMatchObject({
      status: "ACCEPT",
      patch: { empirical_policy: { pause_keys: ["a", "b"], retries: 1 } },
    });
    expect(letter(record, pause({ pause_key: "a" }))).toBe("K");
    expect(decideFlowRun(record, pause(), asking())).toEqual({ status: "ACCEPT", state: pause() });
  });

  it("lets a run leave its process only with a deployment and without a parent", () => {
    const away = pause({ pause_reschedule: true, pause_key: "a" });
    expect(letter(flowRun(["RUNNING"], deployed), away)).toBe("A");
    expect(letter(flowRun(["RUNNING"]), away)).toBe("X");
    expect(letter(flowRun(["RUNNING"], { ...deployed, parent_task_run_id: idOf(5) }), away)).toBe("X");
    expect(letter(flowRun(["RUNNING"], { parent_task_run_id: idOf(5) }), pause())).toBe("A");
  });
});

describe("resuming", () => {
  const paused = (timeout: number, changes: Partial<FlowRunRecord> = {}, reschedule = false) =>
    flowRun([{ type: "PAUSED", state_details: { pause_timeout: at(timeout), pause_reschedule: reschedule } }], changes);

  it.each(["RUNNING", "SCHEDULED"] as const)("to %s counts as no new attempt", (type) => {
    const decision = decideFlowRun(paused(60, { empirical_policy: { retries: 2 } }), { type }, asking());
    expect(decision).toMatchObject({ status: "ACCEPT", patch: { empirical_policy: { retries: 2, resuming: true } } });
  });

  it("after the timeout fails the run; ending or cancelling it is still possible", () => {
    const late = paused(59.999);
    for (const type of ["RUNNING", "SCHEDULED"] as const) {
      expect(decideFlowRun(late, { type }, asking())).toMatchObject({
        status: "REJECT",
        state: { type: "FAILED", message: "The flow was paused and never resumed." },
      });
    }
    expect(["FAILED", "CANCELLED", "CRASHED", "COMPLETED"].map((type) => letter(late, { type } as StateCreate)).join("")).toBe("AAAA");
    expect(letter({ ...late, lease }, { type: "CANCELLING" })).toBe("A");
  });

  it("of a suspended run needs its deployment", () => {
    expect(letter(paused(90, {}, true), { type: "SCHEDULED", name: "Resuming" })).toBe("K");
    expect(letter(paused(90, deployed, true), { type: "SCHEDULED", name: "Resuming" })).toBe("A");
  });
});

describe("waiting for the scheduled time", () => {
  it("tells the exact time left, also when pending", () => {
    const scheduled: StateCreate = { type: "SCHEDULED", state_details: { scheduled_time: at(60.25) } };
    expect(decideFlowRun(flowRun([scheduled]), { type: "RUNNING" }, asking())).toEqual({
      status: "WAIT",
      delaySeconds: 0.25,
      reason: "Scheduled time is in the future",
    });
    expect(letter(flowRun([scheduled]), { type: "RUNNING" }, true)).toBe("A");
    const pending = decideFlowRun(flowRun([scheduled]), { type: "PENDING" }, asking());
    expect(pending).toEqual({ status: "ACCEPT", state: { type: "PENDING", state_details: { scheduled_time: at(60.25) } } });
    expect(letter(flowRun([scheduled, { type: "PENDING", state_details: { scheduled_time: at(60.25) } }]), { type: "RUNNING" })).toBe("W");
    expect(letter(flowRun([{ type: "SCHEDULED", state_details: { scheduled_time: at(60) } }]), { type: "RUNNING" })).toBe("A");
  });

  it("keeps a time that the proposal names itself", () => {
    const decision = decideFlowRun(flowRun([in3s]), { type: "PENDING", state_details: { scheduled_time: at(1) } }, asking());
    expect(decision).toMatchObject({ state: { state_details: { scheduled_time: at(1) } } });
  });
});

describe("a failed run", () => {
  const failed: StateCreate = {
    type: "FAILED",
    name: "TimedOut",
    message: "Too slow",
    data: { type: "error" },
    state_details: { traceparent: "t" },
  };

  it("with retries left waits for its next attempt in the process", () => {
    const record = flowRun(["RUNNING"], { empirical_policy: { retries: 1, retry_delay: 2.5, pause_keys: ["a"], resuming: true } });
    expect(decideFlowRun(record, failed, asking())).toEqual({
      status: "REJECT",
      reason: "Retrying",
      state: {
        type: "SCHEDULED",
        name: "AwaitingRetry",
        message: "Too slow",
        data: { type: "error" },
        state_details: { traceparent: "t", scheduled_time: at(62.5) },
      },
      patch: { empirical_policy: { retries: 1, retry_delay: 2.5, pause_keys: [], resuming: false, retry_type: "in_process" } },
    });
  });

  it.each([
    ["no retries", {}, 1, "A"],
    ["as many attempts as retries", { retries: 2 }, 2, "R"],
    ["one attempt more than retries", { retries: 2 }, 3, "A"],
    ["retries under their older name", { max_retries: 1, retry_delay_seconds: 3 }, 1, "R"],
  ])("with %s", (_, empirical_policy, run_count, answer) => {
    expect(letter(flowRun(["RUNNING"], { empirical_policy, run_count }), failed)).toBe(answer);
  });

  it.each([
    [2, 1, "R"],
    [3, 1, "A"],
    [4, 2, "A"],
    [4, 3, "R"],
  ])("with one retry, in attempt %i of which %i were lost, is %s", (run_count, lost_attempts, answer) => {
    expect(letter(flowRun(["RUNNING"], { empirical_policy: { retries: 1 }, run_count, lost_attempts }), failed)).toBe(answer);
  });

  it("is not tried again against its retry condition, by force, or from elsewhere than RUNNING", () => {
    const retries = { empirical_policy: { retries: 5 } };
    expect(letter(flowRun(["RUNNING"], retries), { ...failed, state_details: { retriable: false } })).toBe("A");
    expect(letter(flowRun(["RUNNING"], retries), failed, true)).toBe("A");
    expect(letter(flowRun(["PENDING"], retries), failed)).toBe("A");
    expect(letter(flowRun(["RUNNING"], retries), { type: "CRASHED" })).toBe("A");
  });

  it("forgets, when its retries are used up, that it waited in its process", () => {
    const record = flowRun(["RUNNING"], { run_count: 2, empirical_policy: { retries: 1, retry_type: "in_process" } });
    expect(decideFlowRun(record, failed, asking())).toEqual({
      status: "ACCEPT",
      state: failed,
      patch: { empirical_policy: { retries: 1, retry_type: null } },
    });
  });
});

describe("the concurrency lease", () => {
  const held: StateCreate = { type: "PENDING", state_details: { deployment_concurrency_lease_id: idOf(50) } };

  it.each([true, false])("stays on the run's states though a reporter leaves it out (force: %s)", (force) => {
    const decision = decideFlowRun(
      flowRun([held]),
      { type: "RUNNING", state_details: { deployment_concurrency_lease_id: null } },
      asking({ force }),
    );
    expect(decision).toEqual({
      status: "ACCEPT",
      state: { type: "RUNNING", state_details: { deployment_concurrency_lease_id: idOf(50) } },
    });
  });

  it("is there to be given back on a state stored in a proposal's stead, and may be replaced", () => {
    const record = flowRun([{ ...held, type: "CANCELLING" }]);
    expect(decideFlowRun(record, { type: "FAILED" }, asking())).toMatchObject({
      state: { type: "CANCELLED", state_details: { deployment_concurrency_lease_id: idOf(50) } },
    });
    const other = { ...held, type: "RUNNING" as const, state_details: { deployment_concurrency_lease_id: idOf(51) } };
    expect(decideFlowRun(flowRun([held]), other, asking())).toEqual({ status: "ACCEPT", state: other });
  });
});
