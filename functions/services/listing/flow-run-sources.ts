import type { FlowRunFilter } from "#core/contract/filters.ts";
import { formatTimestamp, parseTimestamp } from "#core/contract/scalars.ts";
import type { Store, StoredDocument } from "#core/ports/store.ts";
import type { ObjectFilters } from "#core/rules/select.ts";
import { flowIdOf } from "../documents/flow.ts";
import { placeOf } from "../documents/flow-run.ts";
import {
  DAYS,
  dayOf,
  dayPartition,
  deploymentPartition,
  FLOW_DEPLOYMENT_PREFIX,
  flowPartition,
  flowRunKey,
  OPEN_RUNS,
} from "../documents/keys.ts";
import { isReindexed } from "../documents/reindexed.ts";
import { findTaskRun } from "../lookups.ts";
import { required } from "./condition.ts";
import { byStates, indexedStates, type Reading, streamsOf } from "./flow-run-states.ts";
import { merge, type Ordered, pages, type ReadBudget, race } from "./scan.ts";

/** Flow runs that may meet the filters, from the narrowest index that holds them all. */
export interface Source {
  readonly documents: AsyncGenerator<readonly StoredDocument[]>;
  /** Whether they come by expected start time (newest first if `reverse` was asked), ids breaking ties. */
  readonly byTime: boolean;
}

/** Chooses: by id, by parent, by task run, by flow or deployment, by state, or else the days that have runs. */
export async function flowRunSource(
  store: Store,
  filters: ObjectFilters,
  reverse: boolean,
  pageSize: number,
  budget: ReadBudget,
): Promise<Source> {
  const { flow_runs, task_runs } = filters;
  const ids = required(flow_runs, flow_runs?.id);
  if (ids !== undefined) return { documents: byIds(store, ids, budget), byTime: false };
  const parentTasks = required(flow_runs, flow_runs?.parent_task_run_id);
  if (parentTasks !== undefined) return { documents: byParentTasks(store, parentTasks, budget), byTime: false };
  const parents = required(flow_runs, flow_runs?.parent_flow_run_id);
  if (parents !== undefined) return { documents: byParents(store, parents, budget), byTime: false };
  const tasks = required(task_runs, task_runs?.id);
  if (tasks !== undefined) return { documents: byTasks(store, tasks, budget), byTime: false };
  const ofTasks = required(task_runs, task_runs?.flow_run_id);
  if (ofTasks !== undefined) return { documents: byIds(store, ofTasks, budget), byTime: false };

  const bounds = timeBounds(flow_runs);
  const read: Reading = { store, order: { place: placeOf, reverse }, range: placeRange(bounds), pageSize, budget };
  const owned = await byOwners(read, filters);
  const states = indexedStates(flow_runs);
  const byState = states !== undefined && (await isReindexed(store)) ? byStates(read, states) : undefined;
  // which of the two is shorter nobody knows beforehand
  if (owned !== undefined && byState !== undefined) return { documents: race([owned, byState], read.order), byTime: true };
  return { documents: owned ?? byState ?? byDays(read, bounds), byTime: true };
}

// The runs of the deployments or flows asked for, where the filters name them.
async function byOwners(read: Reading, { flow_runs, flows, deployments }: ObjectFilters): Promise<Ordered | undefined> {
  const deploymentIds = required(flow_runs, flow_runs?.deployment_id) ?? required(deployments, deployments?.id);
  if (deploymentIds !== undefined && deploymentIds.length <= MERGED) return byPartitions(read, [], deploymentIds);
  const flowIds = required(flows, flows?.id) ?? required(flows, flows?.name)?.map(flowIdOf);
  if (flowIds === undefined || flowIds.length > MERGED) return undefined;
  const theirs = await deploymentsOf(read, flowIds);
  return theirs && byPartitions(read, flowIds, theirs);
}

function byPartitions(read: Reading, flowIds: readonly string[], deploymentIds: readonly string[]): Ordered {
  const flows = [...new Set(flowIds)].map(flowPartition);
  const deployments = [...new Set(deploymentIds)].map(deploymentPartition);
  // many together have what is wanted, each a little of it
  const pageSize = Math.ceil((read.pageSize * 2) / Math.max(2, flows.length + deployments.length));
  const each = { ...read, pageSize };
  return merge([...streamsOf(each, "flow", flows), ...streamsOf(each, "deployment", deployments)], read.order);
}

