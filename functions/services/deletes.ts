import { crashPoint } from "../crash-point.ts";
import { deleteDeployment } from "./deployments/deployments.ts";
import type { Services } from "./deps.ts";
import { flowKey } from "./documents/keys.ts";
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
      for (;;) {
        const page = await store.query({ index: "flow", pk: `FLOW#${flow.id}`, limit: 100 });
        for (const run of page.documents) await removeRun(parts, run.pk.slice(4));
        if (page.cursor === undefined) break;
      }
      crashPoint("delete-flow:runs-deleted");
      await store.delete(flowKey(flow.id));
      return undefined;
    },
  };
}
