import type { FlowRunRecord } from "#core/contract/documents.ts";
import type { StateCreate } from "#core/contract/states.ts";
import { enterFlowRunState } from "./transitions.ts";

/**
 * The run after the time of its process was up while there was more to do. Nobody holds it any more: the epoch is raised. Ours.
 *
 * - It is SCHEDULED as Continuing, due at once; what follows is the same attempt, and it keeps its slots, so that no other run comes between.
 * - One that waited for its next attempt goes on waiting, until the same time.
 * - One that was paused is suspended: who resumes it finds it passed the pause.
 * - One being cancelled is CANCELLED.
 */
export function continued<Record extends FlowRunRecord>(
  run: Record,
  { now, reason }: { readonly now: number; readonly reason: string },
): Record {
  const { state, resuming } = next(run, reason);
  const loose = { ...run, epoch: run.epoch + 1, empirical_policy: { ...run.empirical_policy, retry_type: null, resuming } };
  const entered = enterFlowRunState(loose, state, { now });
  const slots = state.name === "Continuing" ? run.slots : entered.slots;
  return { ...entered, lease: null, infrastructure_pid: null, slots } as Record;
}

function next(run: FlowRunRecord, reason: string): { state: StateCreate; resuming: boolean } {
  const current = run.states.at(-1);
  const { state_type: type, next_scheduled_start_time: due } = run;
  if (type === "CANCELLING")
    return { state: { type: "CANCELLED", message: `The run was being cancelled when its time was up: ${reason}` }, resuming: false };
  if (type === "PAUSED") {
    const { transition_id: _, ...details } = current?.state_details ?? {};
    const state_details = { ...details, pause_reschedule: true };
    return { state: { type, name: "Suspended", message: reason, state_details } as StateCreate, resuming: false };
  }
  if (type === "SCHEDULED")
    return {
      state: {
        type,
        name: run.state_name ?? "Scheduled",
        message: current?.message ?? undefined,
        data: current?.data,
        state_details: { scheduled_time: due ?? undefined },
      },
      resuming: false,
    };
  return {
    state: { type: "SCHEDULED", name: "Continuing", message: reason },
    resuming: type === "RUNNING" || run.empirical_policy.resuming === true,
  };
}
