import { flow, getRunContext, getRunLogger, isMillraceError, sleep, task } from "millrace";
import { openTestHarness, runFlowForTest } from "millrace/testing";
import { describe, expect, it } from "vitest";
import * as z from "zod";

const add = task("add", (a: number, b: number) => a + b);

describe("parameters", () => {
  const trained: unknown[] = [];
  const train = flow(
    { name: "train", parameters: z.object({ trees: z.number().int().min(1), day: z.date(), deep: z.boolean().default(false) }) },
    async (given) => {
      trained.push(given);
      return given.trees;
    },
  );

  it("are converted and completed by the schema before the function sees them", async () => {
    const run = await runFlowForTest(train, [{ trees: "5", day: "2026-11-23", deep: "true" } as never]);
    expect(run.ok && run.value).toBe(5);
    expect(trained).toEqual([{ trees: 5, day: new Date("2026-11-23"), deep: true }]);
    expect(run.flowRun.parameters).toEqual({ trees: 5, day: "2026-11-23T00:00:00.000Z", deep: true });
  });

  it("that do not fit leave a FAILED run naming each field, whose function never ran", async () => {
    trained.length = 0;
    const run = await runFlowForTest(train, [{ trees: "many", day: new Date(0) } as never]);
    expect(trained).toEqual([]);
    expect(run.state).toMatchObject({
      type: "FAILED",
      message: expect.stringContaining('Flow "train" received invalid parameters: trees: '),
    });
    expect(run.flowRun).toMatchObject({ run_count: 0, parameters: { trees: "many" } });
    expect(run.states.map((state) => state.name)).toEqual(["Failed"]);
    expect(!run.ok && isMillraceError(run.error, "parameter-validation") && (run.error as unknown as { issues: unknown[] }).issues).toEqual(
      [{ path: "trees", message: expect.any(String) }],
    );
  });

  it("are left alone if asked", async () => {
    const run = await runFlowForTest(train.withOptions({ validateParameters: false }), [{ trees: -1 } as never]);
    expect(run.ok && run.value).toBe(-1);
  });

  it("work with any Standard Schema, also an asynchronous one", async () => {
    const schema = {
      "~standard": {
        version: 1 as const,
        vendor: "ours",
        validate: async (value: unknown) => ({ value: { doubled: (value as { n: number }).n * 2 } }),
      },
    };
    const run = await runFlowForTest(
      flow({ name: "standard", parameters: schema }, async (given) => given),
      [{ n: 4 }],
    );
    expect(run.ok && run.value).toEqual({ doubled: 8 });
  });

  it("are recorded by name, as far as JSON can hold them", async () => {
    const shapes = flow("shapes", async (_day: Date, { limit = 3 } = {}, ..._rest: unknown[]) => limit);
    const run = await runFlowForTest(shapes, [new Date(0), {}, 12n, new Map([["a", 1]]), () => 1]);
    expect(run.flowRun.parameters).toEqual({ _day: "1970-01-01T00:00:00.000Z", arg1: {}, _rest: "12", arg3: { a: 1 }, arg4: "<function>" });
  });
});

describe("names", () => {
  it("come from templates and functions", async () => {
    const load = task({ name: "load", runName: "load {day:%Y-%m-%d}" }, (day: Date) => day.getTime());
    const run = await runFlowForTest(
      flow({ name: "named", runName: ({ args }) => `train {${args[0]}}` }, async (model: string) => [model, await load(new Date(0))]),
      ["forest"],
    );
    expect(run.flowRunName).toBe("train {forest}");
    expect(run.taskRuns[0]?.name).toBe("load 1970-01-01");
  });

  it("of functions and variables name flows and tasks", async () => {
    const bare = task((n: number) => n);
    const my_flow = flow(async () => await bare(1));
    expect([bare.taskName, my_flow.flowName]).toEqual(["bare", "my-flow"]);
    expect(flow(async function nightly_load() {}).flowName).toBe("nightly-load");
  });
});

