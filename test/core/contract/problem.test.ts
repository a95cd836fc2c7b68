import { describe, expect, it } from "vitest";
import { ProblemError, problemStatus } from "#core/contract/problem.ts";

describe("ProblemError", () => {
  it("says what happened and what to do, and knows its status", () => {
    const cause = new Error("inner");
    const error = new ProblemError("too-large", {
      what: "The body has 12 MB.",
      got: 12,
      expected: 10,
      do: "Send less.",
      issues: [{ path: "$", message: "m" }],
      cause,
    });
    expect(error).toMatchObject({
      name: "ProblemError",
      code: "too-large",
      status: 413,
      message: "The body has 12 MB. Send less.",
      what: "The body has 12 MB.",
      got: 12,
      expected: 10,
      advice: "Send less.",
      issues: [{ path: "$", message: "m" }],
    });
    expect(error.cause).toBe(cause);
  });

  it("has an error status for every code", () => {
    for (const status of Object.values(problemStatus)) expect(status >= 400 && status < 600).toBe(true);
  });
});
