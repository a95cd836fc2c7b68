import { describe, expect, it } from "vitest";
import type { TaskRunRecord } from "#core/contract/documents.ts";
import { type State, type StateCreate, StateType } from "#core/contract/states.ts";
import { decideTaskRun, type TaskRunContext } from "#core/rules/task-run-policy.ts";
import { askingForTask, at, idOf, taskRun } from "./records.ts";

const again = { flowRun: { state_type: "RUNNING" as const, run_count: 2 } };
const ran: Partial<TaskRunRecord> = { flow_run_run_count: 1, run_count: 1 };

/** One letter per answer: A accepted, R refused for another state, K keeps the current one, W waits, X aborted. */
function letter(record: TaskRunRecord, state: StateCreate, changes: Partial<TaskRunContext> = {}): string {
  const decision = decideTaskRun(record, state, askingForTask(changes));
  if (decision.status === "REJECT") return decision.state === null ? "K" : "R";
  return { ACCEPT: "A", WAIT: "W", ABORT: "X" }[decision.status];
}

describe("decideTaskRun", () => {
  // columns: SCHEDULED PENDING RUNNING COMPLETED FAILED CANCELLED CRASHED PAUSED CANCELLING
  it.each([
    ["no state", [], "A A A A A A A A A", "A A A A A A A A A"],
    ["SCHEDULED, due", ["SCHEDULED"], "A A A A A A A A A", "A A A A A A A A A"],
    ["PENDING", ["PENDING"], "A A A A A A A A A", "A A A A A A A A A"],
    ["RUNNING", ["RUNNING"], "A A A A A A A A A", "A A A A A A A A A"],
    ["PAUSED", ["PAUSED"], "A A A A A A A A A", "A A A A A A A A A"],
    ["CANCELLING", ["CANCELLING"], "A A A A A A A A A", "A A A A A A A A A"],
    ["COMPLETED", ["COMPLETED"], "K K K K K K X X X", "A K K K K K X X X"],
    ["FAILED", ["FAILED"], "K K K K K K X X X", "A K K K K K X X X"],
    ["CANCELLED", ["CANCELLED"], "K K K K K K X X X", "A K K K K K X X X"],
    ["CRASHED", ["CRASHED"], "K K K K K K X X X", "A K K K K K X X X"],
  ] as const)("from %s", (_, states, asked, forced) => {
    const record = states.length === 0 ? { ...taskRun(), states: [] } : taskRun(states, ran);
    expect(StateType.options.map((type) => letter(record, { type })).join(" ")).toBe(asked);
    expect(StateType.options.map((type) => letter(record, { type }, { force: true })).join(" ")).toBe(forced);
  });

  it("accepts a plain transition unchanged, with nothing to patch", () => {
    const state: StateCreate = { type: "COMPLETED" };
    expect(decideTaskRun(taskRun(["RUNNING"], ran), state, askingForTask())).toEqual({ status: "ACCEPT", state });
  });
});

describe("a task that has ended", () => {
  it.each(["FAILED", "CANCELLED", "CRASHED", "COMPLETED"] as const)("as %s runs again with its flow, its retries anew", (type) => {
    const record = taskRun([type], { ...ran, run_count: 3 });
    expect(decideTaskRun(record, { type: "RUNNING" }, askingForTask(again))).toEqual({
      status: "ACCEPT",
      state: { type: "RUNNING", name: "Retrying" },
      patch: { run_count: 0, flow_run_run_count: 2 },
    });
    expect(letter(record, { type: "PENDING" }, again)).toBe("A");
    expect(letter(record, { type: "SCHEDULED" }, again)).toBe("A");
    expect(letter(record, { type: "COMPLETED" }, again)).toBe("K");
  });

  it("with a kept result does not", () => {
    const record = taskRun([{ type: "COMPLETED", data: { type: "inline" } }], ran);
    expect(letter(record, { type: "RUNNING" }, again)).toBe("K");
    expect(letter(taskRun([{ type: "FAILED", data: { type: "error" } }], ran), { type: "RUNNING" }, again)).toBe("A");
  });

  it("runs again by force, as Retrying, and not otherwise", () => {
    const record = taskRun(["COMPLETED"], ran);
    expect(letter(record, { type: "RUNNING", name: "Retrying" }, { force: true })).toBe("A");
    expect(letter(record, { type: "RUNNING", name: "Retrying" })).toBe("K");
    expect(letter(record, { type: "RUNNING" }, { flowRun: null })).toBe("K");
  });

  it("is not answered from the cache", () => {
    const cached = taskRun([{ type: "COMPLETED", data: { type: "inline" } }]).states[0]!;
    expect(letter(taskRun(["FAILED"], ran), { type: "RUNNING" }, { cached })).toBe("K");
  });
});

