import { threadId } from "node:worker_threads";
import { flow, isMillraceError, task, WorkerThreadTaskRunner } from "millrace";
import { runFlowForTest } from "millrace/testing";
import { describe, expect, it } from "vitest";
import * as cpu from "./fixtures/cpu-tasks.ts";

const taskRunner = WorkerThreadTaskRunner({ threads: 2 });
const error = (run: { ok: boolean }) => (run as { error?: Error }).error;

describe("tasks in worker threads", () => {
  it("run elsewhere, know their run, and log into it", async () => {
    const run = await runFlowForTest(flow({ name: "threads", taskRunner }, async () => await Promise.all(cpu.where.map([1, 2]))));
    const [first] = (run.ok ? run.value : []) as Awaited<ReturnType<typeof cpu.where>>[];
    expect(first).toMatchObject({
      n: 1,
      flow: "threads",
      task: "where-0",
      parameters: { n: 1 },
      attempt: 1,
      map: new Map([[1, new Date(1)]]),
    });
    expect(first?.threadId).not.toBe(threadId);
    const lines = run.logs.filter((line) => line.message === "in a thread");
    expect(lines.map((line) => line.extra?.n).sort()).toEqual([1, 2]);
    expect(lines.map((line) => line.task_run_id).sort()).toEqual(run.taskRuns.map((each) => each.id).sort());
  });

  it("bring their errors back with name, stack and cause", async () => {
    const run = await runFlowForTest(flow({ name: "failing", taskRunner }, async () => await cpu.fail()));
    expect(error(run)).toMatchObject({
      name: "RangeError",
      message: "too far",
      stack: expect.stringContaining("cpu-tasks.ts"),
      cause: { message: "why" },
    });
    expect(run.taskRuns[0]?.state?.data).toMatchObject({ name: "RangeError" });
  });

  it("are ended by a timeout though they never let go of the processor", async () => {
    const run = await runFlowForTest(flow({ name: "spinning", taskRunner }, async () => await cpu.spin()));
    expect(isMillraceError(error(run), "task-timeout")).toBe(true);
    expect(run.taskRuns[0]?.state_name).toBe("TimedOut");
  });

  it("turn what they print into log lines if asked", async () => {
    const run = await runFlowForTest(flow({ name: "printing", taskRunner }, async () => await cpu.print()));
    expect(run.logs.map((line) => line.message)).toContain("printed 1");
  });

  it.each([
    [
      "is defined after the module",
      () => cpu.getLate()(),
      'exports no task "late" and defines none alone by that name and code (it exports ',
    ],
    ["looks like another", () => cpu.getTwin()(), 'exports no task "twin" and defines none alone by that name and code (it exports '],
    [
      "has no module",
      () => task({ name: "lost", module: "file:///nowhere/at/all.ts" }, () => 1)(),
      "its module file:///nowhere/at/all.ts cannot be imported there",
    ],
  ])("say what to do about a task that %s", async (_, call, message) => {
    const run = await runFlowForTest(flow({ name: "unimportable", taskRunner }, async () => await call()));
    expect(isMillraceError(error(run), "task-not-importable")).toBe(true);
    expect(error(run)?.message).toContain(message);
    expect(error(run)?.message).toContain("Export the task by name");
  });

  it("need no export, as in a bundle, if their module defines them once", async () => {
    const run = await runFlowForTest(flow({ name: "hidden", taskRunner }, async () => await cpu.getHidden()()));
    expect(run.ok && run.value).toBeTypeOf("number");
    expect(run.ok && run.value).not.toBe(threadId);
  });

  it("say so if an argument cannot be copied", async () => {
    const run = await runFlowForTest(flow({ name: "uncopyable", taskRunner }, async () => await cpu.where((() => 1) as never)));
    expect(error(run)?.message).toContain("cannot be copied to another thread");
  });

  it("cannot call tasks or flows", async () => {
    const run = await runFlowForTest(flow({ name: "nesting", taskRunner }, async () => await cpu.nests()));
    expect(error(run)?.message).toContain('A worker thread called task "where"');
    const module = new URL("./fixtures/runs-at-once.ts", import.meta.url).href;
    const atOnce = await runFlowForTest(flow({ name: "at-once", taskRunner }, async () => await task({ name: "one", module }, () => 1)()));
    expect(error(atOnce)?.message).toContain('A worker thread called flow "at-once"');
  });
});
