import fc from "fast-check";
import { expect, it } from "vitest";
import { COUNTED_A_MINUTE, createWrongTokens, WRONG_TOKENS } from "#functions/token/wrong-tokens.ts";
import { openStore } from "#local/store/store.ts";
import { standingClock } from "../support/api.ts";

it("however many processes count and in whatever order, no network gets more than its bucket and what came back", async () => {
  const request = fc.record({ process: fc.nat(2), address: fc.constantFrom("192.0.2.1", "192.0.2.2") });
  const rounds = fc.array(fc.record({ requests: fc.array(request, { maxLength: 16 }), waitMs: fc.nat(20_000) }), { maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), rounds, async (scheduler, all) => {
      const clock = standingClock();
      const store = openStore(":memory:", { clock });
      const turn = <A extends unknown[], R>(work: (...args: A) => Promise<R>) =>
        scheduler.scheduleFunction(async (...args: A) => work.apply(store, args)) as (...args: A) => Promise<R>;
      let writes = 0;
      const put: typeof store.put = async (...args) => {
        const result = await store.put(...args);
        if (result.ok) writes += 1;
        return result as never;
      };
      const inTurns = { get: turn(store.get), put: turn(put) } as unknown as Pick<typeof store, "get" | "put">;
      const processes = [0, 1, 2].map(() => createWrongTokens({ store: inTurns, clock }));
      const start = clock.now();
      const served = new Map<string, number>();
      for (const { requests, waitMs } of all) {
        await scheduler.waitFor(
          Promise.all(
            requests.map(async ({ process, address }) => {
              const { retryAt } = await processes[process]!.noted(address);
              if (retryAt === null) served.set(address, (served.get(address) ?? 0) + 1);
              else expect(retryAt).toBeGreaterThan(start);
            }),
          ),
        );
        const most = WRONG_TOKENS.most + (clock.now() - start) / WRONG_TOKENS.backMs;
        for (const count of served.values()) expect(count).toBeLessThanOrEqual(most);
        // each that was answered is one write, and nothing else is
        expect(writes).toBe([...served.values()].reduce((sum, count) => sum + count, 0));
        clock.advance(waitMs);
      }
      // nobody waits longer than it was told
      const last = await scheduler.waitFor(processes[0]!.noted("192.0.2.1"));
      if (last.retryAt !== null) {
        clock.advance(last.retryAt - clock.now());
        expect((await scheduler.waitFor(processes[1]!.noted("192.0.2.1"))).retryAt).toBeNull();
      }
      await store.close();
    }),
    { numRuns: 60 },
  );
});

it("a clock far ahead, which wrote the bucket, keeps nobody waiting for longer than an empty one", async () => {
  const [ahead, clock] = [standingClock(), standingClock()];
  ahead.advance(3_600_000);
  const store = openStore(":memory:", { clock });
  const one = createWrongTokens({ store, clock: ahead });
  for (let at = 0; at < WRONG_TOKENS.most; at += 1) await one.noted("192.0.2.1");
  const { retryAt } = await createWrongTokens({ store, clock }).noted("192.0.2.1");
  expect(retryAt! - clock.now()).toBeLessThanOrEqual(WRONG_TOKENS.backMs);
});

it("many networks at once are not paid for in writes", async () => {
  const clock = standingClock();
  const store = openStore(":memory:", { clock });
  let writes = 0;
  const put: typeof store.put = (...args) => {
    writes += 1;
    return store.put(...args) as never;
  };
  const wrong = createWrongTokens({ store: { get: store.get.bind(store), put }, clock });
  for (let at = 0; at < COUNTED_A_MINUTE + 50; at += 1) await wrong.noted(`10.0.${at >> 8}.${at & 255}`);
  expect(writes).toBe(COUNTED_A_MINUTE);
  // what is counted here alone is counted all the same
  const one = "10.9.9.9";
  const answers = [];
  for (let at = 0; at <= WRONG_TOKENS.most; at += 1) answers.push((await wrong.noted(one)).retryAt);
  expect(answers.map((each) => each === null)).toEqual([...new Array(WRONG_TOKENS.most).fill(true), false]);
  clock.advance(61_000);
  await wrong.noted("10.8.8.8");
  expect(writes).toBe(COUNTED_A_MINUTE + 1);
});
