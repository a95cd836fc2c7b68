import { afterEach, describe, expect, it } from "vitest";
import { systemIds } from "#core/ports/system.ts";
import { armCrashPoint } from "#functions/crash-point.ts";
import { flowRunKey, limitKey } from "#functions/services/documents/keys.ts";
import { limitDocument, limitIdOf, limitOf, newLimit } from "#functions/services/documents/limit.ts";
import { leaseDocument, renewLease } from "#functions/services/limits/leases.ts";
import { freeSlots } from "#functions/services/limits/look.ts";
import { repairDueSlots } from "#functions/services/limits/repair.ts";
import { giveBackSlots, repairSlots, takeSlots } from "#functions/services/limits/slots.ts";
import { takeAll } from "#functions/services/limits/take-all.ts";
import type { Parts } from "#functions/services/parts.ts";
import { addRun, enter, openParts } from "./support.ts";

afterEach(() => armCrashPoint(undefined));

const QUEUE = { limit: "queue:q1", capacity: 1 };

const holdersOf = async (parts: Parts, name: string) => {
  const document = await parts.store.get(limitKey(limitIdOf(name)));
  return document === null ? null : limitOf(document).holders.map((holder) => holder.flow_run_id);
};

async function claim(parts: Parts, run: string, limits: { limit: string; capacity?: number }[]): Promise<boolean> {
  const { taken } = await takeSlots(parts, { flow_run_id: run }, limits);
  return (
    taken &&
    enter(
      parts,
      run,
      "PENDING",
      limits.map(({ limit }) => limit),
    )
  );
}

describe("taking slots", () => {
  it("of an implicit limit: up to its capacity, told who has them; its document goes by itself after the last slot, and its versions never begin again", async () => {
    const parts = openParts();
    const [first, second] = [await addRun(parts), await addRun(parts)];
    expect(await takeSlots(parts, { flow_run_id: first }, [QUEUE])).toEqual({ taken: true });
    expect(await takeSlots(parts, { flow_run_id: second }, [QUEUE])).toEqual({ taken: false, limit: "queue:q1", holders: [first] });
    await enter(parts, first, "CANCELLED", []);
    await giveBackSlots(parts, first, ["queue:q1"]);
    await giveBackSlots(parts, first, ["queue:q1"]);
    const left = await parts.store.get(limitKey(limitIdOf("queue:q1")));
    expect(left).toMatchObject({ version: 2, expiresAt: Math.ceil(parts.clock.now() / 1000) + 86_400 });
    expect(await holdersOf(parts, "queue:q1")).toEqual([]);
    expect(await takeSlots(parts, { flow_run_id: second }, [QUEUE])).toEqual({ taken: true });
  });

  it("again for the same holder is taking once", async () => {
    const parts = openParts();
    const run = await addRun(parts);
    for (let time = 0; time < 3; time++) expect(await takeSlots(parts, { flow_run_id: run }, [QUEUE])).toEqual({ taken: true });
    expect(await holdersOf(parts, "queue:q1")).toEqual([run]);
  });

  it("takes all or none", async () => {
    const parts = openParts();
    const [first, second] = [await addRun(parts), await addRun(parts)];
    const other = { limit: "deployment:d1", capacity: 5 };
    await claim(parts, first, [QUEUE]);
    expect(await takeSlots(parts, { flow_run_id: second }, [QUEUE, other])).toMatchObject({ taken: false, limit: "queue:q1" });
    expect(await holdersOf(parts, "deployment:d1")).toEqual([]);
  });

  it("of a named limit goes by the stored limit; a name without one, or one that is not active, holds nobody back", async () => {
    const parts = openParts();
    await parts.store.put(limitDocument(newLimit({ name: "db", limit: 3 }, parts.clock.now())), "absent");
    await parts.store.put(limitDocument(newLimit({ name: "off", limit: 0, active: false }, parts.clock.now())), "absent");
    const [first, second] = [await addRun(parts), await addRun(parts)];
    expect(await takeSlots(parts, { flow_run_id: first }, [{ limit: "db", slots: 2 }, { limit: "none" }, { limit: "off" }])).toEqual({
      taken: true,
    });
    expect(await takeSlots(parts, { flow_run_id: second }, [{ limit: "db", slots: 2 }])).toMatchObject({ taken: false, limit: "db" });
    await enter(parts, first, "COMPLETED", []);
    await giveBackSlots(parts, first, ["db"]);
    expect(await holdersOf(parts, "db")).toEqual([]);
  });
});

