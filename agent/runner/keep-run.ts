import { ApiError } from "#core/contract/client.ts";
import type { HeldRun, House } from "../house.ts";
import { pause } from "../patience.ts";
import { obey } from "../signals.ts";

/** How soon a runner hears that its run was cancelled. */
const BEAT_MS = 5_000;
/** A run that is paused for so long leaves, since its invocation costs while it waits. */
const PAUSED_MS = 30_000;

/** Renews the lease of the one run, also while its process is too busy to, and hears what to do with it; until `ended` is aborted. */
export async function keepRun(house: House, held: HeldRun, ended: AbortSignal): Promise<void> {
  let pausedMs = 0;
  for (;;) {
    await pause(BEAT_MS, ended);
    if (ended.aborted) return;
    try {
      const body = { flow_run_id: held.id, epoch: held.epoch, sequence: 0, task_runs: [], logs: [] };
      const { state_type } = await house.patiently(() => house.client.reportTaskRuns({ body }), ended);
      if (state_type === "CANCELLING" || state_type === "CANCELLED") obey(house, [{ type: "cancel", flow_run_id: held.id }]);
      if (state_type === "PAUSED") held.process?.suspend();
      pausedMs = state_type === "PAUSED" ? pausedMs + BEAT_MS : 0;
      if (pausedMs >= PAUSED_MS) held.process?.leave();
    } catch (error) {
      if (error instanceof ApiError && (error.status === 409 || error.status === 404)) obey(house, [], [held.id]);
    }
  }
}
