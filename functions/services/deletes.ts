import type { Store } from "#core/ports/store.ts";
import { crashPoint } from "../crash-point.ts";
import { deleteDeployment } from "./deployments/deployments.ts";
import type { Services } from "./deps.ts";
import { flowKey, flowRunKey, runPartition, TASK_PREFIX, taskPointerKey } from "./documents/keys.ts";
import { matchingDeployments } from "./listing/deployments.ts";
import { getFlow, getFlowRun } from "./lookups.ts";
import type { Parts } from "./parts.ts";

/**
 * Deleting flow runs and flows with all that belongs to them. What is listed goes last, so that a request cut short can be sent again
 * and finds the rest.
 */
export function deleteServices(parts: Parts): Pick<Services, "deleteFlowRun" | "deleteFlow"> {
  const { store, blobs } = parts;
  return {
    async deleteFlowRun({ params }) {
      const run = await getFlowRun(store, params.id);
      await deleteRun(store, run.id);
      if (run.parameters_blob !== undefined) await blobs.delete(run.parameters_blob);
      return undefined;
    },
    async deleteFlow({ params }) {
      const flow = await getFlow(store, params.id);
      // first, so that their schedules make no new runs
      const own = { flows: { operator: "and_" as const, id: { any_: [flow.id] } } };
      for await (const batch of matchingDeployments(store, own)) for (const { id } of batch) await deleteDeployment(parts, id);
      for (;;) {
        const page = await store.query({ index: "flow", pk: `FLOW#${flow.id}`, limit: 100 });
        for (const run of page.documents) {
          await deleteRun(store, run.pk.slice(4));
          if (typeof run.body.parameters_blob === "string") await blobs.delete(run.body.parameters_blob);
        }
        if (page.cursor === undefined) break;
      }
      crashPoint("delete-flow:runs-deleted");
      await store.delete(flowKey(flow.id));
      return undefined;
    },
  };
}

async function deleteRun(store: Store, id: string): Promise<void> {
  let cursor: string | undefined;
  do {
    const page = await store.query({ index: "main", pk: runPartition(id), limit: 500, ...(cursor === undefined ? undefined : { cursor }) });
    const parts = page.documents.filter((document) => document.sk !== "META");
    const pointers = parts
      .filter((document) => document.sk.startsWith(TASK_PREFIX))
      .map((document) => taskPointerKey(document.sk.slice(TASK_PREFIX.length)));
    if (parts.length > 0) await store.deleteMany([...parts.map(({ pk, sk }) => ({ pk, sk })), ...pointers]);
    cursor = page.cursor;
  } while (cursor !== undefined);
  crashPoint("delete-run:parts-deleted");
  await store.delete(flowRunKey(id));
}
