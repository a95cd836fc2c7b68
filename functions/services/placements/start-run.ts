import { parseTimestamp } from "#core/contract/scalars.ts";
import { isFinal } from "#core/rules/states.ts";
import { crashPoint } from "../../crash-point.ts";
import { flowRunRecord, type StoredFlowRun } from "../documents/flow-run.ts";
import { flowRunKey } from "../documents/keys.ts";
import { workQueueIdOf, workQueueKey, workQueueOf } from "../documents/work-queue.ts";
import type { Parts } from "../parts.ts";
import { hint } from "../work-queues/hints.ts";
import { launchTask } from "./launch-task.ts";
import { mintRunToken } from "./run-token.ts";
import { stopNeedlessTask } from "./stop-task.ts";

/**
 * Starts a run that no agent takes, where its infrastructure says. A message about one that is not there, not due, held or put aside changes
 * nothing, so that messages may get lost, come late or twice: it is the claim that decides.
 */
export async function startPlacedRun(parts: Parts, id: string): Promise<void> {
  const document = await parts.store.get(flowRunKey(id));
  const run = document === null ? null : flowRunRecord(document);
  if (run === null || run.placement === null) return;
  if (run.placement === "ecs" && isFinal(run.state_type)) {
    // whoever asked for its task died before it had the answer
    if (!(await stopNeedlessTask(parts, id))) await launchTask(parts, run);
    return;
  }
  if (run.state_type !== "SCHEDULED") return;
  if (run.lease !== null || run.waiting_for !== null || (await isHeldBack(parts, run))) return;
  const due = run.next_scheduled_start_time;
  const left = due === null ? 0 : parseTimestamp(due) - parts.clock.now();
  if (left > EARLY_MS) return hint(parts, run, left);
  if (run.placement === "ecs") return launchTask(parts, run);
  if (parts.runner === undefined) return;
  await parts.runner.start({ flow_run_id: id, epoch: run.epoch }, () => mintRunToken(parts, id));
  crashPoint("placement:started");
}

/** A start takes longer than this, and the process waits for the run's time. */
const EARLY_MS = 1_000;

/** A queue that is paused, or lets nothing through, holds back also the runs that no agent takes. */
export async function isHeldBack({ store }: Pick<Parts, "store">, run: Pick<StoredFlowRun, "work_queue_name">): Promise<boolean> {
  if (run.work_queue_name === null) return false;
  const document = await store.get(workQueueKey(workQueueIdOf(run.work_queue_name)));
  const queue = document === null ? null : workQueueOf(document);
  return queue !== null && (queue.is_paused || queue.concurrency_limit === 0);
}
