import {
  allowFailure,
  ConcurrentTaskRunner,
  flow,
  getRunContext,
  isMillraceError,
  SequentialTaskRunner,
  sleep,
  task,
  unmapped,
  withTags,
} from "millrace";
import { runFlowForTest } from "millrace/testing";
import { describe, expect, it } from "vitest";

const add = task("add", (a: number, b: number) => a + b);
const boom = task("boom", (): number => {
  throw new TypeError("no such table");
});

describe("calling a task in a flow", () => {
  it("gives a future whose value arrives in the tasks it is handed to, also inside lists and objects", async () => {
    const total = task("total", (rows: { n: number }[], more: readonly number[]) => rows.reduce((sum, { n }) => sum + n, 0) + more.length);
    const { ok, taskRuns, ...run } = await runFlowForTest(
      flow("nested", async () => {
        const one = add(1, 0);
        return await total([{ n: one }, { n: 5 }], [add(one, 1), 9]);
      }),
    );
    expect(ok && "value" in run && run.value).toBe(8);
    expect(taskRuns.map((each) => `${each.name} ${each.state_type}`).sort()).toEqual([
      "add-0 COMPLETED",
      "add-1 COMPLETED",
      "total-0 COMPLETED",
    ]);
    const last = taskRuns.find((task) => task.name === "total-0");
    expect(last?.task_inputs).toEqual({
      rows: [{ input_type: "task_run", id: taskRuns.find((task) => task.name === "add-0")?.id }],
      more: [{ input_type: "task_run", id: taskRuns.find((task) => task.name === "add-1")?.id }],
    });
  });

  it("shows where a value came from that was awaited before it was handed on, also inside lists, and from subflows", async () => {
    const rows = task("rows", () => [{ n: 1 }, { n: 2 }]);
    const first = task("first", (row: { n: number }) => ({ first: row.n }));
    const double = flow("double", (given: { n: number }[]) => given.map(({ n }) => ({ n: n * 2 })));
    const report = task("report", (_all: { n: number }[], _some: { first: number }[], text: string) => text);
    const { taskRuns } = await runFlowForTest(
      flow("awaited", async () => {
        const all = await rows();
        const one = await first(all[0]!);
        const doubled = await double(all);
        return await report(doubled, [one], await report([], [], "texts have no identity"));
      }),
    );
    const idOf = (name: string) => taskRuns.find((each) => each.name === name)?.id;
    const inputsOf = (name: string) => taskRuns.find((each) => each.name === name)?.task_inputs;
    const from = (name: string) => [{ input_type: "task_run", id: idOf(name) }];
    expect(inputsOf("first-0")).toEqual({ parameters: from("rows-0") });
    expect(inputsOf("double-0")).toEqual({ arguments: from("rows-0") });
    expect(inputsOf("report-1")).toEqual({ _all: from("double-0"), _some: from("first-0") });
    expect(inputsOf("report-0")).toEqual({});
  });

  it("records each state once, oldest first", async () => {
    const { taskRuns } = await runFlowForTest(flow("one", async () => await add(1, 2)));
    expect(taskRuns[0]?.states.map((state) => state.name)).toEqual(["Pending", "Running", "Completed"]);
    expect(taskRuns[0]).toMatchObject({ run_count: 1, dynamic_key: "0", flow_run_run_count: 1 });
  });

  it("does not run a task whose input failed, and says which one that was", async () => {
    const run = await runFlowForTest(flow("upstream", async () => await add(boom(), 1)));
    const error = (run.ok ? undefined : run.error) as Error;
    const { taskRuns } = run;
    expect(isMillraceError(error, "upstream-task")).toBe(true);
    expect(error.message).toContain('task run "boom-0"');
    expect((error.cause as Error).message).toBe("no such table");
    expect(taskRuns.find((run) => run.name === "add-0")?.state_name).toBe("NotReady");
  });

  it("gives the error to a task that allows the failure", async () => {
    const note = task("note", (value: number | Error) => (value instanceof Error ? value.message : "fine"));
    const run = await runFlowForTest(flow("allowed", async () => await note(allowFailure(boom()))));
    expect(run.ok && run.value).toBe("no such table");
    expect(run.state.type).toBe("COMPLETED");
  });

  it("waits for futures whose values it does not need", async () => {
    const order: string[] = [];
    const slow = task("slow", async () => {
      await sleep(60);
      order.push("slow");
    });
    const after = task("after", () => order.push("after"));
    await runFlowForTest(
      flow("wait-for", async () => {
        const first = slow();
        await after.submit({ waitFor: [first] });
      }),
    );
    expect(order).toEqual(["slow", "after"]);
  });

  it("runs nested calls as task runs of the same flow run, without needing room", async () => {
    const outer = task("outer", async (n: number) => (await add(n, 1)) * 2);
    const run = await runFlowForTest(flow({ name: "nest", taskRunner: ConcurrentTaskRunner({ limit: 1 }) }, async () => await outer(1)));
    expect(run.ok && run.value).toBe(4);
    expect(run.taskRuns.map((each) => each.name).sort()).toEqual(["add-0", "outer-0"]);
  });
});

