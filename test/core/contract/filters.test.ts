import { describe, expect, it } from "vitest";
import { FlowRunFilter, FlowRunSort, LogFilter, listBody, pageBody, TaskRunFilter } from "#core/contract/filters.ts";
import { routes } from "#core/contract/routes.ts";

describe("list bodies", () => {
  const body = listBody(FlowRunSort, "ID_DESC");

  it("have defaults, and take null for them as Prefect's client sends it", () => {
    expect(body.parse({})).toEqual({ sort: "ID_DESC", limit: 200, offset: 0 });
    expect(body.parse({ sort: null, limit: null, offset: null, flows: null, flow_runs: null })).toMatchObject({
      sort: "ID_DESC",
      limit: 200,
      offset: 0,
    });
    expect(pageBody(FlowRunSort, "ID_DESC").parse({ page: null })).toEqual({ sort: "ID_DESC", limit: 200, page: 1 });
    for (const name of ["countFlows", "countFlowRuns", "countTaskRuns"] as const)
      for (const nothing of [undefined, null, {}]) expect(routes[name].body.parse(nothing)).toEqual({});
    expect(routes.filterFlowRuns.body.parse(undefined)).toBeUndefined();
  });

  it.each([
    { limit: 201 },
    { limit: -1 },
    { limit: 1.5 },
    { offset: -1 },
    { sort: "AGE_ASC" },
    { colour: "red" },
    { flow_runs: { colour: "red" } },
    { flow_runs: { id: { any: [] } } },
  ])("refuse %j", (value) => {
    expect(body.safeParse(value).success).toBe(false);
  });

  it("take logs only where logs are listed", () => {
    expect(routes.filterLogs.body.safeParse({ logs: { level: { ge_: 20 } } }).success).toBe(true);
    expect(body.safeParse({ logs: {} }).success).toBe(false);
    expect(routes.filterLogs.body.safeParse({ flow_runs: {} }).success).toBe(false);
  });
});

describe("filters", () => {
  it("keep an empty list apart from none, for it matches nothing", () => {
    expect(FlowRunFilter.parse({ id: { any_: [] } }).id).toEqual({ any_: [] });
    expect(FlowRunFilter.parse({ id: { any_: null }, name: null })).toEqual({ operator: "and_", id: {} });
  });

  it("read times as the rest of the contract does, and lower-case ids", () => {
    expect(FlowRunFilter.parse({ start_time: { after_: "2026-11-23 09:00:00+00:00" } }).start_time).toEqual({
      after_: "2026-11-23T09:00:00.000000Z",
    });
    expect(FlowRunFilter.parse({ id: { any_: ["01A20000-0000-8000-8000-00000000000F"] } }).id).toEqual({
      any_: ["01a20000-0000-8000-8000-00000000000f"],
    });
  });

  it("mean by an empty flow_run_id of task runs that there is one", () => {
    expect(TaskRunFilter.parse({ flow_run_id: {} }).flow_run_id).toMatchObject({ is_null_: false });
    expect(TaskRunFilter.parse({ flow_run_id: null }).flow_run_id).toBeUndefined();
  });

  it("bound what they take", () => {
    expect(LogFilter.safeParse({ text: { query: "x".repeat(201) } }).success).toBe(false);
    expect(FlowRunFilter.safeParse({ name: { any_: Array(1001).fill("a") } }).success).toBe(false);
    expect(FlowRunFilter.safeParse({ operator: "xor_" }).success).toBe(false);
  });
});
