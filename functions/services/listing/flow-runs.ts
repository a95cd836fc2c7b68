import type { FlowRunSort } from "#core/contract/filters.ts";
import { parseTimestamp } from "#core/contract/scalars.ts";
import type { Store } from "#core/ports/store.ts";
import { matchesFlowRun, matchesWorkQueue } from "#core/rules/filters.ts";
import { type ObjectFilters, says } from "#core/rules/select.ts";
import { compareFlowRuns } from "#core/rules/sorts.ts";
import { flowRunRecord, placeInTime, type StoredFlowRun } from "../documents/flow-run.ts";
import { workQueueIdOf } from "../documents/work-queue.ts";
import { asksForTheAbsent } from "./condition.ts";
import { flowRunSource } from "./flow-run-sources.ts";
import { deploymentMatcher, flowMatcher, hasTaskRun } from "./related.ts";
import { createBudget, type ReadBudget } from "./scan.ts";
import { take } from "./take.ts";

/**
 * The flow runs that meet the filters, sorted, from `offset`.
 *
 * Sorts by expected start time and by id stream from the newest: among all runs, ID_DESC means newest first, as ids carry the time
 * (exact id order where a filter names ids, parents or tasks). START_TIME_DESC is exact among runs that started within an hour of being
 * expected. Other sorts read every match, within the read bound.
 */
export async function listFlowRuns(
  store: Store,
  filters: ObjectFilters,
  sort: FlowRunSort,
  limit: number,
  offset: number,
): Promise<StoredFlowRun[]> {
  const reverse = sort !== "EXPECTED_START_TIME_ASC" && sort !== "START_TIME_ASC";
  const { batches, byTime } = await matchingFlowRuns(store, filters, reverse, pageSize(limit + offset), createBudget("flow run"));
  const compare = compareFlowRuns(sort);
  if (!byTime) return take(batches, { compare, limit, offset });
  switch (sort) {
    case "ID_DESC":
    case "EXPECTED_START_TIME_DESC":
    case "EXPECTED_START_TIME_ASC":
      return take(batches, { compare, limit, offset, inOrder: true });
    case "START_TIME_DESC":
      return take(batches, {
        compare,
        limit,
        offset,
        settled: (last, frontier) => parseTimestamp(placeInTime(frontier)) + LATE_MS < startOf(last),
      });
    case "START_TIME_ASC":
      return take(batches, { compare, limit, offset, settled: (last, frontier) => parseTimestamp(placeInTime(frontier)) > startOf(last) });
    default:
      return take(batches, { compare, limit, offset });
  }
}

/** Every flow run that meets the filters, in batches; by expected start time if `byTime`. */
export async function matchingFlowRuns(
  store: Store,
  filters: ObjectFilters,
  reverse: boolean,
  page: number,
  budget: ReadBudget,
): Promise<{ batches: AsyncGenerator<readonly StoredFlowRun[]>; byTime: boolean }> {
  if (asksForTheAbsent(filters)) return { batches: nothing(), byTime: true };
  const source = await flowRunSource(store, filters, reverse, page, budget);
  return { batches: matching(store, filters, source.documents, budget), byTime: source.byTime };
}

/** The page size to read for so many rows. */
export function pageSize(rows: number): number {
  return Math.min(1000, Math.max(20, rows));
}

const LATE_MS = 3_600_000;

function startOf(run: StoredFlowRun): number {
  return parseTimestamp(run.start_time ?? placeInTime(run));
}

async function* matching(
  store: Store,
  filters: ObjectFilters,
  documents: AsyncIterable<readonly { pk: string; body: Record<string, unknown> }[]>,
  budget: ReadBudget,
): AsyncGenerator<readonly StoredFlowRun[]> {
  const flows = filters.flows;
  const tasks = filters.task_runs;
  const flowMatches = flows && flowMatcher(store, flows);
  const deploymentMatches = says(filters.deployments) ? deploymentMatcher(store, filters.deployments!) : undefined;
  const queues = says(filters.work_pool_queues)
    ? (name: string) => matchesWorkQueue(filters.work_pool_queues, { id: workQueueIdOf(name), name })
    : undefined;
  const types = stateTypes(filters);
  for await (const page of documents) {
    const candidates = types === undefined ? page : page.filter(({ body }) => types.has(lastType(body)));
    let rows = candidates.map(flowRunRecord).filter((run) => matchesFlowRun(filters.flow_runs, run));
    if (queues !== undefined) rows = rows.filter(({ work_queue_name: name }) => name !== null && queues(name));
    if (deploymentMatches !== undefined)
      rows = await keep(rows, async (run) => run.deployment_id !== null && deploymentMatches(run.deployment_id));
    if (flowMatches !== undefined) rows = await keep(rows, (run) => flowMatches(run.flow_id));
    if (tasks !== undefined) rows = await keep(rows, (run) => hasTaskRun(store, run.id, tasks, budget));
    // an empty batch still tells how far the reading has come, which nobody needs
    if (rows.length > 0) yield rows;
  }
}

// Asking for few states goes over many runs; those of others are told from the document without making records of them.
function stateTypes({ flow_runs }: ObjectFilters): ReadonlySet<unknown> | undefined {
  const state = flow_runs?.state;
  const types = flow_runs?.operator === "or_" || state?.operator === "or_" ? undefined : state?.type?.any_;
  return types && new Set(types);
}

function lastType(body: Record<string, unknown>): unknown {
  return (body.states as { readonly type?: unknown }[] | undefined)?.at(-1)?.type;
}

async function keep<Row>(rows: readonly Row[], test: (row: Row) => Promise<boolean>): Promise<Row[]> {
  const kept: Row[] = [];
  for (const row of rows) if (await test(row)) kept.push(row);
  return kept;
}

async function* nothing(): AsyncGenerator<never> {
  // nothing matches
}