describe("giving back too late takes nothing away from", () => {
  it("a run that lists the limit again", async () => {
    const parts = openParts();
    const run = await addRun(parts);
    await claim(parts, run, [QUEUE]);
    await giveBackSlots(parts, run, ["queue:q1"]);
    expect(await holdersOf(parts, "queue:q1")).toEqual([run]);
  });

  it("a claim that has just taken for the run and is about to write it", async () => {
    const parts = openParts();
    const run = await addRun(parts);
    await claim(parts, run, [QUEUE]);
    await enter(parts, run, "SCHEDULED", []);
    await takeSlots(parts, { flow_run_id: run }, [QUEUE]);
    await giveBackSlots(parts, run, ["queue:q1"]);
    expect(await holdersOf(parts, "queue:q1")).toEqual([run]);
  });
});

describe("repair", () => {
  it("drops a holder whose run has ended or is gone, at once when the limit is looked at", async () => {
    const parts = openParts();
    const run = await addRun(parts);
    await claim(parts, run, [QUEUE]);
    await enter(parts, run, "CRASHED", []);
    expect(await repairSlots(parts, "queue:q1")).toBe(1);
    expect(await holdersOf(parts, "queue:q1")).toEqual([]);
  });

  it("keeps a run that goes on for as long as it goes on, and looks at it less and less often", async () => {
    const parts = openParts();
    const run = await addRun(parts);
    await claim(parts, run, [QUEUE]);
    for (let minute = 0; minute < 60; minute++) {
      parts.clock.advance(60_000);
      expect(await repairDueSlots(parts)).toBe(0);
    }
    expect(await holdersOf(parts, "queue:q1")).toEqual([run]);
    await enter(parts, run, "COMPLETED", []);
    parts.clock.advance(5 * 60_000);
    expect(await repairDueSlots(parts)).toBe(1);
  });

  it.each([0, 5_000])("of a death between taking and writing the run, also by the next taker (index lag %i ms)", async (indexLagMs) => {
    const parts = openParts({ indexLagMs });
    const [first, second] = [await addRun(parts), await addRun(parts)];
    armCrashPoint((name) => {
      if (name === "slots:taken") throw new Error("died here");
    });
    await expect(takeSlots(parts, { flow_run_id: first }, [QUEUE])).rejects.toThrow("died here");
    armCrashPoint(undefined);
    expect(await repairSlots(parts, "queue:q1")).toBe(0);
    expect(await takeSlots(parts, { flow_run_id: second }, [QUEUE])).toMatchObject({ taken: false });
    parts.clock.advance(61_000);
    expect(await takeSlots(parts, { flow_run_id: second }, [QUEUE])).toEqual({ taken: true });
  });

  it("makes a claim that stood still since it took the slot lose its race", async () => {
    const parts = openParts();
    const run = await addRun(parts);
    const read = await parts.store.get({ pk: `RUN#${run}`, sk: "META" });
    await takeSlots(parts, { flow_run_id: run }, [QUEUE]);
    parts.clock.advance(61_000);
    expect(await repairDueSlots(parts)).toBe(1);
    const { version, ...same } = read!;
    expect(await parts.store.put(same, { version })).toMatchObject({ ok: false });
  });

  it("keeps a run without a document only until it should be written", async () => {
    const parts = openParts();
    await takeSlots(parts, { flow_run_id: systemIds.runId() }, [{ limit: "overlap:s1", capacity: 1 }]);
    expect(await repairSlots(parts, "overlap:s1")).toBe(0);
    parts.clock.advance(61_000);
    expect(await repairDueSlots(parts)).toBe(1);
  });
});

