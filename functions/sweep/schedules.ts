import type { DocumentKey } from "#core/ports/store.ts";
import { materialise, timerOf } from "../services/deployments/materialise.ts";
import { removeSuperseded } from "../services/deployments/superseded.ts";
import { currentlyMade, DEPLOYMENTS, deploymentOf } from "../services/documents/deployment.ts";
import type { Parts } from "../services/parts.ts";

/** Deployments looked at in one pass. */
const EACH_PASS = 20;
/** Where the next pass goes on; not there while one pass sees all. Kept, since passes need not follow each other in one process. */
const PLACE: DocumentKey = { pk: "SWEEP", sk: "SCHEDULES" };

/**
 * Heals schedules whose timer got lost (a crash between making runs and setting it, a restored backup, a deployment made while no server ran).
 * Each pass looks at the next few deployments, so that all are looked at in turn and a pass costs the same however many there are.
 */
export async function healSchedules(parts: Parts): Promise<number> {
  const { store, timers } = parts;
  if (timers === undefined) return 0;
  const place = await store.get<{ cursor: string }>(PLACE);
  const page = await store
    .query({ index: "list", pk: DEPLOYMENTS, limit: EACH_PASS, ...(place !== null && { cursor: place.body.cursor }) })
    .catch(async (error: unknown) => {
      // a place that means nothing to the store any more must not stop every pass
      if (place !== null) await store.delete(PLACE);
      throw error;
    });
  if (page.cursor !== undefined) await store.put({ ...PLACE, body: { cursor: page.cursor } }, "any");
  else if (place !== null) await store.delete(PLACE);
  let healed = 0;
  for (const deployment of page.documents.map(deploymentOf)) {
    const isActive = currentlyMade(deployment).size > 0;
    if (((await timers.get(timerOf(deployment.id))) !== null) === isActive) continue;
    await removeSuperseded(parts, deployment.id, deployment);
    await materialise(parts, deployment.id);
    healed += 1;
  }
  return healed;
}
