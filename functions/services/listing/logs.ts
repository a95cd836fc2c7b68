import type { LogFilter, LogSort } from "#core/contract/filters.ts";
import type { Log } from "#core/contract/logs.ts";
import { formatTimestamp, parseTimestamp } from "#core/contract/scalars.ts";
import type { Store, StoreQuery } from "#core/ports/store.ts";
import { logPredicate } from "#core/rules/filters.ts";
import { compareLogs } from "#core/rules/sorts.ts";
import { flowRunRecord, placeOf } from "../documents/flow-run.ts";
import { LOG_DAYS, LOG_PREFIX, looseLogsPartition, runPartition } from "../documents/keys.ts";
import { CHUNK_SPAN_MS, chunkPlace, firstOfChunk, linesOf } from "../documents/log-chunk.ts";
import { findTaskRun } from "../lookups.ts";
import { required } from "./condition.ts";
import { byDays } from "./flow-run-sources.ts";
import { createBudget, pages, type ReadBudget } from "./scan.ts";
import { take } from "./take.ts";

/** The log lines that meet the filter, sorted, from `offset`. Lines of one flow run stream in either order; of many, every match is read. */
export async function listLogs(
  { store }: { store: Store },
  filter: LogFilter | undefined,
  sort: LogSort,
  limit: number,
  offset: number,
): Promise<Log[]> {
  const budget = createBudget("log chunk");
  const runs = await runsOf(store, filter);
  const reverse = sort === "TIMESTAMP_DESC";
  const keep = logPredicate(filter);
  const wanted = { compare: compareLogs(sort), limit, offset };
  const bounds = filter?.operator === "or_" ? undefined : filter?.timestamp;
  if (runs?.length === 1) return take(kept(inOrder(store, runs[0]!, reverse, bounds, budget), keep), { ...wanted, inOrder: true });
  return take(kept(anyOrder(store, runs, bounds, budget), keep), wanted);
}

/** All lines of a flow run, oldest first. */
export async function* logsOfRun(store: Store, flowRunId: string): AsyncGenerator<readonly Log[]> {
  yield* inOrder(store, flowRunId, false, undefined, createBudget("log chunk"));
}

type Bounds = { readonly before_?: string | undefined; readonly after_?: string | undefined } | undefined;

async function* kept(batches: AsyncIterable<readonly Log[]>, keep: (line: Log) => boolean): AsyncGenerator<readonly Log[]> {
  for await (const batch of batches) {
    const lines = batch.filter(keep);
    if (lines.length > 0) yield lines;
  }
}

// Chunks come by their first line; those of tasks that ran side by side overlap. A line goes out once no chunk still to come can hold an
// earlier one (a later one, backwards: there a chunk reaches at most its span beyond its first line).
async function* inOrder(
  store: Store,
  flowRunId: string,
  reverse: boolean,
  bounds: Bounds,
  budget: ReadBudget,
): AsyncGenerator<readonly Log[]> {
  const compare = compareLogs(reverse ? "TIMESTAMP_DESC" : "TIMESTAMP_ASC");
  let waiting: Log[] = [];
  for await (const page of pages(store, { ...chunksOf(runPartition(flowRunId), bounds), reverse, limit: 50 }, budget)) {
    for (const chunk of page) waiting.push(...linesOf(chunk));
    waiting.sort(compare);
    const frontier = firstOfChunk(page.at(-1)!);
    const limit = reverse ? formatTimestamp(parseTimestamp(frontier) + CHUNK_SPAN_MS) : frontier;
    const at = waiting.findIndex((line) => (reverse ? line.timestamp <= limit : line.timestamp >= limit));
    if (at === 0) continue;
    yield at < 0 ? waiting : waiting.slice(0, at);
    waiting = at < 0 ? [] : waiting.slice(at);
  }
  if (waiting.length > 0) yield waiting;
}

async function* anyOrder(
  store: Store,
  runs: readonly string[] | undefined,
  bounds: Bounds,
  budget: ReadBudget,
): AsyncGenerator<readonly Log[]> {
  for await (const pk of partitions(store, runs, budget)) {
    for await (const page of pages(store, { ...chunksOf(pk, bounds), limit: 50 }, budget)) for (const chunk of page) yield linesOf(chunk);
  }
}

async function* partitions(store: Store, runs: readonly string[] | undefined, budget: ReadBudget): AsyncGenerator<string> {
  if (runs !== undefined) {
    for (const id of new Set(runs)) yield runPartition(id);
    return;
  }
  for await (const page of pages(store, { index: "list", pk: LOG_DAYS, reverse: true }, budget)) {
    for (const mark of page) yield looseLogsPartition(mark.indexes!.list!.sk);
  }
  const read = { store, order: { place: placeOf, reverse: true }, range: undefined, pageSize: 200, budget };
  for await (const page of byDays(read, {})) for (const run of page) yield runPartition(flowRunRecord(run).id);
}

function chunksOf(pk: string, bounds: Bounds): Pick<StoreQuery, "index" | "pk" | "range"> {
  if (bounds?.after_ === undefined && bounds?.before_ === undefined) return { index: "main", pk, range: { prefix: LOG_PREFIX } };
  const from =
    bounds.after_ === undefined
      ? LOG_PREFIX
      : chunkPlace(formatTimestamp(Math.max(YEAR_ONE, parseTimestamp(bounds.after_) - CHUNK_SPAN_MS)));
  return { index: "main", pk, range: { from, to: `${bounds.before_ === undefined ? LOG_PREFIX : chunkPlace(bounds.before_)}~` } };
}
const YEAR_ONE = -62_135_596_800_000;

async function runsOf(store: Store, filter: LogFilter | undefined): Promise<string[] | undefined> {
  const runs = required(filter, filter?.flow_run_id);
  if (runs !== undefined) return [...new Set(runs)];
  const tasks = required(filter, filter?.task_run_id);
  if (tasks === undefined) return undefined;
  const found = await Promise.all(tasks.map((id) => findTaskRun(store, id)));
  // lines of a task run nobody reported yet may lie anywhere
  if (found.some((task) => task === null)) return undefined;
  return [...new Set(found.filter((task) => task!.pk.startsWith("RUN#")).map((task) => task!.pk.slice(4)))];
}
