import type { TaskRunRecord } from "#core/contract/documents.ts";
import type { TaskRunSort } from "#core/contract/filters.ts";
import { parseTimestamp } from "#core/contract/scalars.ts";
import type { Store, StoredDocument } from "#core/ports/store.ts";
import { matchesTaskRun } from "#core/rules/filters.ts";
import { type ObjectFilters, says } from "#core/rules/select.ts";
import { compareTaskRuns } from "#core/rules/sorts.ts";
import { LOOSE_TASKS, runPartition, TASK_PREFIX } from "../documents/keys.ts";
import { taskRunRecord } from "../documents/task-run.ts";
import { findTaskRun } from "../lookups.ts";
import { asksForTheAbsent, required } from "./condition.ts";
import { matchingFlowRuns, pageSize } from "./flow-runs.ts";
import { createBudget, pages, type ReadBudget } from "./scan.ts";
import { take } from "./take.ts";

/**
 * The task runs that meet the filters, sorted, from `offset`. Within one flow run ID_DESC streams; over many flow runs the sorts by time
 * and id read the newest flow runs first and are exact among tasks that started within an hour of their flow run. Other sorts read every
 * match, within the read bound.
 */
export async function listTaskRuns(
  store: Store,
  filters: ObjectFilters,
  sort: TaskRunSort,
  limit: number,
  offset: number,
): Promise<TaskRunRecord[]> {
  const { batches, order } = matchingTaskRuns(store, filters, pageSize(limit + offset), createBudget("task run"));
  const compare = compareTaskRuns(sort);
  if (sort === "ID_DESC" && order === "id") return take(batches, { compare, limit, offset, inOrder: true });
  if (order === "runs" && (sort === "ID_DESC" || sort === "EXPECTED_START_TIME_DESC")) {
    return take(batches, { compare, limit, offset, settled: (last, frontier) => timeOf(frontier) + SLACK_MS < timeOf(last) });
  }
  return take(batches, { compare, limit, offset });
}

/** Every task run that meets the filters, in batches: by id descending within one flow run, or by flow runs newest first. */
export function matchingTaskRuns(
  store: Store,
  filters: ObjectFilters,
  page: number,
  budget: ReadBudget,
): { batches: AsyncGenerator<readonly TaskRunRecord[]>; order: "id" | "runs" | "none" } {
  const { task_runs } = filters;
  if (asksForTheAbsent(filters)) return { batches: matching(none(), filters), order: "none" };
  const ids = required(task_runs, task_runs?.id);
  if (ids !== undefined)
    return { batches: matching(ofWantedRuns(store, byIds(store, ids, budget), filters, budget), filters), order: "none" };
  const runs = required(task_runs, task_runs?.flow_run_id);
  if (runs?.length === 1 && !asksForRuns(filters)) return { batches: matching(ofRun(store, runs[0]!, page, budget), filters), order: "id" };
  return { batches: matching(ofRuns(store, filters, runs, page, budget), filters), order: "runs" };
}

const SLACK_MS = 3_600_000;

function timeOf(run: TaskRunRecord): number {
  return parseTimestamp(run.expected_start_time ?? run.created);
}

async function* matching(
  documents: AsyncIterable<readonly StoredDocument[]>,
  filters: ObjectFilters,
): AsyncGenerator<readonly TaskRunRecord[]> {
  for await (const page of documents) {
    const rows = page.map(taskRunRecord).filter((run) => matchesTaskRun(filters.task_runs, run));
    if (rows.length > 0) yield rows;
  }
}

function ofRun(store: Store, flowRunId: string, page: number, budget: ReadBudget): AsyncGenerator<readonly StoredDocument[]> {
  return pages(store, { index: "main", pk: runPartition(flowRunId), range: { prefix: TASK_PREFIX }, reverse: true, limit: page }, budget);
}

async function* ofRuns(
  store: Store,
  filters: ObjectFilters,
  runs: string[] | undefined,
  page: number,
  budget: ReadBudget,
): AsyncGenerator<readonly StoredDocument[]> {
  const ofARun = filters.task_runs?.flow_run_id;
  if (runs === undefined && !asksForRuns(filters) && (ofARun === undefined || ofARun.is_null_ || filters.task_runs?.operator === "or_")) {
    yield* pages(store, { index: "list", pk: LOOSE_TASKS, reverse: true, limit: page }, budget);
  }
  if (ofARun?.is_null_ && runs === undefined && filters.task_runs?.operator !== "or_" && ofARun.operator !== "or_") return;
  if (runs !== undefined && !asksForRuns(filters)) {
    for (const id of new Set(runs)) yield* ofRun(store, id, page, budget);
    return;
  }
  const { task_runs: _tasks, ...others } = filters;
  const wanted = runs === undefined ? others : { ...others, task_runs: filters.task_runs };
  const { batches } = await matchingFlowRuns(
    store,
    runs === undefined ? wanted : { ...others, flow_runs: withIds(others.flow_runs, runs) },
    true,
    100,
    budget,
  );
  for await (const batch of batches) for (const run of batch) yield* ofRun(store, run.id, page, budget);
}

function asksForRuns(filters: ObjectFilters): boolean {
  const { flow_runs, flows, deployments, work_pool_queues } = filters;
  return flow_runs !== undefined || flows !== undefined || says(deployments) || says(work_pool_queues);
}

// The ids narrow the flow runs only where the filter joins by AND; otherwise the runs found are filtered by their tasks anyway.
function withIds(filter: ObjectFilters["flow_runs"], ids: string[]): NonNullable<ObjectFilters["flow_runs"]> {
  if (filter === undefined) return { operator: "and_", id: { any_: ids } };
  if (filter.operator === "or_" || filter.id?.any_ !== undefined) return filter;
  return { ...filter, id: { ...filter.id, any_: ids } };
}

async function* byIds(store: Store, ids: readonly string[], budget: ReadBudget): AsyncGenerator<readonly StoredDocument[]> {
  const unique = [...new Set(ids)];
  budget.spend(unique.length);
  for (let at = 0; at < unique.length; at += 25) {
    const found = await Promise.all(unique.slice(at, at + 25).map((id) => findTaskRun(store, id)));
    yield found.filter((document) => document !== null);
  }
}

async function* ofWantedRuns(
  store: Store,
  documents: AsyncIterable<readonly StoredDocument[]>,
  filters: ObjectFilters,
  budget: ReadBudget,
): AsyncGenerator<readonly StoredDocument[]> {
  if (!asksForRuns(filters)) return yield* documents;
  for await (const page of documents) {
    const runIds = [...new Set(page.filter((document) => document.pk.startsWith("RUN#")).map((document) => document.pk.slice(4)))];
    const wanted = new Set<string>();
    for (let at = 0; at < runIds.length; at += 1000) {
      const { task_runs: _tasks, ...others } = filters;
      const only = { ...others, flow_runs: withIds(others.flow_runs, runIds.slice(at, at + 1000)) };
      const { batches } = await matchingFlowRuns(store, only, true, 200, budget);
      for await (const batch of batches) for (const run of batch) wanted.add(run.id);
    }
    yield page.filter((document) => wanted.has(document.pk.slice(4)));
  }
}

async function* none(): AsyncGenerator<never> {
  // nothing matches
}
