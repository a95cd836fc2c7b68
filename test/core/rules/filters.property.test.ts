import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FlowRunFilter } from "#core/contract/filters.ts";
import { StateType } from "#core/contract/states.ts";
import { type FlowRunRow, matchesFlowRun } from "#core/rules/filters.ts";
import { at, idOf } from "./records.ts";

const id = fc.integer({ min: 1, max: 4 }).map(idOf);
const text = fc.constantFrom("a", "b", "ab", "");
const time = fc.integer({ min: 0, max: 5 }).map(at);
const nullable = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });

const rows: fc.Arbitrary<FlowRunRow> = fc.record({
  id,
  name: fc.constantFrom("a", "b", "ab"),
  tags: fc.uniqueArray(text),
  deployment_id: nullable(id),
  work_queue_name: nullable(text),
  state_type: nullable(fc.constantFrom(...StateType.options)),
  state_name: nullable(text),
  flow_version: nullable(text),
  start_time: nullable(time),
  end_time: nullable(time),
  expected_start_time: nullable(time),
  next_scheduled_start_time: nullable(time),
  parent_flow_run_id: nullable(id),
  parent_task_run_id: nullable(id),
  idempotency_key: nullable(text),
  created_by: nullable(fc.record({ id, type: text })),
});

const list = <T>(arbitrary: fc.Arbitrary<T>) => fc.array(arbitrary, { maxLength: 3 });
const part = <T extends { [key: string]: fc.Arbitrary<unknown> }>(shape: T) => fc.record(shape, { requiredKeys: [] });
const ids = part({ any_: list(id), not_any_: list(id) });
const texts = part({ any_: list(text), not_any_: list(text) });
const orNull = part({ any_: list(id), is_null_: fc.boolean() });
const times = part({ before_: time, after_: time, is_null_: fc.boolean() });
const conditions = {
  id: ids,
  name: part({ any_: list(text), like_: text }),
  tags: part({ all_: list(text), any_: list(text), is_null_: fc.boolean() }),
  deployment_id: orNull,
  parent_task_run_id: orNull,
  parent_flow_run_id: orNull,
  idempotency_key: texts,
  state: part({
    type: part({ any_: list(fc.constantFrom(...StateType.options)), not_any_: list(fc.constantFrom(...StateType.options)) }),
    name: texts,
  }),
  start_time: times,
  end_time: times,
  expected_start_time: times,
  next_scheduled_start_time: times,
};
const filters = part(conditions);
const matches = (filter: object, row: FlowRunRow) => matchesFlowRun(FlowRunFilter.parse(filter), row);

/** Does a condition say anything? An empty list of exclusions, for one, does not. */
function says(condition: unknown): boolean {
  if (condition === null || typeof condition !== "object") return true;
  return Object.entries(condition).some(([key, value]) =>
    key === "not_any_" || key === "all_"
      ? (value as unknown[]).length > 0
      : key === "like_"
        ? value !== ""
        : key === "type" || key === "name"
          ? says(value)
          : true,
  );
}

describe("flow run filters", () => {
  it("AND their conditions, and OR those that say something", () => {
    fc.assert(
      fc.property(filters, rows, (filter, row) => {
        const each = Object.entries(filter).map(([key, condition]) => ({
          meets: matches({ [key]: condition }, row),
          says: says(condition),
        }));
        const saying = each.filter((condition) => condition.says);
        expect(matches(filter, row)).toBe(each.every((condition) => condition.meets));
        expect(matches({ ...filter, operator: "or_" }, row)).toBe(saying.length === 0 || saying.some((condition) => condition.meets));
      }),
      { numRuns: 500 },
    );
  });

  it("meet any_ exactly if they do not meet the same not_any_, unless the list is empty", () => {
    fc.assert(
      fc.property(
        fc.array(text, { minLength: 1, maxLength: 3 }),
        fc.array(id, { minLength: 1, maxLength: 3 }),
        rows,
        (some, someIds, row) => {
          expect(matches({ idempotency_key: { any_: some } }, row)).toBe(!matches({ idempotency_key: { not_any_: some } }, row));
          expect(matches({ state: { name: { any_: some } } }, row)).toBe(!matches({ state: { name: { not_any_: some } } }, row));
          expect(matches({ id: { any_: someIds } }, row)).toBe(!matches({ id: { not_any_: someIds } }, row));
        },
      ),
    );
  });

  it("split all rows with is_null_, and all dated ones with before_ and after_", () => {
    fc.assert(
      fc.property(rows, time, fc.constantFrom("end_time", "expected_start_time", "next_scheduled_start_time"), (row, moment, field) => {
        expect(matches({ [field]: { is_null_: true } }, row)).toBe(!matches({ [field]: { is_null_: false } }, row));
        const [before, after] = [matches({ [field]: { before_: moment } }, row), matches({ [field]: { after_: moment } }, row)];
        expect(before || after).toBe(row[field as "end_time"] !== null);
        expect(before && after).toBe(row[field as "end_time"] === moment);
      }),
    );
  });

  it("match fewer rows the more they ask", () => {
    fc.assert(
      fc.property(filters, filters, rows, (one, more, row) => {
        if (matches({ ...more, ...one }, row)) expect(matches(one, row)).toBe(true);
      }),
    );
  });
});
