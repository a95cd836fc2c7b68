import fc from "fast-check";
import { expect, it } from "vitest";
import type { FlowRunRecord } from "#core/contract/documents.ts";
import { ProblemError } from "#core/contract/problem.ts";
import { parseTimestamp } from "#core/contract/scalars.ts";
import type { Store } from "#core/ports/store.ts";
import { usedSlots } from "#core/rules/limits.ts";
import { concurrencyLimitServices } from "#functions/services/concurrency-limits.ts";
import { flowRunRecord } from "#functions/services/documents/flow-run.ts";
import { flowRunKey, limitKey } from "#functions/services/documents/keys.ts";
import { limitDocument, limitIdOf, limitOf, liveLimit, newLimit } from "#functions/services/documents/limit.ts";
import { repairDueSlots } from "#functions/services/limits/repair.ts";
import { giveBackSlots, repairSlots, takeSlots } from "#functions/services/limits/slots.ts";
import type { Parts } from "#functions/services/parts.ts";
import { addRun, enter, openParts } from "./support.ts";

/** Each access of the store waits for its turn, so that the scheduler decides who goes on. */
function inTurns(store: Store, scheduler: fc.Scheduler): Store {
  const turn = <A extends unknown[], R>(work: (...args: A) => Promise<R>) =>
    scheduler.scheduleFunction(async (...args: A) => work.apply(store, args)) as (...args: A) => Promise<R>;
  const waiting = { get: turn(store.get), put: turn(store.put), delete: turn(store.delete) };
  return new Proxy(store, {
    get: (target, name) =>
      name in waiting ? waiting[name as keyof typeof waiting] : (Reflect.get(target, name) as () => unknown).bind(target),
  });
}

/** An agent that claims a run, and what becomes of it. */
const life = fc.record({
  run: fc.nat(3),
  limits: fc.subarray(["queue:q", "db"], { minLength: 1 }),
  /** Where the process dies; or it does not. */
  dies: fc.constantFrom("never", "never", "never", "after taking", "while running", "after ending"),
  repairs: fc.boolean(),
  /** It ends for good, or goes back to the queue for another. */
  ends: fc.constantFrom("COMPLETED", "SCHEDULED"),
  /** How far the clock of the function that serves it is ahead. */
  skewMs: fc.constantFrom(0, 0, -120_000, 120_000),
});

type Life = typeof life extends fc.Arbitrary<infer One> ? One : never;

const CAPACITY = { "queue:q": 1, db: 2 } as Record<string, number>;

it.each([0, 2_000])(
  "never more slots than there are, whatever the interleaving, and none is left (index lag %i ms)",
  async (indexLagMs) => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.array(life, { minLength: 2, maxLength: 6 }), async (scheduler, lives) => {
        const plain = openParts({ indexLagMs });
        const parts: Parts = { ...plain, store: inTurns(plain.store, scheduler) };
        await plain.store.put(limitDocument(newLimit({ name: "db", limit: 2 }, plain.clock.now())), "absent");
        const runs = [await addRun(plain), await addRun(plain), await addRun(plain), await addRun(plain)];

        await scheduler.waitFor(Promise.all(lives.map((one) => live(skewed(parts, one.skewMs), plain, runs, one))));

        // All is over; whoever died leaves its runs to be crashed and its slots to be found.
        for (const run of runs) await enter(plain, run, "CRASHED", [], (record) => record.state_type !== "COMPLETED");
        plain.clock.advance(120_000);
        await repairDueSlots(plain);
        for (const name of ["queue:q", "db"]) {
          await repairSlots(plain, name);
          const left = await plain.store.get(limitKey(limitIdOf(name)));
          expect(left === null ? 0 : usedSlots(limitOf(left), plain.clock.now())).toBe(0);
        }
      }),
      { numRuns: 300 },
    );
  },
  60_000,
);

function skewed(parts: Parts, skewMs: number): Parts {
  const { clock } = parts;
  return { ...parts, clock: { ...clock, now: () => clock.now() + skewMs } };
}

