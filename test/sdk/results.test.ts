import fc from "fast-check";
import { flow, isMillraceError, MissingResultError, readResult, registerClass, sleep, task, taskInputHash } from "millrace";
import { openTestHarness, runFlowForTest } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { deserialize, serialize } from "#sdk/results/serializer.ts";

class Point {
  readonly x: number;
  constructor(x: number) {
    this.x = x;
  }
  doubled() {
    return this.x * 2;
  }
}
registerClass(Point);

class Money {
  readonly #cents: bigint;
  constructor(cents: bigint) {
    this.#cents = cents;
  }
  get cents() {
    return this.#cents;
  }
}
registerClass(Money, { name: "money", serialize: (money) => money.cents, deserialize: (cents: bigint) => new Money(cents) });

describe("the serializer", () => {
  it("keeps dates, maps, sets, bigints, bytes, undefined, cycles, errors and registered classes", () => {
    const value: Record<string, unknown> = {
      date: new Date(5),
      map: new Map([[new Date(1), new Set([1n])]]),
      bytes: new Uint8Array([1, 2]),
      nothing: undefined,
      nan: Number.NaN,
      at: new Point(3),
      price: [new Money(250n)],
    };
    value.self = value;
    const back = deserialize(serialize(value, "x")) as typeof value & { at: Point; price: [Money] };
    expect(back.self).toBe(back);
    expect({ ...back, self: 0, at: 0, price: 0 }).toEqual({ ...value, self: 0, at: 0, price: 0 });
    expect(back.at.doubled()).toBe(6);
    expect(back.price[0].cents).toBe(250n);
    const error = deserialize(serialize(new RangeError("no", { cause: "why" }), "x")) as Error;
    expect([error.name, error.message, error.cause, error instanceof Error]).toEqual(["RangeError", "no", "why", true]);
  });

  it("gives back any plain value", () => {
    fc.assert(
      fc.property(
        fc.anything({
          key: fc.string().filter((name) => name !== "__proto__"),
          withBigInt: true,
          withDate: true,
          withMap: true,
          withSet: true,
          withTypedArray: true,
          withSparseArray: true,
        }),
        (value) => {
          expect(deserialize(serialize(value, "x"))).toEqual(value);
        },
      ),
      { numRuns: 200 },
    );
  });

  it("names the place of what it cannot keep", () => {
    expect(() => serialize({ rows: [1, { call: () => 1 }] }, 'task run "load-0"')).toThrow(
      /The result of task run "load-0" cannot be kept: .*at result\.rows\[1\]\.call/,
    );
    expect(() => serialize(new (class Foreign {})(), "x")).toThrow("registerClass");
    expect(() => serialize(JSON.parse('{"__proto__":1}'), "x")).toThrow("Cannot stringify objects with __proto__ keys");
  });
});

