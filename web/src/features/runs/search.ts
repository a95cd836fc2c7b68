import type { StateType } from "../../../../core/contract/states.ts";
import type { ListFilter, RunsFilter } from "../../api/queries.ts";
import { defined, list, oneOf, someOf, text } from "../../lib/search.ts";
import { stateTypes } from "../../lib/tone.ts";

/** Time ranges to pick from, with their seconds. */
export const ranges = { "1h": 3_600, "24h": 86_400, "7d": 7 * 86_400, "30d": 30 * 86_400 } as const;
export type Range = keyof typeof ranges;

/** Orders of the list, as the URL spells them. */
export const sorts = {
  newest: "EXPECTED_START_TIME_DESC",
  oldest: "EXPECTED_START_TIME_ASC",
  ended: "END_TIME_DESC",
  name: "NAME_ASC",
} as const;
export type Sort = keyof typeof sorts;

/** The whole state of the runs list: what the URL holds. */
export interface RunsSearch {
  readonly state?: readonly StateType[];
  /** Names of flows. */
  readonly flow?: readonly string[];
  readonly tag?: readonly string[];
  /** Part of a run's name. */
  readonly q?: string;
  readonly range?: Range;
  /** A span picked on the chart, ISO times; goes before `range`. */
  readonly from?: string;
  readonly to?: string;
  readonly subflows?: "hide";
  readonly sort?: Sort;
}

/** Reads the URL; what it does not know it leaves out. */
export function parseRunsSearch(raw: Record<string, unknown>): RunsSearch {
  return defined({
    state: someOf(raw["state"], stateTypes),
    flow: list(raw["flow"]),
    tag: list(raw["tag"]),
    q: text(raw["q"]),
    range: oneOf(raw["range"], Object.keys(ranges) as Range[]),
    from: time(raw["from"]),
    to: time(raw["to"]),
    subflows: oneOf(raw["subflows"], ["hide"] as const),
    sort: oneOf(raw["sort"], Object.keys(sorts) as Sort[]),
  });
}

/** The API's filter for a search; `flowId` keeps to one flow. */
export function toListFilter(search: RunsSearch, nowMs: number, flowId?: string): ListFilter {
  const time = timeBounds(search, nowMs);
  const flows = {
    ...(flowId === undefined ? {} : { id: { any_: [flowId] } }),
    ...(search.flow === undefined ? {} : { name: { any_: [...search.flow] } }),
  };
  const runs = {
    ...(search.state?.length ? { state: { type: { any_: [...search.state] } } } : {}),
    ...(search.tag === undefined ? {} : { tags: { all_: [...search.tag] } }),
    ...(search.q === undefined ? {} : { name: { like_: search.q } }),
    ...(time === undefined ? {} : { expected_start_time: time }),
    ...(search.subflows === "hide" ? { parent_task_run_id: { is_null_: true } } : {}),
  };
  return { ...(Object.keys(flows).length > 0 ? { flows } : {}), ...(Object.keys(runs).length > 0 ? { flow_runs: runs } : {}) };
}

/** The same with its order. */
export function toRunsFilter(search: RunsSearch, nowMs: number, flowId?: string): RunsFilter {
  return { ...toListFilter(search, nowMs, flowId), sort: sorts[search.sort ?? "newest"] };
}

/** How many filters a search sets. */
export function countFilters({ sort: _, ...filters }: RunsSearch): number {
  const { from, to, ...rest } = filters;
  return Object.keys(rest).length + (from === undefined && to === undefined ? 0 : 1);
}

function timeBounds(search: RunsSearch, nowMs: number): { after_?: string; before_?: string } | undefined {
  if (search.from !== undefined || search.to !== undefined) return defined({ after_: search.from, before_: search.to });
  return search.range === undefined ? undefined : { after_: new Date(nowMs - ranges[search.range] * 1000).toISOString() };
}

function time(value: unknown): string | undefined {
  const ms = Date.parse(text(value) ?? "");
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
}