it("a limit deleted and made anew at once has no holders but those who took slots of it since", async () => {
  const taker = fc.array(fc.record({ run: fc.nat(3), ends: fc.boolean() }), { minLength: 1, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.array(taker, { minLength: 1, maxLength: 4 }), fc.integer({ min: 1, max: 3 }), async (...given) => {
      const [scheduler, takers, times] = given;
      const plain = openParts();
      const parts: Parts = { ...plain, store: inTurns(plain.store, scheduler) };
      const services = concurrencyLimitServices(parts);
      const create = async () => {
        await services.createConcurrencyLimitV2({ params: undefined, query: undefined, body: { ...LIMIT, name: "db", limit: 2 } }, NOBODY);
      };
      const runs = [await addRun(plain), await addRun(plain), await addRun(plain), await addRun(plain)];
      let since = 0;
      const operator = async () => {
        for (let at = 0; at < times; at += 1) {
          await whileBusy(() =>
            services.deleteConcurrencyLimitV2({ params: { id_or_name: "db" }, query: undefined, body: undefined }, NOBODY),
          );
          since = plain.clock.now();
          await create();
          const limit = await plain.store.get(limitKey(limitIdOf("db")));
          for (const { acquired } of limitOf(limit!).holders) expect(acquired).toBeGreaterThan(since);
        }
      };
      await scheduler.waitFor(create());
      const take = async (turns: readonly { run: number; ends: boolean }[]) => {
        for (const { run, ends } of turns) {
          const { taken } = await whileBusy(() => takeSlots(parts, { flow_run_id: runs[run]!, seen: 1 }, [{ limit: "db" }]));
          if (!taken || !ends) continue;
          await enter(plain, runs[run]!, "CANCELLED", []);
          await whileBusy(() => giveBackSlots(parts, runs[run]!, ["db"]));
        }
      };
      await scheduler.waitFor(Promise.all([operator(), ...takers.map(take)]));
      const left = liveLimit(await plain.store.get(limitKey(limitIdOf("db"))))!;
      for (const { acquired } of left.holders) expect(acquired).toBeGreaterThan(since);
      // to the microsecond, in which the two limits differ
      expect(parseTimestamp(left.created)).toBeGreaterThan(since - 0.001);
    }),
    { numRuns: 300 },
  );
}, 60_000);

/** Once more for as long as others were quicker each time, which is what the refusal says to do. */
async function whileBusy<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ProblemError && error.code === "busy") return whileBusy(work);
    throw error;
  }
}

const LIMIT = { active: true, active_slots: 0, denied_slots: 0, slot_decay_per_second: 0, avg_slot_occupancy_seconds: 2 };
const NOBODY = { requestId: "r", baseUrl: "http://127.0.0.1/api" };

async function live(parts: Parts, plain: Parts, runs: readonly string[], { run, limits, dies, repairs, ends }: Life) {
  const id = runs[run]!;
  const wanted = limits.map((limit) => (limit === "db" ? { limit } : { limit, capacity: CAPACITY[limit]! }));
  if (repairs) await repairSlots(parts, limits[0]!);
  // as a claim does, which writes the run as it saw it before it took: slots of one who lost the run meanwhile are not its to claim with
  const seen = await parts.store.get(flowRunKey(id));
  const asSeen = (record: FlowRunRecord, version: number) => record.state_type === "SCHEDULED" && version === seen?.version;
  const { taken } = await takeSlots(parts, { flow_run_id: id, seen: seen!.version }, wanted);
  if (!taken || dies === "after taking") return;
  const won = await enter(parts, id, "PENDING", limits, asSeen);
  await noneTooMany(plain, runs);
  if (!won || dies === "while running") return;
  while (!(await enter(parts, id, ends, [], (record) => record.state_type === "PENDING"))) {
    const current = await plain.store.get(flowRunKey(id));
    if (flowRunRecord(current!).state_type !== "PENDING") return;
  }
  if (dies !== "after ending") await giveBackSlots(parts, id, limits);
}

async function noneTooMany(plain: Parts, runs: readonly string[]): Promise<void> {
  const records = (await plain.store.getMany(runs.map(flowRunKey))).map((document) => flowRunRecord(document!));
  for (const [name, capacity] of Object.entries(CAPACITY)) {
    const document = await plain.store.get(limitKey(limitIdOf(name)));
    if (document !== null) expect(usedSlots(limitOf(document), plain.clock.now())).toBeLessThanOrEqual(capacity);
    expect(records.filter((record) => record.slots.includes(name)).length).toBeLessThanOrEqual(capacity);
  }
}
