import {
  allowFailure,
  type Deployment,
  deployment,
  flow,
  getRunContext,
  intervalSchedule,
  runDeployment,
  type TaskFuture,
  task,
  taskInputHash,
  unmapped,
  withTags,
} from "millrace";
import { runFlowForTest } from "millrace/testing";
import { describe, expectTypeOf, it } from "vitest";
import * as z from "zod";

const load = task({ retries: 2, cacheKey: taskInputHash }, async (day: string, limit?: number) => [{ day, n: limit ?? 1 }]);
const count = task((rows: readonly { n: number }[]) => rows.length);
const add = task((a: number, b: number) => a + b);

describe("a task", () => {
  it("gives a future of what its function gives", () => {
    expectTypeOf(load("monday")).toEqualTypeOf<TaskFuture<{ day: string; n: number }[]>>();
    expectTypeOf(add(1, 2).result()).toEqualTypeOf<Promise<number>>();
    expectTypeOf(add.submit({ waitFor: [load("monday")] }, 1, 2)).toEqualTypeOf<TaskFuture<number>>();
  });

  it("takes futures of the right type in place of values, also inside lists and objects", () => {
    count(load("monday"));
    count([{ n: 1 }, { n: add(1, 2) }]);
    add(add(1, 2), 3);
    // @ts-expect-error a future of another type
    add(load("monday"), 3);
    // @ts-expect-error a value of another type
    add("1", 3);
    // @ts-expect-error an argument too few
    add(1);
    // @ts-expect-error a future of another type inside
    count([{ n: load("monday") }]);
    // @ts-expect-error a bare promise is no future
    add(Promise.resolve(1), 2);
  });

  it("cannot be used as its value", () => {
    // @ts-expect-error a future is no number
    add(1, 2) * 2;
    // @ts-expect-error a future is no list
    load("monday").length;
  });

  it("maps over lists, with the rest unmapped", () => {
    expectTypeOf(add.map([1, 2], unmapped(3))).toEqualTypeOf<TaskFuture<number>[]>();
    add.map([add(1, 2), 3], [1, 2]);
    // @ts-expect-error neither a list nor unmapped
    add.map([1, 2], 3);
    // @ts-expect-error a list of another type
    add.map(["a"], [1]);
  });

  it("sees the error of a future whose failure is allowed", () => {
    const note = task((value: number | Error) => String(value));
    note(allowFailure(add(1, 2)));
    // @ts-expect-error the parameter does not take the error
    add(allowFailure(add(1, 2)), 1);
  });

  it("keeps its types with other options", () => {
    expectTypeOf(add.withOptions({ tags: ["x"] })).toEqualTypeOf<typeof add>();
    // @ts-expect-error no such option
    add.withOptions({ retry: 1 });
    // @ts-expect-error a key made of other arguments
    task({ cacheKey: (_context, args: [string]) => args[0] }, (n: number) => n);
  });
});

describe("a flow", () => {
  it("gives a promise of what its function gives, futures in it resolved", () => {
    expectTypeOf(flow(async (n: number) => n)(1)).toEqualTypeOf<Promise<number>>();
    expectTypeOf(flow("named", () => 1)()).toEqualTypeOf<Promise<number>>();
    expectTypeOf(flow(() => [add(1, 2), add(3, 4)])()).toEqualTypeOf<Promise<number[]>>();
    expectTypeOf(flow(async () => ({ sum: add(1, 2), day: new Date() }))()).toEqualTypeOf<Promise<{ sum: number; day: Date }>>();
    // @ts-expect-error an argument of another type
    flow(async (n: number) => n)("1");
  });

  it("takes what its schema takes, and hands on what it gives", () => {
    const train = flow({ parameters: z.object({ day: z.coerce.date(), trees: z.number().default(10) }) }, (given) => {
      expectTypeOf(given).toEqualTypeOf<{ day: Date; trees: number }>();
      return given.trees;
    });
    train({ day: "monday" });
    // @ts-expect-error a field is missing
    train({ trees: 1 });
    // @ts-expect-error the field has another type
    train({ day: "monday", trees: "ten" });
    // @ts-expect-error the parameters are missing
    train();
    flow({ parameters: z.object({ trees: z.number().default(10) }) }, () => 1)();
  });

  it("tells how it ended", async () => {
    const outcome = await flow(async (n: number) => n).run(1);
    if (outcome.ok) expectTypeOf(outcome.value).toEqualTypeOf<number>();
    else expectTypeOf(outcome.error).toEqualTypeOf<unknown>();
    // @ts-expect-error there is no value before `ok` is known
    outcome.value;
  });

  it("is tested with its own arguments", async () => {
    const run = await runFlowForTest(
      flow(async (n: number) => n),
      [1],
    );
    if (run.ok) expectTypeOf(run.value).toEqualTypeOf<number>();
    const typed = flow(async (n: number) => n);
    // @ts-expect-error arguments of another type
    await runFlowForTest(typed, ["1"]);
  });
});

describe("the rest", () => {
  it("keeps types", () => {
    expectTypeOf(withTags("a", "b", () => 1)).toEqualTypeOf<number>();
    expectTypeOf(getRunContext().signal).toEqualTypeOf<AbortSignal>();
    class Pipeline {
      @task({ retries: 1 })
      async load(day: string): Promise<number> {
        return day.length;
      }
      @flow()
      async main(day: string): Promise<number> {
        return await this.load(day);
      }
    }
    expectTypeOf(new Pipeline().main("monday")).toEqualTypeOf<Promise<number>>();
    class Wrong {
      // @ts-expect-error a flow's method is async
      @flow()
      main(): number {
        return 1;
      }
    }
    void Wrong;
  });
});

describe("a deployment", () => {
  const train = flow({ parameters: z.object({ day: z.coerce.date(), trees: z.number().default(10) }) }, (given) => given.trees);

  it("takes some of the flow's parameters, and no others", () => {
    expectTypeOf(deployment({ flow: train, parameters: { trees: 5 } })).toEqualTypeOf<Deployment>();
    deployment({ flow: train, schedule: intervalSchedule({ minutes: 5 }), concurrency: { limit: 1, onCollision: "enqueue" } });
    // @ts-expect-error another type
    deployment({ flow: train, parameters: { trees: "five" } });
    // @ts-expect-error no such parameter
    deployment({ flow: train, parameters: { leaves: 5 } });
    // @ts-expect-error a text is no schedule
    deployment({ flow: train, schedule: "0 9 * * *" });
    // @ts-expect-error a task is no flow
    deployment({ flow: add });
    deployment({ flow: flow(async (day: string, limit: number) => day.repeat(limit)), parameters: { day: "monday" } });
  });

  it("is run by its name, and the answer is a run", async () => {
    expectTypeOf((await runDeployment("train/nightly", { wait: true })).id).toEqualTypeOf<string>();
  });
});
