import type { FlowSort } from "#core/contract/filters.ts";
import type { Flow } from "#core/contract/flows.ts";
import type { Store, StoredDocument } from "#core/ports/store.ts";
import { matchesFlow } from "#core/rules/filters.ts";
import { type ObjectFilters, says } from "#core/rules/select.ts";
import { compareFlows } from "#core/rules/sorts.ts";
import { flowIdOf, flowOf } from "../documents/flow.ts";
import { FLOWS, flowKey } from "../documents/keys.ts";
import { asksForTheAbsent, required } from "./condition.ts";
import { matchingDeployments } from "./deployments.ts";
import { matchingFlowRuns } from "./flow-runs.ts";
import { createBudget, pages, type ReadBudget } from "./scan.ts";
import { take } from "./take.ts";

/** The flows that meet the filters, sorted, from `offset`. Sorts by name stream; others read every match. */
export async function listFlows(store: Store, filters: ObjectFilters, sort: FlowSort, limit: number, offset: number): Promise<Flow[]> {
  const { batches, byName } = matchingFlows(store, filters, sort === "NAME_DESC", createBudget("flow"));
  return take(batches, { compare: compareFlows(sort), limit, offset, inOrder: byName && (sort === "NAME_ASC" || sort === "NAME_DESC") });
}

/** Every flow that meets the filters, in batches. */
export function matchingFlows(
  store: Store,
  filters: ObjectFilters,
  reverse: boolean,
  budget: ReadBudget,
): { batches: AsyncGenerator<readonly Flow[]>; byName: boolean } {
  const { flows } = filters;
  const ids = required(flows, flows?.id) ?? required(flows, flows?.name)?.map(flowIdOf);
  const documents = ids === undefined ? pages(store, { index: "list", pk: FLOWS, reverse, limit: 200 }, budget) : byIds(store, ids, budget);
  return { batches: matching(store, filters, documents, budget), byName: ids === undefined };
}

async function* matching(
  store: Store,
  filters: ObjectFilters,
  documents: AsyncIterable<readonly StoredDocument[]>,
  budget: ReadBudget,
): AsyncGenerator<readonly Flow[]> {
  if (asksForTheAbsent(filters)) return;
  const byDeployment = says(filters.deployments) || filters.flows?.deployment?.is_null_ !== undefined;
  // which flows have a deployment that meets the filter, or any
  const wanted = says(filters.deployments) ? await flowsWithDeployments(store, { deployments: filters.deployments }) : undefined;
  const deployed = byDeployment ? await flowsWithDeployments(store, {}) : new Set<string>();
  const asksForRuns = filters.flow_runs !== undefined || filters.task_runs !== undefined;
  for await (const page of documents) {
    const rows = page
      .map(flowOf)
      .filter((flow) => matchesFlow(filters.flows, flow, { hasDeployment: deployed.has(flow.id) }) && wanted?.has(flow.id) !== false);
    const kept: Flow[] = [];
    for (const flow of rows) if (!asksForRuns || (await hasRun(store, flow.id, filters, budget))) kept.push(flow);
    if (kept.length > 0) yield kept;
  }
}

async function flowsWithDeployments(store: Store, filters: ObjectFilters): Promise<Set<string>> {
  const flows = new Set<string>();
  for await (const batch of matchingDeployments(store, filters)) for (const { flow_id } of batch) flows.add(flow_id);
  return flows;
}

async function hasRun(store: Store, flowId: string, filters: ObjectFilters, budget: ReadBudget): Promise<boolean> {
  const { flow_runs, task_runs } = filters;
  const wanted: ObjectFilters = { flow_runs, task_runs, flows: { operator: "and_", id: { any_: [flowId] } } };
  const { batches } = await matchingFlowRuns(store, wanted, true, 50, budget);
  for await (const batch of batches) if (batch.length > 0) return true;
  return false;
}

async function* byIds(store: Store, ids: readonly string[], budget: ReadBudget): AsyncGenerator<readonly StoredDocument[]> {
  const unique = [...new Set(ids)];
  budget.spend(unique.length);
  yield (await store.getMany(unique.map(flowKey))).filter((document) => document !== null);
}
