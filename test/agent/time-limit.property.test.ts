import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { flowEnvironment } from "#agent/runner/flow-environment.ts";
import { timeLimit } from "#agent/runner/time-limit.ts";

describe("the time limit of a piece", () => {
  it("leaves before it stops, stops within what is allowed and there is, and has time left to tell so", () => {
    const allowed = fc.option(fc.integer({ min: 10, max: 900 }), { nil: undefined });
    fc.assert(
      fc.property(fc.integer({ min: 3_000, max: 900_000 }), allowed, (remaining, seconds) => {
        const { leaveMs, stopMs, seconds: told } = timeLimit(remaining, seconds);
        expect(leaveMs).toBeGreaterThan(0);
        expect(leaveMs).toBeLessThan(stopMs);
        expect(stopMs - leaveMs).toBeLessThanOrEqual(60_000);
        expect(stopMs).toBeLessThanOrEqual(remaining - Math.min(15_000, remaining / 5));
        if (seconds !== undefined) expect(stopMs).toBeLessThanOrEqual(seconds * 1000);
        expect(told).toBe(Math.round(stopMs / 1000));
      }),
    );
  });

  it("is that of Lambda where the deployment says nothing", () => {
    expect(timeLimit(900_000, undefined)).toEqual({ leaveMs: 825_000, stopMs: 885_000, seconds: 885 });
    expect(timeLimit(900_000, 10)).toEqual({ leaveMs: 8_000, stopMs: 10_000, seconds: 10 });
  });
});

it("a flow sees nothing of the function it is in but the machine's paths", () => {
  const around = { PATH: "/bin", AWS_SECRET_ACCESS_KEY: "s", AWS_SESSION_TOKEN: "t", MILLRACE_TABLE: "x", LD_LIBRARY_PATH: "/lib" };
  expect(flowEnvironment(around, { apiUrl: "http://a/api", token: "mr_x", home: "/tmp/m" })).toEqual({
    PATH: "/bin",
    LD_LIBRARY_PATH: "/lib",
    MILLRACE_HOME: "/tmp/m",
    MILLRACE_API_URL: "http://a/api",
    MILLRACE_API_KEY: "mr_x",
  });
});
