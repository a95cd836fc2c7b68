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
  /** Ids of deployments. */
  readonly deployment?: readonly string[];
  /** Names of work queues. */
  readonly queue?: readonly string[];
  readonly tag?: readonly string[];
  /** Part of a run's name. */
  readonly q?: string;
  readonly range?: Range;
  /** A span picked on the chart, ISO times; goes before `range`. */
  readonly from?: string;
  readonly to?: string;
  readonly subflows?: "hide";
  /** Also runs that only wait for a time to come; a deployment makes up to a hundred of them ahead. */
  readonly upcoming?: "show";
  readonly sort?: Sort;
}

/** Reads the URL; what it does not know it leaves out. */
export function parseRunsSearch(raw: Record<string, unknown>): RunsSearch {
  return defined({
    state: someOf(raw["state"], stateTypes),
    flow: list(raw["flow"]),
    deployment: list(raw["deployment"]),
    queue: list(raw["queue"]),
    tag: list(raw["tag"]),
    q: text(raw["q"]),
    range: oneOf(raw["range"], Object.keys(ranges) as Range[]),
    from: time(raw["from"]),
    to: time(raw["to"]),
    subflows: oneOf(raw["subflows"], ["hide"] as const),
    upcoming: oneOf(raw["upcoming"], ["show"] as const),
    sort: oneOf(raw["sort"], Object.keys(sorts) as Sort[]),
  });
}

/** What a list keeps to whatever its filters say: the runs of one flow, or of one deployment. */
export interface Within {
  readonly flowId?: string;
  readonly deploymentId?: string;
}

/** The API's filter for a search. */
export function toListFilter(search: RunsSearch, nowMs: number, { flowId, deploymentId }: Within = {}): ListFilter {
  const time = timeBounds(search, nowMs);
  const deployment = deploymentId === undefined ? search.deployment : [deploymentId];
  const flows = {
    ...(flowId === undefined ? {} : { id: { any_: [flowId] } }),
    ...(search.flow === undefined ? {} : { name: { any_: [...search.flow] } }),
  };
  const runs = {
    ...(search.state?.length ? { state: { type: { any_: [...search.state] } } } : {}),
    ...(deployment === undefined ? {} : { deployment_id: { any_: [...deployment] } }),
    ...(search.queue === undefined ? {} : { work_queue_name: { any_: [...search.queue] } }),
    ...(search.tag === undefined ? {} : { tags: { all_: [...search.tag] } }),
    ...(search.q === undefined ? {} : { name: { like_: search.q } }),
    ...(time === undefined ? {} : { expected_start_time: time }),
    ...(search.subflows === "hide" ? { parent_task_run_id: { is_null_: true } } : {}),
  };
  return { ...(Object.keys(flows).length > 0 ? { flows } : {}), ...(Object.keys(runs).length > 0 ? { flow_runs: runs } : {}) };
}

/** The same with its order. */
export function toRunsFilter(search: RunsSearch, nowMs: number, within?: Within): RunsFilter {
  return { ...toListFilter(search, nowMs, within), sort: sorts[search.sort ?? "newest"] };
}

/** How many filters a search sets. */
export function countFilters({ sort: _, upcoming: __, ...filters }: RunsSearch): number {
  const { from, to, ...rest } = filters;
  return Object.keys(rest).length + (from === undefined && to === undefined ? 0 : 1);
}

function timeBounds(search: RunsSearch, nowMs: number): { after_?: string; before_?: string } | undefined {
  if (search.from !== undefined || search.to !== undefined) return defined({ after_: search.from, before_: search.to });
  const bounds = defined({
    after_: search.range === undefined ? undefined : new Date(nowMs - ranges[search.range] * 1000).toISOString(),
    before_: showsUpcoming(search) ? undefined : new Date(nowMs + A_MOMENT).toISOString(),
  });
  return Object.keys(bounds).length === 0 ? undefined : bounds;
}

/** Whether a search asks for runs of the future: by its own switch, or by asking for scheduled runs. */
export function showsUpcoming({ upcoming, state }: RunsSearch): boolean {
  return upcoming === "show" || state?.includes("SCHEDULED") === true;
}

const A_MOMENT = 5_000;

function time(value: unknown): string | undefined {
  const ms = Date.parse(text(value) ?? "");
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
}
