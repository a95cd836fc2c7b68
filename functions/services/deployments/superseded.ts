import { formatTimestamp } from "#core/contract/scalars.ts";
import { currentlyMade, type DeploymentRecord } from "../documents/deployment.ts";
import { flowRunRecord, type StoredFlowRun } from "../documents/flow-run.ts";
import { flowRunKey } from "../documents/keys.ts";
import type { Parts } from "../parts.ts";

/**
 * Removes the runs that schedules made, that have not begun, and that the deployment as it is now would not make like that: those of schedules
 * that are gone, paused or changed. Without a deployment, all. Nothing else is touched: a run that somebody asked for, or that an agent
 * holds, stays. Safe to repeat, and to be cut short: what a run was made of stands in it.
 */
export async function removeSuperseded(
  parts: Pick<Parts, "store" | "clock">,
  deploymentId: string,
  deployment: DeploymentRecord | null,
): Promise<number> {
  const current = currentlyMade(deployment);
  const { store, clock } = parts;
  // late ones are a week old at most, unless nobody looked for longer than that; those are left to retention
  const range = { from: formatTimestamp(clock.now() - 7 * 86_400_000) };
  let removed = 0;
  let cursor: string | undefined;
  do {
    const page = await store.query({
      index: "deployment",
      pk: `DEPLOYMENT#${deploymentId}`,
      range,
      limit: 200,
      ...(cursor !== undefined && { cursor }),
    });
    for (const document of page.documents) {
      const run = flowRunRecord(document);
      if (!isUnbegun(run) || (run.made_of !== null && current.has(run.made_of))) continue;
      // of this very version, so that a run claimed meanwhile stays
      if (await store.delete(flowRunKey(run.id), { version: document.version })) removed += 1;
    }
    cursor = page.cursor;
  } while (cursor !== undefined);
  return removed;
}

function isUnbegun(run: StoredFlowRun): boolean {
  return run.auto_scheduled && run.state_type === "SCHEDULED" && run.lease === null && run.run_count === 0 && run.crash_count === 0;
}
