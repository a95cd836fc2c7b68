import type { Store, StoredDocument, StoreQuery } from "#core/ports/store.ts";
import { crashPoint } from "../crash-point.ts";
import { deleteDeployment } from "./deployments/deployments.ts";
import type { Services } from "./deps.ts";
import { deploymentPartition, FLOW_DEPLOYMENT_PREFIX, flowKey, flowPartition } from "./documents/keys.ts";
import { matchingDeployments } from "./listing/deployments.ts";
import { getFlow, getFlowRun } from "./lookups.ts";
import type { Parts } from "./parts.ts";
import { removeRun } from "./runs/remove.ts";

/**
 * Deleting flow runs and flows with all that belongs to them. What is listed goes last, so that a request cut short can be sent again
 * and finds the rest.
 */
export function deleteServices(parts: Parts): Pick<Services, "deleteFlowRun" | "deleteFlow"> {
  const { store } = parts;
  return {
    async deleteFlowRun({ params }) {
      const run = await getFlowRun(store, params.id);
      await removeRun(parts, run.id);
      return undefined;
    },
    async deleteFlow({ params }) {
      const flow = await getFlow(store, params.id);
      // first, so that their schedules make no new runs
      const own = { flows: { operator: "and_" as const, id: { any_: [flow.id] } } };
      for await (const batch of matchingDeployments(store, own)) for (const { id } of batch) await deleteDeployment(parts, id);
      const marks = await deploymentMarks(store, flow.id);
      await removeAll(parts, { index: "flow", pk: flowPartition(flow.id) });
      for (const { sk } of marks)
        await removeAll(parts, { index: "deployment", pk: deploymentPartition(sk.slice(FLOW_DEPLOYMENT_PREFIX.length)) });
      crashPoint("delete-flow:runs-deleted");
      await store.delete(flowKey(flow.id));
      return undefined;
    },
  };
}

// The deployments the flow has had runs of, be they there or not. The marks stay, as those of days do: servers remember that they are there.
async function deploymentMarks(store: Store, flowId: string): Promise<StoredDocument[]> {
  const marks: StoredDocument[] = [];
  let cursor: string | undefined;
  do {
    const range = { prefix: FLOW_DEPLOYMENT_PREFIX };
    const page = await store.query({ index: "main", pk: flowPartition(flowId), range, ...(cursor !== undefined && { cursor }) });
    marks.push(...page.documents);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return marks;
}

async function removeAll(parts: Parts, runs: Pick<StoreQuery, "index" | "pk">): Promise<void> {
  for (;;) {
    const page = await parts.store.query({ ...runs, limit: 100 });
    for (const run of page.documents) await removeRun(parts, run.pk.slice(4));
    if (page.cursor === undefined) break;
  }
}
