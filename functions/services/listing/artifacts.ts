import type { Artifact } from "#core/contract/artifacts.ts";
import type { ArtifactFilter, ArtifactSort } from "#core/contract/filters.ts";
import type { Store, StoredDocument } from "#core/ports/store.ts";
import { matchesArtifact } from "#core/rules/filters.ts";
import { type ObjectFilters, says } from "#core/rules/select.ts";
import { compareArtifacts } from "#core/rules/sorts.ts";
import { artifactOf } from "../documents/artifact.ts";
import { ARTIFACT_PREFIX, ARTIFACTS, runPartition } from "../documents/keys.ts";
import { findArtifact } from "../lookups.ts";
import { asksForTheAbsent, required } from "./condition.ts";
import { matchingFlowRuns } from "./flow-runs.ts";
import { createBudget, pages, type ReadBudget } from "./scan.ts";
import { take } from "./take.ts";
import { matchingTaskRuns } from "./task-runs.ts";

/** The artifacts that meet the filters, sorted, from `offset`. */
export async function listArtifacts(
  store: Store,
  filters: ObjectFilters & { readonly artifacts?: ArtifactFilter | undefined },
  sort: ArtifactSort,
  limit: number,
  offset: number,
): Promise<Artifact[]> {
  if (asksForTheAbsent(filters)) return [];
  const budget = createBudget("artifact");
  const { documents, byCreation } = source(store, filters.artifacts, budget);
  const inOrder = byCreation && sort === "CREATED_DESC";
  return take(matching(store, filters, documents, budget), { compare: compareArtifacts(sort), limit, offset, inOrder });
}

function source(
  store: Store,
  filter: ArtifactFilter | undefined,
  budget: ReadBudget,
): { documents: AsyncIterable<readonly StoredDocument[]>; byCreation: boolean } {
  const ids = required(filter, filter?.id);
  if (ids !== undefined) return { documents: byIds(store, ids, budget), byCreation: false };
  const runs = required(filter, filter?.flow_run_id);
  if (runs !== undefined) return { documents: byRuns(store, runs, budget), byCreation: false };
  return { documents: pages(store, { index: "list", pk: ARTIFACTS, reverse: true, limit: 200 }, budget), byCreation: true };
}

async function* matching(
  store: Store,
  filters: ObjectFilters & { readonly artifacts?: ArtifactFilter | undefined },
  documents: AsyncIterable<readonly StoredDocument[]>,
  budget: ReadBudget,
): AsyncGenerator<readonly Artifact[]> {
  const { flows, flow_runs, task_runs, deployments, work_pool_queues } = filters;
  const asksForRuns = flows !== undefined || flow_runs !== undefined || says(deployments) || says(work_pool_queues);
  for await (const page of documents) {
    const kept: Artifact[] = [];
    for (const row of page.map(artifactOf)) {
      if (!matchesArtifact(filters.artifacts, row)) continue;
      if (asksForRuns && !(await hasRun(store, row, { flows, flow_runs, deployments, work_pool_queues }, budget))) continue;
      if (task_runs !== undefined && !(await hasTask(store, row, task_runs, budget))) continue;
      kept.push(row);
    }
    if (kept.length > 0) yield kept;
  }
}

async function hasRun(store: Store, row: Artifact, filters: ObjectFilters, budget: ReadBudget): Promise<boolean> {
  if (row.flow_run_id === null) return false;
  // the run is found among those of its task filter, so that a filter of any kind applies to it as it is
  const { batches } = await matchingFlowRuns(
    store,
    { ...filters, task_runs: undefined, flow_runs: onlyRun(filters.flow_runs, row.flow_run_id) },
    true,
    20,
    budget,
  );
  for await (const batch of batches) if (batch.some((run) => run.id === row.flow_run_id)) return true;
  return false;
}

function onlyRun(filter: ObjectFilters["flow_runs"], id: string): ObjectFilters["flow_runs"] {
  if (filter === undefined) return { operator: "and_", id: { any_: [id] } };
  return filter.operator === "or_" || filter.id?.any_ !== undefined ? filter : { ...filter, id: { ...filter.id, any_: [id] } };
}

async function hasTask(store: Store, row: Artifact, filter: ObjectFilters["task_runs"], budget: ReadBudget): Promise<boolean> {
  if (row.task_run_id === null || filter === undefined) return false;
  const only = filter.operator === "or_" || filter.id?.any_ !== undefined ? filter : { ...filter, id: { any_: [row.task_run_id] } };
  for await (const batch of matchingTaskRuns(store, { task_runs: only }, 20, budget).batches)
    if (batch.some((task) => task.id === row.task_run_id)) return true;
  return false;
}

async function* byIds(store: Store, ids: readonly string[], budget: ReadBudget): AsyncGenerator<readonly StoredDocument[]> {
  budget.spend(ids.length);
  const found = await Promise.all([...new Set(ids)].map((id) => findArtifact(store, id)));
  yield found.filter((document) => document !== null);
}

async function* byRuns(store: Store, runs: readonly string[], budget: ReadBudget): AsyncGenerator<readonly StoredDocument[]> {
  for (const id of new Set(runs))
    yield* pages(store, { index: "main", pk: runPartition(id), range: { prefix: ARTIFACT_PREFIX }, limit: 200 }, budget);
}
