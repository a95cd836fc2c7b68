import { concurrency, flow, isMillraceError, rateLimit, sleep, task, withTags } from "millrace";
import { openTestHarness, type TestHarness } from "millrace/testing";
import { describe, expect, it } from "vitest";

const limit = (harness: TestHarness, name: string, size: number, slot_decay_per_second = 0) =>
  harness.client.createConcurrencyLimitV2({ body: { name, limit: size, slot_decay_per_second } });

const active = async (harness: TestHarness, name: string) =>
  (await harness.client.readConcurrencyLimitV2({ params: { id_or_name: name } })).active_slots;

/** Counts how many are inside at once. */
function gauge() {
  const counts = { now: 0, most: 0, order: [] as number[] };
  return {
    counts,
    async inside(number = 0) {
      counts.now += 1;
      counts.most = Math.max(counts.most, counts.now);
      counts.order.push(number);
      await sleep(10);
      counts.now -= 1;
    },
  };
}

describe("concurrency", () => {
  it("lets in as many as the limit has slots, each in the order they came, and gives all back", async () => {
    await using harness = await openTestHarness();
    await limit(harness, "db", 4);
    const { counts, inside } = gauge();
    const work = task("work", (number: number) => concurrency("db", { slots: 2 }, () => inside(number)));
    const outcome = await harness.run(() => flow("busy", () => Promise.all(work.map([0, 1, 2, 3, 4, 5, 6]))).run());
    expect(outcome.ok).toBe(true);
    expect(counts.most).toBe(2);
    expect(counts.order).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(await active(harness, "db")).toBe(0);
  });

  it("shows who holds its slots, and keeps them for as long as the function runs", async () => {
    await using harness = await openTestHarness();
    await limit(harness, "db", 1);
    const seen: unknown[] = [];
    const work = task("work", () =>
      concurrency("db", async () => {
        await sleep(1_000);
        seen.push(...(await harness.client.readConcurrencyHolders({ params: { id_or_name: "db" } })));
        return "done";
      }),
    );
    const outcome = await harness.run(() => flow("long", async () => await work()).run());
    expect(outcome).toMatchObject({ ok: true, value: "done" });
    const [taskRun] = await harness.taskRuns();
    expect(seen).toMatchObject([{ task_run_id: taskRun?.id, slots: 1 }]);
    expect(await active(harness, "db")).toBe(0);
  });

  it("gives back when the function throws, and when the run is told to stop", async () => {
    await using harness = await openTestHarness();
    await limit(harness, "db", 1);
    const fails = flow("fails", () =>
      concurrency("db", () => {
        throw new Error("boom");
      }),
    );
    expect(await harness.run(() => fails.run())).toMatchObject({ ok: false, error: { message: "boom" } });
    expect(await active(harness, "db")).toBe(0);
    const hangs = flow({ name: "hangs", timeoutSeconds: 60 }, () => concurrency("db", () => new Promise(() => {})));
    expect(await harness.run(() => hangs.run())).toMatchObject({ ok: false, state: { name: "TimedOut" } });
    await expect.poll(() => active(harness, "db"), { timeout: 5_000 }).toBe(0);
  });

  it("ends a wait with the time given, or with the run", async () => {
    await using harness = await openTestHarness();
    await limit(harness, "db", 0);
    const waits = flow("waits", () => concurrency("db", { timeoutSeconds: 600 }, () => 1));
    const outcome = await harness.run(() => waits.run());
    expect(!outcome.ok && isMillraceError(outcome.error, "slot-timeout")).toBe(true);
    const stopped = flow({ name: "stopped", timeoutSeconds: 60 }, () => concurrency("db", () => 1));
    expect(await harness.run(() => stopped.run())).toMatchObject({ ok: false, state: { name: "TimedOut" } });
  });

  it("without such a limit holds nobody back, unless it is strict", async () => {
    await using harness = await openTestHarness();
    await limit(harness, "db", 1);
    expect(await harness.run(() => flow("free", () => concurrency("none", () => 5)).run())).toMatchObject({ ok: true, value: 5 });
    const strict = flow("strict", () => concurrency(["db", "none"], { strict: true }, () => 5));
    const outcome = await harness.run(() => strict.run());
    expect(!outcome.ok && isMillraceError(outcome.error, "limit-missing")).toBe(true);
    expect(await active(harness, "db")).toBe(0);
  });

  it("that is strict stops when its lease has ended, and only warns else", async () => {
    await using harness = await openTestHarness();
    await limit(harness, "db", 1);
    const loses = flow("loses", (strict: boolean) =>
      concurrency("db", { strict }, async ({ signal }) => {
        const [held] = await harness.client.readConcurrencyHolders({ params: { id_or_name: "db" } });
        await harness.client.decrementConcurrencySlotsWithLease({ body: { lease_id: held!.lease_id! } });
        for (let waited = 0; waited < 120 && !signal.aborted; waited += 10) await sleep(10);
        return signal.aborted;
      }),
    );
    expect(await harness.run(() => loses.run(true))).toMatchObject({ ok: true, value: true });
    const lenient = await harness.run(() => loses.run(false));
    expect(lenient).toMatchObject({ ok: true, value: false });
    const warned = (await harness.logs(lenient.flowRunId)).filter(({ level }) => level === 30);
    expect(warned.map(({ message }) => message)).toEqual([expect.stringContaining("ended while they were in use")]);
  });

  it("works outside of a run too, and refuses what makes no sense", async () => {
    await using harness = await openTestHarness();
    await limit(harness, "db", 1);
    await harness.run(async () => {
      expect(await concurrency("db", async () => await active(harness, "db"))).toBe(1);
      await expect(concurrency([], () => 1)).rejects.toMatchObject({ code: "invalid-options" });
      await expect(concurrency("db", { slots: 0 }, () => 1)).rejects.toMatchObject({ code: "invalid-options" });
      await expect(concurrency("db", { slots: 2 }, () => 1)).rejects.toMatchObject({ status: 422 });
    });
    expect(await active(harness, "db")).toBe(0);
  });
});

