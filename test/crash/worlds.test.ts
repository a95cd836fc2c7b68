import { describe, expect, it } from "vitest";
import { strikeOf } from "./driver/points.ts";
import { play } from "./driver/scenario.ts";

// One strike in each room; `npm run crash` strikes everywhere.
describe("kill -9 while runs go on: each ends once, no body runs twice in an attempt, no slot leaks, no firing is lost", () => {
  it.each([
    strikeOf("deployment:written", 3),
    strikeOf("claim:run-written", 2),
    strikeOf("release:given-back", 1),
    strikeOf("agent:run-handed", 1),
    strikeOf("flow:task-reported", 1),
  ])("at %s", { timeout: 240_000 }, async (strike) => {
    const { struck, wrong, evidence } = await play({ strike, limitMs: 180_000 });
    expect([struck, wrong], evidence).toEqual([true, []]);
  });
});
