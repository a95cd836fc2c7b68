import { flow, isMillraceError, pauseFlowRun, resumeFlowRun, sleep, suspendFlowRun, task } from "millrace";
import { openTestHarness, type TestHarness } from "millrace/testing";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { createClient } from "#core/contract/client.ts";
import { systemClock, systemIds } from "#core/ports/system.ts";
import { openLocalApi } from "#local/in-process.ts";
import { type Runtime, withRuntime } from "#sdk/engine/runtime.ts";
import { placedBlobs } from "#sdk/results/result-blobs.ts";
import { eventually } from "#test/support/eventually.ts";
import { reschedule, runAttempt, scheduleRun } from "./claimed.ts";

/** The run, as soon as it is paused. */
async function pausedRun(harness: TestHarness) {
  for (;;) {
    const run = (await harness.flowRuns()).find(({ state_type }) => state_type === "PAUSED");
    if (run !== undefined) return run;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const DAY = 86_400;

describe("a pause", () => {
  it("lasts until somebody resumes the run, which goes on where it was", async () => {
    await using harness = await openTestHarness();
    const steps: string[] = [];
    const ended = harness.run(() =>
      flow("paused", async () => {
        steps.push("before");
        await pauseFlowRun({ timeoutSeconds: DAY });
        steps.push("after");
        return 7;
      }).run(),
    );
    const { id } = await pausedRun(harness);
    expect(steps).toEqual(["before"]);
    expect(await harness.run(() => resumeFlowRun(id))).toMatchObject({ type: "RUNNING" });
    expect(await ended).toMatchObject({ ok: true, value: 7 });
    expect((await harness.states({ id })).map(({ name }) => name)).toEqual(["Running", "Paused", "Running", "Completed"]);
    expect(await harness.client.readFlowRun({ params: { id } })).toMatchObject({ run_count: 1 });
  });

  it("holds new tasks, and lets those that go on end", async () => {
    await using harness = await openTestHarness();
    const began: string[] = [];
    const work = task("work", async (name: string) => {
      began.push(name);
      await sleep(10);
      return name;
    });
    const ended = harness.run(() =>
      flow("busy", async () => {
        const first = work("first");
        await sleep(1);
        const pause = pauseFlowRun({ timeoutSeconds: DAY });
        const second = work("second");
        expect(await first).toBe("first");
        await sleep(100);
        expect(began).toEqual(["first"]);
        const { id } = await pausedRun(harness);
        await resumeFlowRun(id);
        await pause;
        return second;
      }).run(),
    );
    expect(await ended).toMatchObject({ ok: true, value: "second" });
    expect(began).toEqual(["first", "second"]);
  });

  it("takes nothing from the time the flow has, which goes on after it", async () => {
    await using harness = await openTestHarness();
    const timed = (name: string, after: number) =>
      flow({ name, timeoutSeconds: 60 }, async () => {
        await sleep(20);
        await pauseFlowRun({ timeoutSeconds: DAY });
        await sleep(after);
        return "in time";
      });
    for (const [after, outcome] of [
      [30, { ok: true, value: "in time" }],
      [50, { ok: false, state: { name: "TimedOut" } }],
    ] as const) {
      const ended = harness.run(() => timed(`after ${after}`, after).run());
      const { id } = await pausedRun(harness);
      await harness.clock.sleep(600_000);
      await harness.run(() => resumeFlowRun(id));
      expect(await ended).toMatchObject(outcome);
    }
  });

  it("that nobody ends fails the run", async () => {
    await using harness = await openTestHarness();
    let after = false;
    const outcome = await harness.run(() =>
      flow("forgotten", async () => {
        await pauseFlowRun({ timeoutSeconds: 600 });
        after = true;
      }).run(),
    );
    expect(outcome).toMatchObject({ ok: false, state: { type: "FAILED", message: "The flow was paused and never resumed." } });
    expect(after).toBe(false);
    expect(harness.clock.now() - Date.parse("2026-01-01T00:00:00Z")).toBeGreaterThanOrEqual(600_000);
  });

  it("ends with the run when that is cancelled meanwhile", async () => {
    await using harness = await openTestHarness();
    const ended = harness.run(() => flow("cancelled", () => pauseFlowRun({ timeoutSeconds: DAY })).run());
    const { id } = await pausedRun(harness);
    await harness.client.setFlowRunState({ params: { id }, body: { state: { type: "CANCELLING" } } });
    expect(await ended).toMatchObject({ ok: false, state: { type: "CANCELLED" } });
  });

  it("in a subflow shows on the task run that stands for it", async () => {
    await using harness = await openTestHarness();
    const child = flow("child", () => pauseFlowRun({ timeoutSeconds: DAY }));
    const ended = harness.run(() => flow("parent", async () => await child()).run());
    const { id } = await pausedRun(harness);
    await harness.run(() => resumeFlowRun(id));
    const { flowRunId } = await ended;
    const [standing] = await harness.taskRuns(flowRunId);
    expect((await harness.states(standing!)).map(({ type }) => type)).toEqual(["PENDING", "RUNNING", "PAUSED", "RUNNING", "COMPLETED"]);
  });

  it("is for the function of a flow", async () => {
    await expect(pauseFlowRun()).rejects.toMatchObject({ code: "no-run-context" });
    await using harness = await openTestHarness();
    const inTask = task("inside", () => pauseFlowRun());
    const outcome = await harness.run(() => flow("wrong-place", async () => await inTask()).run());
    expect(!outcome.ok && isMillraceError(outcome.error, "invalid-options")).toBe(true);
  });
});

describe("a pause that waits for input", () => {
  const Approval = z.object({ approve: z.boolean(), when: z.coerce.date(), note: z.string().default("none") });

  it("gives what the run was resumed with, as its schema says", async () => {
    await using harness = await openTestHarness();
    const ended = harness.run(() =>
      flow("asks", () => pauseFlowRun({ waitForInput: Approval, timeoutSeconds: DAY, key: "approval" })).run(),
    );
    const { id } = await pausedRun(harness);
    const refused = await harness.run(() => resumeUntilAsked(id, { approve: "yes" }));
    expect(isMillraceError(refused, "run-refused") && refused.message).toContain("$.approve");
    await harness.run(() => resumeFlowRun(id, { input: { approve: true, when: "2026-11-23T00:00:00Z" } }));
    expect(await ended).toMatchObject({ ok: true, value: { approve: true, when: new Date("2026-11-23"), note: "none" } });
  });

  it("is no use if the run is set Running past it", async () => {
    await using harness = await openTestHarness();
    const ended = harness.run(() => flow("forced", () => pauseFlowRun({ waitForInput: Approval, timeoutSeconds: DAY })).run());
    const { id } = await pausedRun(harness);
    await harness.client.setFlowRunState({ params: { id }, body: { state: { type: "RUNNING" } } });
    const outcome = await ended;
    expect(!outcome.ok && isMillraceError(outcome.error, "run-input")).toBe(true);
  });

  it("is asked again in the next attempt, and takes no old answer", async () => {
    await using harness = await openTestHarness();
    const given: unknown[] = [];
    const Answer = z.object({ n: z.number() });
    const ended = harness.run(() =>
      flow({ name: "twice", retries: 1 }, async () => {
        given.push(await pauseFlowRun({ waitForInput: Answer, timeoutSeconds: DAY }));
        if (given.length === 1) throw new Error("again");
      }).run(),
    );
    for (const n of [1, 2]) {
      const { id } = await pausedRun(harness);
      await harness.run(() => resumeUntilTaken(id, { n }));
    }
    expect(await ended).toMatchObject({ ok: true });
    expect(given).toEqual([{ n: 1 }, { n: 2 }]);
  });
});

/** The refusal of input that does not fit; the run may need a moment to say what it waits for. */
async function resumeUntilAsked(id: string, input: Record<string, unknown>): Promise<unknown> {
  for (;;) {
    const refusal: unknown = await resumeFlowRun(id, { input }).catch((error: unknown) => error);
    if (!String(refusal).includes("in a moment")) return refusal;
  }
}

async function resumeUntilTaken(id: string, input: Record<string, unknown>): Promise<void> {
  while (isMillraceError(await resumeUntilAsked(id, input))) await new Promise((resolve) => setImmediate(resolve));
}

describe("a suspension", () => {
  it("leaves the process once tasks have ended, and goes on from their results in another one", async () => {
    await using harness = await openTestHarness();
    const bodies: string[] = [];
    const work = task("work", async (name: string) => {
      bodies.push(name);
      await sleep(5);
      return name.toUpperCase();
    });
    const Go = z.object({ go: z.string() });
    const leaves = flow("leaves", async () => {
      const first = await work("first");
      const slow = work("slow");
      await sleep(1);
      const { go } = await suspendFlowRun({ waitForInput: Go, timeoutSeconds: DAY });
      return [first, await slow, go, await work("last")];
    });
    const id = await scheduleRun(harness.client, leaves);
    const left = await harness.run(() => runAttempt(leaves as never, id));
    expect(left.state).toMatchObject({ type: "PAUSED", name: "Suspended" });
    expect("error" in left.came && isMillraceError(left.came.error, "suspended-run")).toBe(true);
    expect(bodies).toEqual(["first", "slow"]);
    expect((await harness.taskRuns(id)).map(({ state_type }) => state_type)).toEqual(["COMPLETED", "COMPLETED"]);

    expect(await harness.run(() => resumeFlowRun(id, { input: { go: "on" } }))).toMatchObject({ type: "SCHEDULED", name: "Resuming" });
    const end = await harness.run(() => runAttempt(leaves as never, id));
    expect(end).toMatchObject({ state: { type: "COMPLETED" }, came: { value: ["FIRST", "SLOW", "on", "LAST"] } });
    expect(bodies).toEqual(["first", "slow", "last"]);
    expect(await harness.taskRuns(id)).toHaveLength(3);
    expect(await harness.client.readFlowRun({ params: { id } })).toMatchObject({ run_count: 1 });
  });

  it("is refused to a run that nobody would resume", async () => {
    await using harness = await openTestHarness();
    const outcome = await harness.run(() => flow("alone", () => suspendFlowRun()).run());
    expect(!outcome.ok && isMillraceError(outcome.error, "run-refused")).toBe(true);
    expect(outcome.state.type).toBe("FAILED");
  });

  it("is waited for again by the process that follows one that was lost in it", async () => {
    await using harness = await openTestHarness();
    let passed = 0;
    const gated = flow("gated", async () => {
      await pauseFlowRun({ timeoutSeconds: DAY });
      passed += 1;
    });
    const id = await scheduleRun(harness.client, gated);
    void harness.run(() =>
      runAttempt(gated as never, id, (run) => void harness.clock.sleep(60_000).then(() => run.handBack(new Error("gone")))),
    );
    await pausedRun(harness);
    const { state } = await harness.client.crashFlowRun({ params: { id }, body: { epoch: 0, message: "gone" } });
    expect(state.name).toBe("AwaitingRetry");
    const next = harness.run(() => runAttempt(gated as never, id, undefined, 1));
    await pausedRun(harness);
    expect(passed).toBe(0);
    await harness.run(() => resumeFlowRun(id));
    expect(await next).toMatchObject({ state: { type: "COMPLETED" } });
    expect(passed).toBe(1);
  });

  it("runs again tasks that failed before it, under their ids", async () => {
    await using harness = await openTestHarness();
    let works = false;
    const shaky = task("shaky", () => {
      if (!works) throw new Error("not yet");
      return "now";
    });
    const tries = flow("tries", async () => {
      const first = await shaky().catch(() => "failed");
      await suspendFlowRun({ timeoutSeconds: DAY });
      return first;
    });
    const id = await scheduleRun(harness.client, tries);
    await harness.run(() => runAttempt(tries as never, id));
    works = true;
    await harness.run(() => resumeFlowRun(id));
    expect(await harness.run(() => runAttempt(tries as never, id))).toMatchObject({ came: { value: "now" } });
    const [only, ...more] = await harness.taskRuns(id);
    expect(more).toEqual([]);
    expect((await harness.states(only!)).map(({ name }) => name)).toEqual(["Pending", "Running", "Failed", "Retrying", "Completed"]);
  });
});

/** An API in memory, and a runtime over it that reports while runs go on, by the real clock. */
async function openLive() {
  const api = await openLocalApi({ memory: true });
  const client = createClient(api.transport);
  const runtime: Runtime = {
    clock: systemClock,
    ids: systemIds,
    random: Math.random,
    client,
    blobs: placedBlobs(api),
    consoleUrl: undefined,
    level: 0,
    print: () => {},
    colours: false,
    holder: "test",
    spool: null,
    near: true,
    live: true,
  };
  const said = async (id: string, text: string) => {
    const lines = await client.filterLogs({ body: { logs: { flow_run_id: { any_: [id] } } } });
    expect(lines.map(({ message }) => message).join("\n")).toContain(text);
  };
  return { client, said, run: <T>(fn: () => T) => withRuntime(runtime, fn), [Symbol.asyncDispose]: () => api.close() };
}

describe("told from outside", { timeout: 30_000 }, () => {
  it("a pause holds the next tasks until the run is resumed", async () => {
    await using live = await openLive();
    let began = 0;
    let enough = false;
    const step = task("step", async () => {
      began += 1;
      await sleep(0.02);
    });
    const ended = live.run(() =>
      flow("steady", async () => {
        while (!enough) await step();
      }).run(),
    );
    const { id } = await eventually(async () => {
      const [run] = await live.client.filterFlowRuns({ body: {} });
      if (run === undefined || began === 0) throw new Error("not yet");
      return run;
    });
    await live.client.setFlowRunState({ params: { id }, body: { state: { type: "PAUSED" } } });
    await eventually(() => live.said(id, "no further task starts"), 20_000);
    const before = began;
    await new Promise((resolve) => setTimeout(resolve, 300));
    // one may have been on its way when the pause was noticed
    expect(began - before).toBeLessThanOrEqual(1);
    await live.run(() => resumeFlowRun(id));
    await eventually(() => expect(began).toBeGreaterThan(before + 3), 20_000);
    enough = true;
    expect(await ended).toMatchObject({ ok: true });
  });

  it("a suspension makes the run leave at its next task, and nothing runs twice", async () => {
    await using live = await openLive();
    const bodies: number[] = [];
    const step = task("step", async (number: number) => {
      bodies.push(number);
      await sleep(0.05);
      return number;
    });
    const TASKS = 40;
    const steps = flow("steps", async () => {
      let sum = 0;
      for (let number = 0; number < TASKS; number += 1) sum += await step(number);
      return sum;
    });
    const id = await scheduleRun(live.client, steps);
    const left = live.run(() => runAttempt(steps as never, id));
    await eventually(() => expect(bodies.length).toBeGreaterThan(2), 20_000);
    const state = { type: "PAUSED" as const, name: "Suspended", state_details: { pause_reschedule: true } };
    await live.client.setFlowRunState({ params: { id }, body: { state } });
    expect((await left).state).toMatchObject({ type: "PAUSED", name: "Suspended" });
    expect(bodies.length).toBeLessThan(TASKS);
    await live.run(() => resumeFlowRun(id));
    expect(await live.run(() => runAttempt(steps as never, id))).toMatchObject({ came: { value: (TASKS * (TASKS - 1)) / 2 } });
    expect(bodies).toEqual(Array.from({ length: TASKS }, (_, number) => number));
  });

  it("a cancellation reaches a run that has nothing to tell", async () => {
    await using live = await openLive();
    const ended = live.run(() => flow("silent", () => sleep(600)).run());
    const { id } = await eventually(async () => {
      const [run] = await live.client.filterFlowRuns({ body: {} });
      if (run === undefined) throw new Error("not yet");
      return run;
    });
    await live.client.setFlowRunState({ params: { id }, body: { state: { type: "CANCELLING" } } });
    expect((await ended).state).toMatchObject({ type: "CANCELLED", message: expect.stringContaining("somebody cancelled it") });
  });
});

describe("a run that goes on in another process", () => {
  it("runs again what has other arguments now, what was not kept and what was lost, each under its id", async () => {
    await using harness = await openTestHarness();
    const bodies: string[] = [];
    const note = (name: string) =>
      task({ name, persistResult: name !== "loose" }, (value: unknown) => void bodies.push(`${name} ${value}`));
    const [same, other, loose] = [note("same"), note("other"), note("loose")];
    let attempt = 0;
    const goes = flow("goes", async () => {
      attempt += 1;
      await same(1);
      await other(attempt);
      await loose(1);
      if (attempt === 1) await new Promise(() => {});
    });
    const id = await scheduleRun(harness.client, goes);
    await harness.run(() =>
      runAttempt(goes as never, id, (run) => {
        void harness.clock.sleep(60_000).then(() => run.handBack(new Error("gone")));
      }),
    );
    await reschedule(harness.client, id);
    expect(await harness.run(() => runAttempt(goes as never, id))).toMatchObject({ state: { type: "COMPLETED" } });
    expect(bodies).toEqual(["same 1", "other 1", "loose 1", "other 2", "loose 1"]);
    expect(await harness.taskRuns(id)).toHaveLength(3);
    expect(await harness.client.readFlowRun({ params: { id } })).toMatchObject({ run_count: 2 });
  });

  it("takes over a subflow that completed, and its value", async () => {
    await using harness = await openTestHarness();
    const bodies: number[] = [];
    const child = flow({ name: "child", parameters: z.object({ n: z.coerce.number() }) }, async ({ n }) => {
      bodies.push(n);
      return { n, at: new Date(n) };
    });
    let attempt = 0;
    const parent = flow("parent", async () => {
      attempt += 1;
      const [one, two] = [await child({ n: 1 }), await child({ n: attempt + 1 })];
      if (attempt === 1) await new Promise(() => {});
      return [one, two];
    });
    const id = await scheduleRun(harness.client, parent);
    await harness.run(() =>
      runAttempt(parent as never, id, (run) => {
        void harness.clock.sleep(60_000).then(() => run.handBack(new Error("gone")));
      }),
    );
    await reschedule(harness.client, id);
    const end = await harness.run(() => runAttempt(parent as never, id));
    expect(end.came).toEqual({
      value: [
        { n: 1, at: new Date(1) },
        { n: 3, at: new Date(3) },
      ],
    });
    expect(bodies).toEqual([1, 2, 3]);
  });
});