describe("task.map", () => {
  it("starts one run per entry, with the rest unmapped", async () => {
    const run = await runFlowForTest(flow("map", async () => await Promise.all(add.map([1, 2, 3], unmapped(10)))));
    expect(run.ok && run.value).toEqual([11, 12, 13]);
    expect(run.taskRuns.map((each) => each.dynamic_key).sort()).toEqual(["0", "1", "2"]);
  });

  it("maps over futures", async () => {
    const run = await runFlowForTest(flow("map-futures", async () => add.map(add.map([1, 2], [1, 1]), unmapped(10))));
    expect(run.ok && run.value).toEqual([12, 13]);
  });

  it("refuses lists of different lengths, and no list at all", async () => {
    const uneven = await runFlowForTest(flow("uneven", async () => await Promise.all(add.map([1, 2], [1]))));
    expect(uneven.state).toMatchObject({ type: "FAILED", message: expect.stringContaining("different lengths. Got 2, 1.") });
    const none = await runFlowForTest(flow("none", async () => await Promise.all(add.map(unmapped(1), unmapped(2)))));
    expect(none.state.message).toContain("was given no list");
  });
});

describe("a future", () => {
  it.each([
    ["as text", (future: unknown) => `${future}`],
    ["as a number", (future: unknown) => Number(future)],
    ["as text", (future: unknown) => (future as number) + 1],
    ["in JSON", (future: unknown) => JSON.stringify({ future })],
    ["as a list", (future: unknown) => [...(future as number[])]],
  ])("used %s says what was forgotten", async (how, use) => {
    const run = await runFlowForTest(flow("forgot", async () => void use(add(1, 2))));
    expect(run.state.type).toBe("FAILED");
    expect(run.state.message).toContain(`The future of task run "add-0" was used ${how}`);
    expect(run.state.message).toContain("await");
  });

  it("tells its name, id and state", async () => {
    const run = await runFlowForTest(
      flow("about", async () => {
        const future = add(1, 2);
        const before = future.state.type;
        const ended = await future.wait();
        return { before, ended: ended?.type, name: future.name, id: future.taskRunId, result: await future.result() };
      }),
    );
    expect(run.ok && run.value).toEqual({ before: "RUNNING", ended: "COMPLETED", name: "add-0", id: run.taskRuns[0]?.id, result: 3 });
  });

  it("waits only so long, and never rejects from wait", async () => {
    const slow = task("slow", async () => await sleep(3600));
    const run = await runFlowForTest(
      flow("timeout", async () => {
        const future = slow();
        const early = await future.wait(1_000);
        const late = await future.wait();
        const failed = await boom().wait();
        return [early, late?.type, failed?.type];
      }),
    );
    expect(run.ok && run.value).toEqual([undefined, "COMPLETED", "FAILED"]);
    expect(run.elapsedSeconds).toBe(3600);
  });
});

