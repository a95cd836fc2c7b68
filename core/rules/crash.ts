import type { FlowRunRecord } from "#core/contract/documents.ts";
import { formatTimestamp } from "#core/contract/scalars.ts";
import { policyAfterLoss } from "./open-pause.ts";
import { isFinal } from "./states.ts";
import { enterFlowRunState } from "./transitions.ts";

/** Seconds before a lost run is started again, by how often it was lost before; the last one for all further times. */
const DELAYS = [0, 10, 60, 300];

/**
 * The run after its process or machine was lost. Ours (Prefect leaves it Running until somebody looks):
 * - being cancelled, it is CANCELLED: its process is gone, which was the aim;
 * - else it is CRASHED; if a deployment can start it again and it was not lost more often than its policy allows, it is SCHEDULED as AwaitingRetry
 *   right after, in the same write. A run thus never rests in CRASHED while it goes on.
 *
 * Nobody holds it any more: the epoch is raised, so that its former process can report nothing. One that starts again holds no slots until
 * it is taken again, since others need not wait for that. Null if there is nothing to crash.
 */
export function crashed<Record extends FlowRunRecord>(
  run: Record,
  { now, message, retriable }: { readonly now: number; readonly message: string; readonly retriable: boolean },
): { readonly record: Record; readonly retried: boolean } | null {
  if (isFinal(run.state_type) || run.state_type === null) return null;
  const loose = { ...run, epoch: run.epoch + 1, empirical_policy: { ...policyAfterLoss(run), resuming: false } };
  const release = (record: FlowRunRecord) => ({ ...record, lease: null, infrastructure_pid: null }) as Record;
  if (run.state_type === "CANCELLING") {
    const text = `${message} The run was being cancelled.`;
    return { record: release(enterFlowRunState(loose, { type: "CANCELLED", message: text }, { now })), retried: false };
  }
  // one that had left its process was to go on with the attempt it was in, and now begins another
  const lost_attempts = run.empirical_policy.resuming === true ? run.lost_attempts + 1 : lostAttempts(run);
  const lost = enterFlowRunState({ ...loose, crash_count: run.crash_count + 1, lost_attempts }, { type: "CRASHED", message }, { now });
  if (!retriable || run.deployment_id === null || run.crash_count >= run.crash_retries) return { record: release(lost), retried: false };
  const delay = DELAYS[Math.min(run.crash_count, DELAYS.length - 1)] as number;
  const again = enterFlowRunState(
    { ...lost, end_time: null },
    {
      type: "SCHEDULED",
      name: "AwaitingRetry",
      message: `Starting again after crash ${run.crash_count + 1} of at most ${run.crash_retries} that are made good: ${message}`,
      state_details: { scheduled_time: formatTimestamp(now + delay * 1000) },
    },
    { now },
  );
  return {
    record: release({ ...again, empirical_policy: { ...again.empirical_policy, retry_type: "reschedule" }, slots: [] }),
    retried: true,
  };
}

/** How many of its attempts a run has lost once the process it is in is gone. Before it begins, and between two attempts, none is lost. */
export function lostAttempts({ state_type, lost_attempts }: Pick<FlowRunRecord, "state_type" | "lost_attempts">): number {
  return state_type === "RUNNING" || state_type === "PAUSED" ? lost_attempts + 1 : lost_attempts;
}