describe("subflows", () => {
  const child = flow("child", async (n: number) => {
    await sleep(60);
    if (n < 0) throw new RangeError("negative");
    return await add(n, 1);
  });

  it("have runs of their own, and a task run in the parent that takes on their states", async () => {
    await using harness = await openTestHarness();
    const parent = flow("parent", async () => (await child(add(1, 1))) * 10);
    const { flowRunId: id, ...outcome } = await harness.run(() => parent.run());
    expect(outcome.ok && outcome.value).toBe(30);
    const [first, second] = await harness.flowRuns();
    expect(second).toMatchObject({ state_type: "COMPLETED", parameters: { n: 2 } });
    const tracking = (await harness.taskRuns(id)).find((run) => run.name === "child-0");
    expect(second?.parent_task_run_id).toBe(tracking?.id);
    expect(tracking).toMatchObject({ state_type: "COMPLETED", flow_run_id: first?.id });
    expect(tracking?.state?.state_details.child_flow_run_id).toBe(second?.id);
    expect((await harness.states(tracking as { id: string })).map((state) => state.name)).toEqual(["Pending", "Running", "Completed"]);
    expect(await harness.taskRuns(second?.id)).toHaveLength(1);
  });

  it("run side by side", async () => {
    const run = await runFlowForTest(flow("side", async () => await Promise.all([child(1), child(2), child(3)])));
    expect(run.ok && run.value).toEqual([2, 3, 4]);
    expect(run.elapsedSeconds).toBe(60);
  });

  it("that failed reject in the parent, and fail it if nobody looks", async () => {
    const caught = await runFlowForTest(flow("caught", async () => await child(-1).catch((error: Error) => error.message)));
    expect(caught.ok && caught.value).toBe("negative");
    const forgotten = await runFlowForTest(
      flow("forgotten", async () => {
        child(-1);
        return 1;
      }),
    );
    expect(forgotten.state).toMatchObject({ type: "FAILED", message: "1/1 states failed." });
  });

  it("can be asked how they ended", async () => {
    const run = await runFlowForTest(flow("asks", async () => (await child.run(-1)).state.type));
    expect(run.ok && run.value).toBe("FAILED");
  });
});

describe("hooks", () => {
  it("are called for each state they name, with what happened; their errors change nothing", async () => {
    const seen: string[] = [];
    const note = (word: string) => (about: { state: { type: string } }) => {
      seen.push(`${word} ${about.state.type}`);
      getRunLogger().info(`hook ${word}`);
    };
    const work = task(
      { name: "work", retries: 1, onRunning: note("task"), onFailure: [note("task"), () => Promise.reject(new Error("bad hook"))] },
      () => {
        throw new Error("no");
      },
    );
    const run = await runFlowForTest(
      flow({ name: "hooked", onRunning: note("flow"), onCompletion: note("flow") }, async () => void (await work().wait())),
    );
    expect(seen).toEqual(["flow RUNNING", "task RUNNING", "task RUNNING", "task FAILED", "flow COMPLETED"]);
    expect(run.state.type).toBe("COMPLETED");
    const messages = run.logs.map((line) => line.message);
    expect(messages).toContainEqual(expect.stringContaining("failed: Error: bad hook"));
    expect(messages.filter((message) => message === "hook flow")).toHaveLength(2);
  });

  it.each([
    ["onFailure", (): Promise<number> => Promise.reject(new Error("no")), "FAILED"],
    ["onCompletion", async (): Promise<number> => 1, "COMPLETED"],
  ] as const)("%s", async (hook, body, type) => {
    const seen: unknown[] = [];
    await runFlowForTest(flow({ name: "hook", [hook]: ({ state }: { state: { type: string } }) => seen.push(state.type) }, body));
    expect(seen).toEqual([type]);
  });
});

describe("cancelling", () => {
  it("from outside ends the tasks and the run, and calls the hook", async () => {
    await using harness = await openTestHarness();
    const seen: unknown[] = [];
    const slow = task("slow", async (): Promise<void> => {
      const { id } = getRunContext().flowRun;
      await harness.client.setFlowRunState({ params: { id }, body: { state: { type: "CANCELLING" } } });
      getRunLogger().info("goes on");
      await sleep(36_000);
    });
    const outcome = await harness.run(() =>
      flow({ name: "cancelled", onCancellation: ({ state }) => seen.push(state.type) }, async (): Promise<void> => {
        const future = slow();
        await sleep(10);
        // many lines make a report, whose answer tells of the wish
        for (let count = 0; count < 1_000; count += 1) getRunLogger().info(`line ${count}`);
        await future;
      }).run(),
    );
    expect(outcome.state.type).toBe("CANCELLED");
    expect(!outcome.ok && isMillraceError(outcome.error, "cancelled-run")).toBe(true);
    expect(seen).toEqual(["CANCELLED"]);
    expect((await harness.taskRuns())[0]?.state_type).toBe("CANCELLED");
  });
});

describe("states returned by hand", () => {
  it("are what the run ends in", async () => {
    const state = {
      id: "00000000-0000-7000-8000-000000000000",
      type: "FAILED" as const,
      name: "Skipped",
      timestamp: "",
      message: "nothing new",
      data: null,
      state_details: {},
    };
    const run = await runFlowForTest(flow("by-hand", async () => state));
    expect(run.state).toMatchObject({ type: "FAILED", name: "Skipped", message: "nothing new" });
  });
});
