import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { TaskRun } from "#core/contract/task-runs.ts";
import { place, tickLabel, ticks } from "../../../web/src/features/run/axis.ts";
import { countTypes, filterRuns, taskName, timelineRows } from "../../../web/src/features/run/rows.ts";
import { faultOf, faultText, parseFrames } from "../../../web/src/lib/failure.ts";

const task = (id: string, name: string, key: string, type = "COMPLETED") =>
  ({ id, name, task_key: key, state_type: type, state_name: null }) as unknown as TaskRun;

describe("the time axis", () => {
  it("places spans in percent, never outside", () => {
    expect(place({ start: 0, end: 200 }, 50, 150)).toEqual({ left: 25, width: 50 });
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 0 }), (start, length) => {
        const { left, width } = place({ start: 0, end: 1_000 }, start, start + length, 0.3);
        expect(left).toBeGreaterThanOrEqual(0);
        expect(width).toBeGreaterThanOrEqual(0.3);
        expect(left + width).toBeLessThanOrEqual(100.0001);
      }),
    );
  });

  it("has few round labels", () => {
    expect(ticks({ start: 0, end: 95_000 }, 9).map(tickLabel)).toEqual(["0", "15 s", "30 s", "45 s", "1 m", "1m 15s", "1m 30s"]);
    expect(ticks({ start: 5, end: 8 }, 9).map(tickLabel)).toEqual(["0", "1 ms", "2 ms"]);
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 * 86_400_000 }),
        (length) => void expect(ticks({ start: 0, end: length }, 9).length).toBeLessThanOrEqual(10),
      ),
    );
  });
});

describe("rows of the timeline", () => {
  const runs = [task("1", "load-0", "load"), task("2", "clean-0", "clean"), task("3", "load-1", "load", "FAILED")];

  it("lie under one heading per task when grouped; a task that ran once needs none", () => {
    const rows = timelineRows(runs, true, new Set(["load"]));
    expect(rows.map((row) => (row.kind === "group" ? `${row.name} ${row.runs.length}` : `${row.run.name} ${row.indented}`))).toEqual([
      "load 2",
      "load-0 true",
      "load-1 true",
      "clean-0 false",
    ]);
    expect(timelineRows(runs, false, new Set())).toHaveLength(3);
  });

  it("are found by name and state", () => {
    expect(filterRuns(runs, "LOAD", undefined)).toHaveLength(2);
    expect(filterRuns(runs, "load", ["FAILED"]).map((run) => run.id)).toEqual(["3"]);
    expect(countTypes(runs)).toEqual([
      { type: "FAILED", count: 1 },
      { type: "COMPLETED", count: 2 },
    ]);
  });

  it.each([
    ["load page-12", "load page"],
    ["load-a3f", "load"],
    ["train-model", "train-model"],
    ["-1", "-1"],
  ])("%s belongs to %s", (name, expected) => expect(taskName(name)).toBe(expected));
});

describe("errors of states", () => {
  const stack = `TypeError: no rows
    at clean (file:///home/ada/pipeline/clean.ts:12:9)
    at async /home/ada/pipeline/node_modules/left-pad/index.js:1:2
    at process.processTicksAndRejections (node:internal/process/task_queues:104:5)
    at new Promise (<anonymous>)`;
  const state = (type: string, data: unknown, message: string | null = "no rows") =>
    ({ id: "s", type, name: "Failed", timestamp: "", message, data, state_details: {} }) as never;

  it("come from the data with all causes", () => {
    const fault = faultOf(
      state("FAILED", {
        type: "error",
        name: "TypeError",
        message: "no rows",
        stack,
        cause: { name: "Error", message: "disk", stack: null },
      }),
    );
    expect(fault).toMatchObject({
      name: "TypeError",
      message: "no rows",
      cause: { name: "Error", message: "disk", stack: null, cause: null },
    });
    expect(faultText(fault!)).toContain("Caused by: Error: disk");
  });

  it("come from the message when there is no data, and only from failures", () => {
    expect(faultOf(state("CRASHED", null, "killed"))).toEqual({ name: "Failed", message: "killed", stack: null, cause: null });
    expect(faultOf(state("COMPLETED", null))).toBeNull();
    expect(faultOf(state("FAILED", { type: "inline" }, null))).toBeNull();
    expect(faultOf(null)).toBeNull();
  });

  it("have frames that know whose they are", () => {
    expect(parseFrames(stack)).toEqual([
      { call: "clean", file: "/home/ada/pipeline/clean.ts", position: "12:9", own: true },
      { call: "async", file: "/home/ada/pipeline/node_modules/left-pad/index.js", position: "1:2", own: false },
      { call: "process.processTicksAndRejections", file: "node:internal/process/task_queues", position: "104:5", own: false },
      { call: "new Promise", file: "<anonymous>", position: "", own: false },
    ]);
  });
});