describe("keeping results", () => {
  const make = task({ name: "make", persistResult: true }, (size: number) => "x".repeat(size));

  it("puts small ones in the state, large ones in a blob, and reads both", async () => {
    await using harness = await openTestHarness();
    await harness.run(async () => {
      const outcome = await flow("sizes", async () => {
        const futures = [make(10), make(10_000)];
        await Promise.all(futures);
        return futures.map((future) => future.state);
      })
        .withOptions({ persistResult: true })
        .run();
      expect(outcome.state.type).toBe("COMPLETED");
      const [small, large] = (await harness.taskRuns()).sort((a, b) => Number(a.dynamic_key) - Number(b.dynamic_key));
      expect(small?.state?.data).toEqual({
        type: "inline",
        serializer: "devalue",
        value: expect.any(String),
        input: expect.stringMatching(/^[0-9a-f]{64}$/),
      });
      expect(large?.state?.data).toMatchObject({
        type: "blob",
        serializer: "devalue",
        key: expect.stringMatching(/^results\//),
        size: 10_004,
      });
      expect(await readResult(small?.state as { data: unknown })).toBe("x".repeat(10));
      expect(await readResult(large?.state as { data: unknown })).toBe("x".repeat(10_000));
    });
  });

  it("does not look at results nobody asked to keep", async () => {
    const run = await runFlowForTest(flow("unkept", async () => void (await task("fn", () => () => 1)())));
    expect(run.state.type).toBe("COMPLETED");
    expect(run.taskRuns[0]?.state?.data).toBe(null);
    await expect(readResult(run.taskRuns[0]?.state as { data: unknown })).rejects.toBeInstanceOf(MissingResultError);
  });

  it("fails a task whose result was to be kept and cannot be, by name and place", async () => {
    const run = await runFlowForTest(
      flow(
        "unkeepable",
        async () =>
          await make
            .withOptions({ name: "bad" })(1)
            .then(() => task({ name: "fn", persistResult: true }, () => ({ a: [() => 1] }))()),
      ),
    );
    expect(run.state.type).toBe("FAILED");
    expect(run.taskRuns.find((each) => each.name === "fn-0")?.state?.message).toContain(
      'The result of task run "fn-0" cannot be kept: Cannot stringify a function (at result.a[0]).',
    );
  });
});

describe("the cache", () => {
  it("finds the result of an equal call in a later run, until it expires or is to be refreshed", async () => {
    await using harness = await openTestHarness();
    let calls = 0;
    const load = task(
      { name: "load", cacheKey: taskInputHash, cacheExpiration: 3600 },
      (query: { day: string; tags: Set<string> }) => `${query.day} ${++calls}`,
    );
    const names: (string | null)[] = [];
    const use = (options: Parameters<typeof load.withOptions>[0] = {}) =>
      harness.run(async () => {
        const { flowRunId, ...outcome } = await flow(
          "cached",
          async () => await load.withOptions(options)({ tags: new Set(["a"]), day: "monday" }),
        ).run();
        names.push((await harness.taskRuns(flowRunId))[0]?.state_name ?? null);
        return outcome.ok && outcome.value;
      });
    expect(await use()).toBe("monday 1");
    expect(await use()).toBe("monday 1");
    expect(await use({ refreshCache: true })).toBe("monday 2");
    expect(await use()).toBe("monday 2");
    await harness.clock.advance(3_600_000);
    expect(await use()).toBe("monday 3");
    expect(names).toEqual(["Completed", "Cached", "Completed", "Cached", "Completed"]);
  });

  it("tells calls, tasks and code apart", async () => {
    const load = task({ name: "load", cacheKey: taskInputHash }, (day: string) => day);
    const other = task({ name: "load", cacheKey: taskInputHash }, (day: string) => `${day}!`);
    const run = await runFlowForTest(flow("apart", async () => [await load("a"), await load("b"), await other("a"), await load("a")]));
    expect(run.ok && run.value).toEqual(["a", "b", "a!", "a"]);
    expect(run.taskRuns.map((each) => each.state_name).sort()).toEqual(["Cached", "Completed", "Completed", "Completed"]);
  });

  it("lets two equal calls at the same time both run; the first to end stays", async () => {
    let calls = 0;
    const slow = task({ name: "slow", cacheKey: "one key" }, async (seconds: number) => {
      await sleep(seconds);
      return ++calls;
    });
    const run = await runFlowForTest(flow("race", async () => [...(await Promise.all([slow(20), slow(10)])), await slow(1)]));
    expect(run.ok && run.value).toEqual([2, 1, 1]);
  });

  it("is switched off, with a warning, by arguments without a stable text", async () => {
    const call = task({ name: "call", cacheKey: taskInputHash }, (fn: () => number) => fn());
    const run = await runFlowForTest(flow("functions", async () => await call(() => 4)));
    expect(run.ok && run.value).toBe(4);
    expect(run.logs.find((line) => line.level === 30)?.message).toContain("No cache key could be made");
  });

  it("gives up a cached result that is gone", async () => {
    await using harness = await openTestHarness();
    let calls = 0;
    const big = task({ name: "big", cacheKey: "big" }, () => `${++calls}`.padEnd(9_000));
    const use = () => harness.run(() => flow("gone", async () => (await big()).trim()).run());
    await use();
    const [first] = await harness.taskRuns();
    const { key } = (first as { state: { data: unknown } }).state.data as { key: string };
    await harness.blobs.delete(key);
    expect(await use()).toMatchObject({ ok: true, value: "2" });
  });
});

describe("errors", () => {
  it("are recognised by code", () => {
    expect(isMillraceError(new MissingResultError("gone"), "missing-result")).toBe(true);
    expect(isMillraceError(new MissingResultError("gone"), "other")).toBe(false);
    expect(isMillraceError(new Error("missing-result"))).toBe(false);
  });
});