// Every deployment these flows have had runs of; undefined for more than are worth merging.
async function deploymentsOf({ store, budget }: Reading, flowIds: readonly string[]): Promise<string[] | undefined> {
  const found: string[] = [];
  for (const pk of new Set(flowIds.map(flowPartition))) {
    for await (const page of pages(store, { index: "main", pk, range: { prefix: FLOW_DEPLOYMENT_PREFIX }, limit: 1000 }, budget))
      for (const { sk } of page) found.push(sk.slice(FLOW_DEPLOYMENT_PREFIX.length));
    if (found.length > MERGED) return undefined;
  }
  return found;
}

/** Flow runs by expected start time within bounds (both inclusive): those of deployments that have not ended, and the days that have any. */
export function byDays(read: Reading, bounds: TimeBounds): Ordered {
  return merge([...streamsOf(read, "flow", [OPEN_RUNS]), throughDays(read, bounds)], read.order);
}

async function* throughDays({ store, order: { reverse }, range, pageSize, budget }: Reading, bounds: TimeBounds): Ordered {
  const days = { ...(bounds.from && { from: dayOf(bounds.from) }), ...(bounds.to && { to: dayOf(bounds.to) }) };
  for await (const page of pages(store, { index: "list", pk: DAYS, range: days, reverse, limit: 100 }, budget)) {
    for (const mark of page) {
      const pk = dayPartition(mark.indexes!.list!.sk);
      yield* pages(store, { index: "list", pk, reverse, limit: pageSize, ...(range && { range }) }, budget);
    }
  }
}

/** Inclusive bounds on the expected start time. */
export interface TimeBounds {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/**
 * What a filter says about expected start times. A condition on start times is taken to bound them with a day to spare:
 * a run that started more than a day from when it was expected is not found by its start time.
 */
export function timeBounds(filter: FlowRunFilter | undefined): TimeBounds {
  if (filter === undefined || filter.operator === "or_") return {};
  const expected = filter.expected_start_time;
  const started = filter.start_time;
  return {
    from: latest(expected?.after_, started?.after_ && shifted(started.after_, -DAY_MS)),
    to: earliest(expected?.before_, started?.before_ && shifted(started.before_, DAY_MS)),
  };
}

const DAY_MS = 86_400_000;
// More partitions than this are not worth merging; the days are read instead.
const MERGED = 100;

function placeRange({ from, to }: TimeBounds): { from?: string; to?: string } {
  // "#" sorts before and "$" after the separator that follows the time
  return { ...(from && { from }), ...(to && { to: `${to}$` }) };
}

function shifted(time: string, ms: number): string {
  return formatTimestamp(Math.min(253_402_300_799_000, Math.max(-62_135_596_800_000, parseTimestamp(time) + ms)));
}

function latest(a: string | undefined, b: string | undefined): string | undefined {
  return a === undefined || (b !== undefined && b > a) ? b : a;
}

function earliest(a: string | undefined, b: string | undefined): string | undefined {
  return a === undefined || (b !== undefined && b < a) ? b : a;
}

async function* byIds(store: Store, ids: readonly string[], budget: ReadBudget): AsyncGenerator<readonly StoredDocument[]> {
  const unique = [...new Set(ids)];
  budget.spend(unique.length);
  const found = await store.getMany(unique.map(flowRunKey));
  yield found.filter((document) => document !== null);
}

async function* byParents(store: Store, flowRunIds: readonly string[], budget: ReadBudget): AsyncGenerator<readonly StoredDocument[]> {
  for (const id of new Set(flowRunIds)) yield* pages(store, { index: "parent", pk: `PARENT#${id}`, limit: 200 }, budget);
}

async function* byParentTasks(store: Store, taskRunIds: readonly string[], budget: ReadBudget): AsyncGenerator<readonly StoredDocument[]> {
  for (const id of new Set(taskRunIds)) {
    const task = await findTaskRun(store, id);
    if (task?.pk.startsWith("RUN#"))
      yield* pages(store, { index: "parent", pk: `PARENT#${task.pk.slice(4)}`, range: { prefix: `${id}#` } }, budget);
    // subflows that were begun before their parent's task run was known
    yield* pages(store, { index: "parent", pk: `PARENT#${id}` }, budget);
  }
}

async function* byTasks(store: Store, taskRunIds: readonly string[], budget: ReadBudget): AsyncGenerator<readonly StoredDocument[]> {
  const tasks = await Promise.all([...new Set(taskRunIds)].map((id) => findTaskRun(store, id)));
  const runs = tasks.filter((task) => task?.pk.startsWith("RUN#")).map((task) => task!.pk.slice(4));
  yield* byIds(store, runs, budget);
}