describe("rateLimit", () => {
  it("spaces calls as the limit's slots come back", async () => {
    await using harness = await openTestHarness();
    await limit(harness, "api", 1, 0.1);
    const began = harness.clock.now();
    const calls = flow("calls", async () => {
      for (let call = 0; call < 4; call += 1) await rateLimit("api");
    });
    expect((await harness.run(() => calls.run())).ok).toBe(true);
    expect((harness.clock.now() - began) / 1000).toBeGreaterThanOrEqual(30);
    expect((harness.clock.now() - began) / 1000).toBeLessThan(40);
  });
});

describe("a limited tag", () => {
  it("bounds the task runs that have it, and no others", async () => {
    await using harness = await openTestHarness();
    await harness.client.createConcurrencyLimit({ body: { tag: "heavy", concurrency_limit: 2 } });
    const [heavy, light] = [gauge(), gauge()];
    const lifts = task({ name: "lifts", tags: ["heavy"] }, (number: number) => heavy.inside(number));
    const waves = task({ name: "waves", tags: ["light"] }, () => light.inside());
    const outcome = await harness.run(() =>
      flow("mixed", async () => {
        await Promise.all([...lifts.map([0, 1, 2, 3, 4]), ...withTags("more", () => [waves(), waves(), waves()])]);
      }).run(),
    );
    expect(outcome.ok).toBe(true);
    expect([heavy.counts.most, light.counts.most]).toEqual([2, 3]);
    expect(await active(harness, "tag:heavy")).toBe(0);
  });

  it("is given back between the attempts of a task", async () => {
    await using harness = await openTestHarness();
    await harness.client.createConcurrencyLimit({ body: { tag: "one", concurrency_limit: 1 } });
    const order: string[] = [];
    let failed = false;
    const shaky = task({ name: "shaky", tags: ["one"], retries: 1, retryDelaySeconds: 3600 }, () => {
      order.push("shaky");
      if (failed) return;
      failed = true;
      throw new Error("once");
    });
    const other = task({ name: "other", tags: ["one"] }, () => void order.push("other"));
    await harness.run(() =>
      flow("turns", async () => {
        await Promise.all([shaky(), other()]);
      }).run(),
    );
    expect(order).toEqual(["shaky", "other", "shaky"]);
  });
});