describe("the cache", () => {
  const stored = (details: StateCreate["state_details"], type: State["type"] = "COMPLETED") =>
    taskRun([{ type, message: "kept", data: { type: "inline", value: "7" }, state_details: details }]).states[0]!;
  const cached = stored({ cache_key: "k", cache_expiration: at(61) });
  const running = (details: StateCreate["state_details"] = { cache_key: "k" }): StateCreate => ({
    type: "RUNNING",
    state_details: details,
  });

  it("answers with the stored result instead of running", () => {
    const decision = decideTaskRun(taskRun(), running({ cache_key: "k", transition_id: idOf(70) }), askingForTask({ cached }));
    expect(decision).toEqual({
      status: "REJECT",
      reason: "Retrieved state from cache",
      state: {
        type: "COMPLETED",
        name: "Cached",
        message: "kept",
        data: { type: "inline", value: "7" },
        state_details: { cache_key: "k", cache_expiration: at(61), transition_id: idOf(70) },
      },
    });
  });

  it.each([
    ["fresh", cached, running(), "R"],
    ["without expiry", stored({ cache_key: "k" }), running(), "R"],
    ["expired this very moment", stored({ cache_key: "k", cache_expiration: at(60) }), running(), "A"],
    ["of another key", cached, running({ cache_key: "other" }), "A"],
    ["for a proposal that names no key", cached, running({}), "R"],
    ["to be refreshed", cached, running({ cache_key: "k", refresh_cache: true }), "A"],
    ["not completed", stored({ cache_key: "k" }, "FAILED"), running(), "A"],
  ])("%s", (_, state, proposed, answer) => {
    expect(letter(taskRun(), proposed, { cached: state })).toBe(answer);
  });

  it("is not asked when force is", () => {
    expect(letter(taskRun(), running(), { cached, force: true })).toBe("A");
  });
});

describe("a flow run that is not running", () => {
  it("lets no task start: a paused one makes it wait, another one stops it", () => {
    const decision = decideTaskRun(taskRun(), { type: "RUNNING" }, askingForTask({ flowRun: { state_type: "PAUSED", run_count: 1 } }));
    expect(decision).toMatchObject({
      status: "REJECT",
      state: { type: "PAUSED", name: "NotReady", state_details: { pause_timeout: at(660) } },
    });
    for (const state_type of [null, ...StateType.options]) {
      if (state_type === "PAUSED") continue;
      expect(letter(taskRun(), { type: "RUNNING" }, { flowRun: { state_type, run_count: 1 } })).toBe(state_type === "RUNNING" ? "A" : "X");
      expect(letter(taskRun(["RUNNING"]), { type: "COMPLETED" }, { flowRun: { state_type, run_count: 1 } })).toBe("A");
    }
    expect(letter(taskRun(), { type: "RUNNING" }, { flowRun: null })).toBe("A");
  });
});

