import { exponentialBackoff, flow, getRunContext, isMillraceError, sleep, task } from "millrace";
import { openTestHarness, runFlowForTest } from "millrace/testing";
import { describe, expect, it } from "vitest";

/** Fails so many times, then answers which attempt it is. */
function flaky(failures: number, options: Parameters<typeof task>[0] & object = {}) {
  let calls = 0;
  return task({ name: "flaky", ...(options as object) }, () => {
    calls += 1;
    if (calls <= failures) throw new Error(`failure ${calls}`);
    return calls;
  });
}

describe("task retries", () => {
  it("tries again after each delay, and records every state", async () => {
    const work = flaky(2, { retries: 3, retryDelaySeconds: [60, 3600] });
    const run = await runFlowForTest(flow("retry", async () => await work()));
    expect(run.ok && run.value).toBe(3);
    expect(run.elapsedSeconds).toBe(3660);
    expect(run.taskRuns[0]?.run_count).toBe(3);
    expect(run.taskRuns[0]?.states.map((state) => state.name)).toEqual([
      "Pending",
      "Running",
      "AwaitingRetry",
      "Retrying",
      "AwaitingRetry",
      "Retrying",
      "Completed",
    ]);
  });

  it("gives up after the last retry with the last error", async () => {
    const work = flaky(9, { retries: 2 });
    const run = await runFlowForTest(flow("give-up", async () => await work()));
    expect(!run.ok && (run.error as Error).message).toBe("failure 3");
    expect(run.taskRuns[0]).toMatchObject({ run_count: 3, state_type: "FAILED" });
    expect(run.taskRuns[0]?.state?.data).toMatchObject({
      type: "error",
      name: "Error",
      message: "failure 3",
      stack: expect.stringContaining("retries.test.ts"),
    });
  });

  it("waits longer each time", async () => {
    const work = flaky(4, { retries: 4, retryDelaySeconds: exponentialBackoff({ base: 10, max: 60 }) });
    const run = await runFlowForTest(flow("backoff", async () => await work()));
    expect(run.elapsedSeconds).toBe(10 + 20 + 40 + 60);
  });

  it("spreads delays upwards only", async () => {
    const work = flaky(1, { retries: 1, retryDelaySeconds: 100, retryJitterFactor: 0.5 });
    const run = await runFlowForTest(
      flow("jitter", async () => await work()),
      [],
      { seed: 7 },
    );
    expect(run.elapsedSeconds).toBeGreaterThan(100);
    expect(run.elapsedSeconds).toBeLessThan(150);
  });

  it("asks the condition, with the error and the attempt", async () => {
    const asked: unknown[] = [];
    const work = flaky(9, {
      retries: 5,
      retryCondition: (error: unknown, attempt: number) => {
        asked.push([(error as Error).message, attempt]);
        return attempt < 2;
      },
    });
    const run = await runFlowForTest(flow("condition", async () => await work()));
    expect(asked).toEqual([
      ["failure 1", 1],
      ["failure 2", 2],
    ]);
    expect(run.taskRuns[0]).toMatchObject({ run_count: 2, state_type: "FAILED" });
  });
});

describe("timeouts", () => {
  it("end an attempt that takes too long, abort its signal, and count as a failure", async () => {
    const reasons: unknown[] = [];
    const slow = task({ name: "slow", timeoutSeconds: 7200, retries: 1 }, async () => {
      const { signal } = getRunContext();
      signal.addEventListener("abort", () => reasons.push(signal.reason));
      await new Promise(() => {});
    });
    const run = await runFlowForTest(flow("slow-task", async () => await slow()));
    expect(run.elapsedSeconds).toBe(14_400);
    expect(run.taskRuns[0]?.states.map((state) => state.name)).toEqual(["Pending", "Running", "AwaitingRetry", "Retrying", "TimedOut"]);
    expect(reasons.map((reason) => isMillraceError(reason, "task-timeout"))).toEqual([true, true]);
    expect(!run.ok && isMillraceError(run.error, "task-timeout")).toBe(true);
  });

  it("let a task in time alone", async () => {
    const quick = task({ name: "quick", timeoutSeconds: 10 }, async () => await sleep(9));
    const run = await runFlowForTest(flow("in-time", async () => await quick()));
    expect(run.state.type).toBe("COMPLETED");
  });

  it("end a flow with its tasks", async () => {
    const slow = task("slow", async () => await sleep(7200));
    const run = await runFlowForTest(flow({ name: "slow-flow", timeoutSeconds: 3600 }, async () => await slow()));
    expect(run.state).toMatchObject({ type: "FAILED", name: "TimedOut" });
    expect(run.taskRuns[0]).toMatchObject({ state_type: "CANCELLED" });
    expect(!run.ok && isMillraceError(run.error, "flow-timeout")).toBe(true);
    expect(run.elapsedSeconds).toBeLessThan(3700);
  });
});

describe("flow retries", () => {
  it("run the function again, and only the tasks whose result was not kept", async () => {
    const calls = { kept: 0, lost: 0 };
    const kept = task({ name: "kept" }, () => ++calls.kept);
    const lost = task({ name: "lost", persistResult: false }, () => ++calls.lost);
    const attempts: number[] = [];
    const run = await runFlowForTest(
      flow({ name: "again", retries: 2, retryDelaySeconds: 600 }, async () => {
        const values = [await kept(), await lost()];
        attempts.push(getRunContext().attempt);
        if (attempts.length < 3) throw new Error("not yet");
        return values;
      }),
    );
    expect(run.ok && run.value).toEqual([1, 3]);
    expect(attempts).toEqual([1, 2, 3]);
    expect(run.elapsedSeconds).toBe(1200);
    expect(run.flowRun.run_count).toBe(3);
    expect(run.states.map((state) => state.name)).toEqual(["Running", "AwaitingRetry", "Running", "AwaitingRetry", "Running", "Completed"]);
    expect(run.taskRuns.map((each) => [each.name, each.flow_run_run_count, each.state_type])).toEqual([
      ["kept-0", 1, "COMPLETED"],
      ["lost-0", 3, "COMPLETED"],
    ]);
  });

  it("try again what timed out", async () => {
    let calls = 0;
    const run = await runFlowForTest(
      flow({ name: "timed", retries: 1, timeoutSeconds: 60 }, async () => {
        calls += 1;
        if (calls === 1) await sleep(600);
        return calls;
      }),
    );
    expect(run.ok && run.value).toBe(2);
  });

  it("do not try again what was refused before the function", async () => {
    await using harness = await openTestHarness();
    const outcome = await harness.run(() => flow({ name: "named", retries: 3, runName: "{missing}" }, async () => 1).run());
    expect(outcome.state.message).toContain('there is no "missing"');
    expect((await harness.states({ id: outcome.flowRunId })).length).toBe(1);
  });
});