it("a death while several limits are given back leaves the rest to whoever gives back again", async () => {
  const parts = openParts();
  const run = await addRun(parts);
  const other = { limit: "deployment:d1", capacity: 1 };
  await claim(parts, run, [QUEUE, other]);
  await enter(parts, run, "COMPLETED", []);
  armCrashPoint((name) => {
    if (name === "slots:given-back") throw new Error("died here");
  });
  await expect(giveBackSlots(parts, run, [QUEUE.limit, other.limit])).rejects.toThrow("died here");
  armCrashPoint(undefined);
  await giveBackSlots(parts, run, [QUEUE.limit, other.limit]);
  expect([await holdersOf(parts, QUEUE.limit), await holdersOf(parts, other.limit)]).toEqual([[], []]);
});

it("a named rate limit is drawn from once for a run, whoever takes for it again, and gives back on refusal only", async () => {
  const parts = openParts();
  const rate = newLimit({ name: "api", limit: 1, slot_decay_per_second: 0.1 }, parts.clock.now());
  await parts.store.put(limitDocument(rate), "absent");
  const [first, second] = [await addRun(parts), await addRun(parts)];
  await takeSlots(parts, { flow_run_id: second }, [QUEUE]);
  // "api" comes before "queue:q1", which is full
  expect(await takeSlots(parts, { flow_run_id: first }, [{ limit: "api" }, QUEUE])).toMatchObject({ taken: false, limit: "queue:q1" });
  for (let time = 0; time < 2; time++) expect(await takeSlots(parts, { flow_run_id: first }, [{ limit: "api" }])).toEqual({ taken: true });
  await giveBackSlots(parts, first, ["api"]);
  expect(await takeSlots(parts, { flow_run_id: second }, [{ limit: "api" }])).toMatchObject({ taken: false, holders: [first] });
  parts.clock.advance(10_001);
  expect(await takeSlots(parts, { flow_run_id: second }, [{ limit: "api" }])).toEqual({ taken: true });
});

describe("clocks that disagree", () => {
  const behind = (parts: ReturnType<typeof openParts>, ms: number): Parts => ({
    ...parts,
    clock: { ...parts.clock, now: () => parts.clock.now() - ms },
  });

  it("take no slot from a claim under way: what was taken last is told by the run's version", async () => {
    const parts = openParts();
    const run = await addRun(parts);
    const { version } = (await parts.store.get(flowRunKey(run)))!;
    // the run was written by a clock two minutes ahead of the one that takes
    await takeSlots(behind(parts, 120_000), { flow_run_id: run, seen: version }, [{ limit: "queue:q", capacity: 1 }]);
    // one who held it before and comes late
    await giveBackSlots(parts, run, ["queue:q"]);
    expect(await enter(parts, run, "PENDING", ["queue:q"], (_, now) => now === version)).toBe(true);
    expect(await freeSlots(parts, "queue:q")).toBe(0);
    // the same once the run has moved on without it
    await enter(parts, run, "SCHEDULED", []);
    await giveBackSlots(behind(parts, 240_000), run, ["queue:q"]);
    expect(await freeSlots(parts, "queue:q")).toBe(1);
  });

  it("end no client's lease before it ends by the clock that wrote it", async () => {
    const parts = openParts();
    await parts.store.put(limitDocument(newLimit({ name: "db", limit: 1 }, parts.clock.now())), "absent");
    const taker = { flow_run_id: null, task_run_id: null, lease_id: "l", name: null, expires: parts.clock.now() + 60_000 };
    await takeAll(parts, [{ limit: "db" }], taker);
    await parts.store.put(leaseDocument("l", ["db"], taker.expires), "absent");
    const ahead = behind(parts, -240_000);
    expect(await repairDueSlots(ahead, { skewMs: 240_000 })).toBe(0);
    expect(await renewLease(parts, "l", 60)).toBe(true);
    parts.clock.advance(61_000);
    expect(await repairDueSlots(ahead, { skewMs: 240_000 })).toBe(1);
  });
});
