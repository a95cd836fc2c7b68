import { materialise, timerOf } from "../services/deployments/materialise.ts";
import { DEPLOYMENTS, deploymentOf } from "../services/documents/deployment.ts";
import type { Parts } from "../services/parts.ts";

/** Deployments looked at in one pass. */
const EACH_PASS = 20;

/**
 * Heals schedules whose timer got lost (a crash between making runs and setting it, a restored backup, a deployment made while no server ran).
 * Each pass looks at the next few deployments, so that all are looked at in turn and a pass costs the same however many there are.
 */
export function createScheduleHealer(parts: Parts): () => Promise<number> {
  let cursor: string | undefined;
  return async () => {
    const { store, timers } = parts;
    if (timers === undefined) return 0;
    const page = await store.query({ index: "list", pk: DEPLOYMENTS, limit: EACH_PASS, ...(cursor !== undefined && { cursor }) });
    cursor = page.cursor;
    let healed = 0;
    for (const deployment of page.documents.map(deploymentOf)) {
      const isActive = !deployment.paused && deployment.schedules.some(({ active }) => active);
      if (!isActive || (await timers.get(timerOf(deployment.id))) !== null) continue;
      await materialise(parts, deployment.id);
      healed += 1;
    }
    return healed;
  };
}