describe("a background task", () => {
  const own = { flow_run_id: null };
  it("is taken by one worker only", () => {
    expect(letter(taskRun(["SCHEDULED"], own), { type: "PENDING" }, { flowRun: null })).toBe("A");
    expect(letter(taskRun(["PENDING"], own), { type: "PENDING" }, { flowRun: null })).toBe("X");
    expect(letter(taskRun(["RUNNING"], own), { type: "PENDING" }, { flowRun: null })).toBe("X");
    expect(letter(taskRun(["PENDING"], own), { type: "PENDING", name: "Submitting" }, { flowRun: null })).toBe("A");
  });
});

describe("a failed task", () => {
  const failed: StateCreate = { type: "FAILED", message: "Boom", data: { type: "error" } };

  it("with retries left waits as long as its policy says", () => {
    const record = taskRun(["RUNNING"], {
      run_count: 2,
      empirical_policy: { retries: 3, retry_delay: [1, 20, 300], retry_jitter_factor: 0.5 },
    });
    expect(decideTaskRun(record, failed, askingForTask({ random: 0.5 }))).toEqual({
      status: "REJECT",
      reason: "Retrying",
      state: { ...failed, type: "SCHEDULED", name: "AwaitingRetry", state_details: { scheduled_time: at(60 + 25) } },
    });
  });

  it.each([
    ["no retries", {}, 1, {}, {}, "A"],
    ["the last retry", { retries: 2 }, 2, {}, {}, "R"],
    ["retries used up", { retries: 2 }, 3, {}, {}, "A"],
    ["older names", { max_retries: 1, retry_delay_seconds: 1 }, 1, {}, {}, "R"],
    ["a retry condition that said no", { retries: 2 }, 1, { state_details: { retriable: false } }, {}, "A"],
    ["a flow run being cancelled", { retries: 2 }, 1, {}, { flowRun: { state_type: "CANCELLING" as const, run_count: 1 } }, "A"],
    ["a flow run that has ended", { retries: 2 }, 1, {}, { flowRun: { state_type: "CRASHED" as const, run_count: 1 } }, "A"],
    ["a flow run nobody asks", { retries: 2 }, 1, {}, { flowRun: null }, "R"],
    ["force", { retries: 2 }, 1, {}, { force: true }, "A"],
  ])("with %s", (_, empirical_policy, run_count, state, context, answer) => {
    expect(letter(taskRun(["RUNNING"], { empirical_policy, run_count }), { ...failed, ...state }, context)).toBe(answer);
  });

  it("does not start before its time", () => {
    const waiting = taskRun([{ type: "SCHEDULED", name: "AwaitingRetry", state_details: { scheduled_time: at(60.5) } }], ran);
    expect(decideTaskRun(waiting, { type: "RUNNING" }, askingForTask())).toMatchObject({ status: "WAIT", delaySeconds: 0.5 });
  });
});

describe("the name of another attempt", () => {
  it.each([
    ["after waiting for it", [{ type: "SCHEDULED" as const, name: "AwaitingRetry" }], 1, undefined, "Retrying"],
    ["for another reason", ["PENDING" as const], 1, "Running", "Rerunning"],
    ["that is the first", ["PENDING" as const], 0, undefined, undefined],
    ["that the proposer named", ["PENDING" as const], 1, "Polling", "Polling"],
  ])("%s", (_, states, run_count, name, expected) => {
    const state: StateCreate = name === undefined ? { type: "RUNNING" } : { type: "RUNNING", name };
    const decision = decideTaskRun(taskRun(states, { ...ran, run_count }), state, askingForTask());
    expect(decision.status === "ACCEPT" && decision.state.name).toBe(expected);
  });
});

describe("the attempt of the flow", () => {
  it("is remembered when the task starts in it", () => {
    expect(decideTaskRun(taskRun(), { type: "RUNNING" }, askingForTask(again))).toMatchObject({ patch: { flow_run_run_count: 2 } });
    expect(decideTaskRun(taskRun(["PENDING"], ran), { type: "RUNNING", name: "x" }, askingForTask())).toEqual({
      status: "ACCEPT",
      state: { type: "RUNNING", name: "x" },
    });
  });
});
