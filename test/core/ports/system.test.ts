import { describe, expect, it } from "vitest";
import { systemClock, systemIds } from "#core/ports/system.ts";
import { runIdOfState, stateId } from "#core/rules/ids.ts";

const UUID7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe("systemClock", () => {
  it("tells the wall clock's time in fractions of a millisecond, and never goes back", () => {
    const times = Array.from({ length: 1000 }, () => systemClock.now());
    for (let index = 1; index < times.length; index++) expect(times[index]).toBeGreaterThanOrEqual(times[index - 1]!);
    expect(Math.abs(times[0]! - Date.now())).toBeLessThan(10_000);
    expect(times.some((time) => !Number.isInteger(time))).toBe(true);
  });

  it("sleeps, also for no time at all", async () => {
    await systemClock.sleep(-5);
    const before = systemClock.now();
    await systemClock.sleep(3);
    expect(systemClock.now()).toBeGreaterThan(before);
  });

  it("rejects a sleep with the signal's own reason, before it begins and during it", async () => {
    const reason = new Error("stop");
    await expect(systemClock.sleep(60_000, AbortSignal.abort(reason))).rejects.toBe(reason);
    const controller = new AbortController();
    const asleep = systemClock.sleep(60_000, controller.signal);
    controller.abort(reason);
    await expect(asleep).rejects.toBe(reason);
  });
});

describe("systemIds", () => {
  it("never gives the same id twice, and stamps them with the time", () => {
    const ids = Array.from({ length: 5000 }, (_, index) => (index % 2 === 0 ? systemIds.uuid() : systemIds.runId()));
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) {
      expect(id).toMatch(UUID7);
      expect(Math.abs(Number.parseInt(id.replaceAll("-", "").slice(0, 12), 16) - systemClock.now())).toBeLessThan(60_000);
    }
  });

  it("gives run ids that state ids can carry", () => {
    const id = systemIds.runId();
    expect(id.slice(15, 18)).toBe("000");
    expect(runIdOfState(stateId(id, 5))).toBe(id);
  });
});
