import type { TaskStoppedMessage } from "#core/contract/messages.ts";
import { ProblemError } from "#core/contract/problem.ts";
import { isFinal } from "#core/rules/states.ts";
import { crashPoint } from "../crash-point.ts";
import { change } from "../services/change.ts";
import { flowRunRecord, type StoredFlowRun } from "../services/documents/flow-run.ts";
import { flowRunKey } from "../services/documents/keys.ts";
import { type Launch, launchDocument, launchKey, launchOf } from "../services/documents/launch.ts";
import type { Parts } from "../services/parts.ts";
import { crashRun } from "../services/runs/crash.ts";
import { hint } from "../services/work-queues/hints.ts";

/** What the agent in a task of a run's own is called, by the name of the task. */
export const TASK_AGENT = "ecs:";

/**
 * A task of a run's own has stopped. If its run is held by the agent that was in it, or was never claimed, the run has crashed for ECS's
 * reason. If the run ended, it is well; if it was given back in good order, it gets another task.
 */
export async function concludeStoppedTask(parts: Parts, stopped: TaskStoppedMessage): Promise<void> {
  const launch = await markStopped(parts, stopped);
  if (launch === null) return;
  crashPoint("task-stopped:noted");
  const document = await parts.store.get(flowRunKey(stopped.flow_run_id));
  const run = document === null ? null : flowRunRecord(document);
  if (run === null || isFinal(run.state_type)) return;
  const isHeld = run.lease?.holder === `${TASK_AGENT}${nameOf(stopped.task)}`;
  const isUnclaimed = run.lease === null && run.state_type === "SCHEDULED" && run.epoch === launch.epoch && run.waiting_for === null;
  if (isHeld || (isUnclaimed && stopped.failed)) return crash(parts, run, stopped.reason);
  if (run.lease === null && run.state_type === "SCHEDULED" && run.waiting_for === null) await hint(parts, run);
}

/** The launch, if the task is the one it started: those of earlier ones have been dealt with. */
function markStopped({ store, clock }: Parts, { flow_run_id, task }: TaskStoppedMessage): Promise<Launch | null> {
  return change(store, launchKey(flow_run_id), "launch", (current) => {
    const launch = launchOf(current);
    if (launch === null || (launch.task !== null && launch.task !== task)) return { result: null };
    const next: Launch = { ...launch, state: "stopped", task, at: clock.now() };
    return { document: launchDocument(flow_run_id, next), result: next };
  });
}

async function crash(parts: Parts, run: StoredFlowRun, reason: string): Promise<void> {
  try {
    await crashRun(parts, run.id, run.epoch, `Its Fargate task stopped before it ended: ${reason}`);
  } catch (error) {
    if (!(error instanceof ProblemError && (error.code === "stale-epoch" || error.code === "not-found"))) throw error;
  }
}

function nameOf(task: string): string {
  return task.slice(task.lastIndexOf("/") + 1);
}
