import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ArtifactSort, FlowRunSort, FlowSort, LogSort, TaskRunSort } from "#core/contract/filters.ts";
import { type Compare, compareArtifacts, compareFlowRuns, compareFlows, compareLogs, compareTaskRuns } from "#core/rules/sorts.ts";
import { at, idOf } from "./records.ts";

interface Row {
  readonly id: string;
  readonly name: string;
  readonly key: string | null;
  readonly start_time: string | null;
  readonly end_time: string | null;
  readonly expected_start_time: string | null;
  readonly next_scheduled_start_time: string | null;
  readonly created: string;
  readonly updated: string;
  readonly timestamp: string;
}

const rows: Row[] = [
  {
    id: idOf(1),
    name: "b",
    key: "b",
    start_time: at(3),
    end_time: at(4),
    expected_start_time: at(1),
    next_scheduled_start_time: null,
    created: at(1),
    updated: at(9),
    timestamp: at(2),
  },
  {
    id: idOf(2),
    name: "a",
    key: null,
    start_time: null,
    end_time: null,
    expected_start_time: at(2),
    next_scheduled_start_time: at(5),
    created: at(2),
    updated: at(8),
    timestamp: at(2),
  },
  {
    id: idOf(3),
    name: "a",
    key: "a",
    start_time: at(1),
    end_time: at(5),
    expected_start_time: at(3),
    next_scheduled_start_time: at(4),
    created: at(3),
    updated: at(7),
    timestamp: at(1),
  },
  {
    id: idOf(4),
    name: "B",
    key: "b",
    start_time: null,
    end_time: null,
    expected_start_time: null,
    next_scheduled_start_time: null,
    created: at(3),
    updated: at(7),
    timestamp: at(3),
  },
];
const order = (compare: Compare<Row>) =>
  rows
    .toSorted(compare)
    .map((row) => Number(row.id.at(-1)))
    .join("");

describe("orders", () => {
  it.each<[string, Compare<Row>, string]>([
    ["flows NAME_ASC", compareFlows("NAME_ASC"), "4231"],
    ["flows NAME_DESC", compareFlows("NAME_DESC"), "1324"],
    ["flows CREATED_DESC", compareFlows("CREATED_DESC"), "4321"],
    ["flows UPDATED_DESC", compareFlows("UPDATED_DESC"), "1243"],
    ["flow runs ID_DESC", compareFlowRuns("ID_DESC"), "4321"],
    ["flow runs START_TIME_ASC", compareFlowRuns("START_TIME_ASC"), "3214"],
    ["flow runs START_TIME_DESC", compareFlowRuns("START_TIME_DESC"), "1234"],
    ["flow runs EXPECTED_START_TIME_ASC", compareFlowRuns("EXPECTED_START_TIME_ASC"), "1234"],
    ["flow runs EXPECTED_START_TIME_DESC", compareFlowRuns("EXPECTED_START_TIME_DESC"), "3214"],
    ["flow runs NEXT_SCHEDULED_START_TIME_ASC", compareFlowRuns("NEXT_SCHEDULED_START_TIME_ASC"), "3214"],
    ["flow runs END_TIME_DESC", compareFlowRuns("END_TIME_DESC"), "3142"],
    ["flow runs NAME_ASC", compareFlowRuns("NAME_ASC"), "4231"],
    ["task runs NAME_DESC", compareTaskRuns("NAME_DESC"), "1324"],
    ["logs TIMESTAMP_ASC", compareLogs("TIMESTAMP_ASC"), "3124"],
    ["logs TIMESTAMP_DESC", compareLogs("TIMESTAMP_DESC"), "4213"],
    ["artifacts KEY_ASC", compareArtifacts("KEY_ASC"), "3142"],
    ["artifacts KEY_DESC", compareArtifacts("KEY_DESC"), "4132"],
    ["artifacts CREATED_DESC", compareArtifacts("CREATED_DESC"), "4321"],
    ["artifacts UPDATED_DESC", compareArtifacts("UPDATED_DESC"), "1243"],
    ["artifacts ID_DESC", compareArtifacts("ID_DESC"), "4321"],
  ])("%s", (_, compare, ids) => {
    expect(order(compare)).toBe(ids);
  });

  const moment = fc.option(fc.integer({ min: 0, max: 3 }).map(at), { nil: null });
  const time = fc.integer({ min: 0, max: 3 }).map(at);
  const row = fc.record({
    id: fc.integer({ min: 0, max: 9 }).map(idOf),
    name: fc.constantFrom("a", "b", "é"),
    key: fc.option(fc.constantFrom("a", "b"), { nil: null }),
    start_time: moment,
    end_time: moment,
    expected_start_time: moment,
    next_scheduled_start_time: moment,
    created: time,
    updated: time,
    timestamp: time,
  });
  const compares: Compare<Row>[] = [
    ...FlowSort.options.map(compareFlows),
    ...FlowRunSort.options.map(compareFlowRuns),
    ...TaskRunSort.options.map(compareTaskRuns),
    ...LogSort.options.map(compareLogs),
    ...ArtifactSort.options.map(compareArtifacts),
  ];

  it("are total: different rows never tie, and any shuffle sorts to the same", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...compares),
        fc.uniqueArray(row, { selector: ({ id }) => id, maxLength: 8 }),
        fc.func(fc.integer()),
        (compare, list, shuffle) => {
          const sorted = list.toSorted(compare);
          expect(list.toSorted((a, b) => shuffle(a.id) - shuffle(b.id)).toSorted(compare)).toEqual(sorted);
          for (const a of list) for (const b of list) expect(Math.sign(compare(a, b)) + Math.sign(compare(b, a))).toBe(0);
          for (let index = 1; index < sorted.length; index++) expect(compare(sorted[index - 1]!, sorted[index]!)).toBeLessThan(0);
        },
      ),
    );
  });
});
