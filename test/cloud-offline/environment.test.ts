import { expect, it } from "vitest";
import { readEnvironment } from "#cloud/environment.ts";

it("reads what is asked for, and names everything that is missing", () => {
  expect(readEnvironment({ MILLRACE_TABLE: "t", MILLRACE_BUCKET: "b" }, "table")).toEqual({ table: "t" });
  expect(() => readEnvironment({ MILLRACE_TABLE: "" }, "table", "bucket")).toThrow(
    "The environment lacks MILLRACE_TABLE, MILLRACE_BUCKET.",
  );
});
