import type { DeploymentSort } from "#core/contract/filters.ts";
import type { Store } from "#core/ports/store.ts";
import type { ObjectFilters } from "#core/rules/select.ts";
import { compareDeployments } from "#core/rules/sorts.ts";
import { DEPLOYMENTS, type DeploymentRecord, deploymentKey, deploymentOf } from "../documents/deployment.ts";
import { required } from "./condition.ts";
import { deploymentTest, flowMatcher } from "./related.ts";
import { createBudget, pages } from "./scan.ts";
import { take } from "./take.ts";

/** The deployments that meet the filters, sorted, from `offset`. */
export function listDeployments(
  store: Store,
  filters: ObjectFilters,
  sort: DeploymentSort,
  limit: number,
  offset: number,
): Promise<DeploymentRecord[]> {
  return take(matchingDeployments(store, filters), { compare: compareDeployments(sort), limit, offset });
}

/** Every deployment that meets the filters, in batches. */
export async function* matchingDeployments(store: Store, filters: ObjectFilters): AsyncGenerator<readonly DeploymentRecord[]> {
  const { deployments, flows } = filters;
  const budget = createBudget("deployment");
  const ids = required(deployments, deployments?.id);
  const matchesFlow = flows && flowMatcher(store, flows);
  const matches = deployments === undefined ? undefined : deploymentTest(store, deployments);
  const source =
    ids === undefined
      ? pages(store, { index: "list", pk: DEPLOYMENTS, limit: 200 }, budget)
      : [(await store.getMany([...new Set(ids)].map(deploymentKey))).filter((document) => document !== null)];
  for await (const page of source) {
    const kept: DeploymentRecord[] = [];
    for (const record of page.map(deploymentOf)) {
      if (matches !== undefined && !(await matches(record))) continue;
      if (matchesFlow !== undefined && !(await matchesFlow(record.flow_id))) continue;
      kept.push(record);
    }
    if (kept.length > 0) yield kept;
  }
}
