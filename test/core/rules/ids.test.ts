import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { deriveId, makeRunId, makeUuid7, runIdOfState, stateId } from "#core/rules/ids.ts";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[78][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const times = fc.integer({ min: 0, max: 253_402_300_799_999 });

describe("run ids", () => {
  it("are version 7 with the twelve bits for states left zero", () => {
    expect(makeRunId(Date.UTC(2026, 0, 1) + 0.75, new Uint8Array(8).fill(255))).toBe("019b76da-a800-7000-bfff-ffffffffffff");
  });

  it("sort by their time and are unlike each other", () => {
    fc.assert(
      fc.property(times, times, bytes(8), bytes(8), (a, b, left, right) => {
        const [first, second] = [makeRunId(a, left), makeRunId(b, right)];
        expect(first).toMatch(UUID);
        if (a !== b) expect(first < second).toBe(a < b);
      }),
    );
  });

  it("name their states, which name their run", () => {
    fc.assert(
      fc.property(times, bytes(8), fc.integer({ min: 1, max: 4095 }), (time, random, number) => {
        const run = makeRunId(time, random);
        const state = stateId(run, number);
        expect(state).toMatch(UUID);
        expect(runIdOfState(state)).toBe(run);
        expect(state > run).toBe(true);
        expect(stateId(run, number + 4095)).toBe(state);
        if (number > 1) expect(state > stateId(run, number - 1)).toBe(true);
      }),
    );
  });
});

describe("derived ids", () => {
  it("are the same for the same words, of version 8, and carry states as well", () => {
    const id = deriveId("flow", "etl");
    expect(id).toBe(deriveId("flow", "etl"));
    expect(id).toMatch(/^.{14}8000-[89ab]/);
    expect(runIdOfState(stateId(id, 9))).toBe(id);
    expect(deriveId("flow", "etl2")).not.toBe(id);
    expect(deriveId("flowe", "tl")).not.toBe(id);
  });
});

describe("makeUuid7", () => {
  it("uses all ten random bytes but the six bits of version and variant", () => {
    expect(makeUuid7(0, new Uint8Array(10).fill(255))).toBe("00000000-0000-7fff-bfff-ffffffffffff");
    expect(makeUuid7(0, new Uint8Array(10))).toBe("00000000-0000-7000-8000-000000000000");
  });
});
