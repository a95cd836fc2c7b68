import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exponentialDelays, retriesOf, retryDelaySeconds } from "#core/rules/retries.ts";

describe("retriesOf", () => {
  it.each([
    [{}, 0],
    [{ retries: 3 }, 3],
    [{ retries: null, max_retries: 2 }, 2],
    [{ retries: 0, max_retries: 2 }, 0],
  ])("%j: %d", (policy, retries) => {
    expect(retriesOf(policy)).toBe(retries);
  });
});

describe("retryDelaySeconds", () => {
  it.each([
    ["no delay", {}, 1, 0],
    ["a fixed delay", { retry_delay: 1.5 }, 9, 1.5],
    ["the older name", { retry_delay_seconds: 4 }, 1, 4],
    ["the newer name first", { retry_delay: 0, retry_delay_seconds: 4 }, 1, 0],
    ["a list, first", { retry_delay: [1, 10, 60] }, 1, 1],
    ["a list, last", { retry_delay: [1, 10, 60] }, 3, 60],
    ["a list, beyond its end", { retry_delay: [1, 10, 60] }, 9, 60],
    ["a list, before its start", { retry_delay: [1, 10, 60] }, 0, 1],
    ["an empty list", { retry_delay: [] }, 1, 0],
    ["jitter", { retry_delay: 10, retry_jitter_factor: 0.5 }, 1, 12],
  ])("%s", (_, policy, attempt, delay) => {
    expect(retryDelaySeconds(policy, attempt, 0.4)).toBe(delay);
  });

  it("with jitter stays between the delay and the factor on top of it, growing with chance", () => {
    const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1e4, noNaN: true }),
        fc.double({ min: 0, max: 5, noNaN: true }),
        chance,
        chance,
        (retry_delay, retry_jitter_factor, a, b) => {
          const policy = { retry_delay, retry_jitter_factor };
          const [low, high] = [retryDelaySeconds(policy, 1, Math.min(a, b)), retryDelaySeconds(policy, 1, Math.max(a, b))];
          expect(low).toBeGreaterThanOrEqual(retry_delay);
          expect(high).toBeGreaterThanOrEqual(low);
          expect(high).toBeLessThanOrEqual(retry_delay * (1 + retry_jitter_factor));
        },
      ),
    );
  });
});

describe("exponentialDelays", () => {
  it("doubles up to the maximum, unless another factor is asked", () => {
    expect(exponentialDelays(5, { base: 2, max: 20 })).toEqual([2, 4, 8, 16, 20]);
    expect(exponentialDelays(3, { base: 0.1, factor: 10 })).toEqual([0.1, 1, 10]);
    expect(exponentialDelays(30, { base: 10 }).at(-1)).toBe(86_400);
    expect(exponentialDelays(0, { base: 1 })).toEqual([]);
  });
});