describe("what a flow ends in", () => {
  it("fails by a task nobody looked at, and keeps the process alive", async () => {
    const run = await runFlowForTest(
      flow("unheeded", async () => {
        add(1, 1);
        boom();
        return "value";
      }),
    );
    expect(run.state).toMatchObject({ type: "FAILED", message: "1/2 states failed." });
    expect(!run.ok && (run.error as Error).cause).toMatchObject({ message: "no such table" });
  });

  it("completes if the flow took care of the failure", async () => {
    const run = await runFlowForTest(flow("heeded", async () => boom().catch(() => 7)));
    expect(run.ok && run.value).toBe(7);
  });

  it("waits for tasks the flow forgot, and names them once", async () => {
    const slow = task("slow", async () => await sleep(10));
    const run = await runFlowForTest(
      flow("forgetful", async () => {
        slow();
        slow();
      }),
    );
    expect(run.taskRuns.map((each) => each.state_type)).toEqual(["COMPLETED", "COMPLETED"]);
    const warnings = run.logs.filter((line) => line.level === 30);
    expect(warnings.map((line) => line.message)).toEqual([expect.stringContaining("returned before 'slow-0', 'slow-1' ended")]);
  });

  it("resolves futures in what is returned", async () => {
    const run = await runFlowForTest(flow("returned", async () => ({ sum: add(1, 2), list: [add(3, 4)] })));
    expect(run.ok && run.value).toEqual({ sum: 3, list: [7] });
  });

  it("is judged by the futures it returns", async () => {
    const run = await runFlowForTest(flow("judged", async () => [add(1, 2), boom()]));
    expect(run.state).toMatchObject({ type: "FAILED", message: "1/2 states failed." });
  });
});

describe("runners and tags", () => {
  it("runs tasks one after the other in the order of the calls", async () => {
    const log: string[] = [];
    const step = task("step", async (name: string, seconds: number) => {
      log.push(`${name} in`);
      await sleep(seconds);
      log.push(`${name} out`);
    });
    await runFlowForTest(flow({ name: "seq", taskRunner: SequentialTaskRunner() }, async () => [step("a", 3), step("b", 1)]));
    expect(log).toEqual(["a in", "a out", "b in", "b out"]);
  });

  it("keeps to the limit", async () => {
    let inside = 0;
    let most = 0;
    const step = task("step", async () => {
      inside += 1;
      most = Math.max(most, inside);
      await sleep(1);
      inside -= 1;
    });
    await runFlowForTest(
      flow({ name: "limited", taskRunner: ConcurrentTaskRunner({ limit: 2 }) }, async () => [1, 2, 3, 4, 5].map(() => step())),
    );
    expect(most).toBe(2);
  });

  it("adds tags from the task, the options and the context", async () => {
    const tagged = add.withOptions({ tags: ["etl"] });
    const run = await runFlowForTest(flow({ name: "tags", tags: ["nightly"] }, async () => withTags("eu", "big", () => tagged(1, 2))));
    expect(run.taskRuns[0]?.tags).toEqual(["etl", "eu", "big"]);
    expect(run.flowRun.tags).toEqual(["nightly"]);
  });

  it("knows where it runs", async () => {
    const where = task("where", (day: string) => {
      const { flowRun, taskRun, parameters, attempt } = getRunContext();
      return { flow: flowRun.flowName, task: taskRun?.name, parameters, attempt, day };
    });
    const run = await runFlowForTest(flow("context", async () => await where("monday")));
    expect(run.ok && run.value).toEqual({ flow: "context", task: "where-0", parameters: { day: "monday" }, attempt: 1, day: "monday" });
  });
});

describe("outside of a flow", () => {
  it("a task is its function, called once", async () => {
    expect(await add(1, 2)).toBe(3);
    await expect(boom()).rejects.toThrow("no such table");
  });
});
