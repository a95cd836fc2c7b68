import { isFinal } from "#core/rules/states.ts";
import { crashPoint } from "../../crash-point.ts";
import { flowRunRecord, type StoredFlowRun } from "../documents/flow-run.ts";
import { flowRunKey } from "../documents/keys.ts";
import { launchKey, launchOf } from "../documents/launch.ts";
import type { Parts } from "../parts.ts";
import { TICK_QUEUE } from "../tick-queue.ts";

/** Did the run end before an agent took it? Then nobody in the task that was asked for it would ever end that. */
export function endedUnclaimed(run: StoredFlowRun, previous: string | undefined): boolean {
  return run.placement === "ecs" && isFinal(run.state_type) && previous === "SCHEDULED";
}

/** Tells who starts tasks of runs that this one needs none any more. Unlike a hint it must not get lost: nobody looks for such tasks. */
export async function announceNeedless({ queue }: Parts, { id }: StoredFlowRun): Promise<void> {
  await queue.send(TICK_QUEUE, [{ body: JSON.stringify({ flow_run_id: id }) }]);
  crashPoint("launch:needless-told");
}

/**
 * Stops the task of a run that ended before an agent claimed it. Safe to repeat: ECS stops a task once. Answers false while no more is known
 * than that the task was asked for: asked again under the same text ECS says which it is.
 */
export async function stopNeedlessTask(parts: Parts, flowRunId: string): Promise<boolean> {
  const { store, tasks } = parts;
  const document = await store.get(flowRunKey(flowRunId));
  const run = document === null ? null : flowRunRecord(document);
  if (run === null || !isFinal(run.state_type)) return true;
  const launch = launchOf(await store.get(launchKey(flowRunId)));
  // with a claim the epoch moves on, and the agent in the task sees to its own end
  if (launch === null || launch.epoch !== run.epoch) return true;
  const place = (await parts.fleetSettings())?.tasks;
  if (place == null || tasks === undefined) return true;
  if (launch.state !== "started" || launch.task === null) return launch.state !== "asking";
  const reason = `Millrace: its flow run is ${run.state_type} before it started.`;
  await tasks.stop({ cluster: place.cluster, task: launch.task, reason });
  crashPoint("launch:stopped");
  return true;
}
