import type { FlowRun } from "../../../../core/contract/flow-runs.ts";
import { api } from "../../api/client.ts";

/** Asks for a run's end; one without a process is cancelled at once. */
export async function cancelRun(run: FlowRun): Promise<void> {
  const answer = await api.setFlowRunState({ params: { id: run.id }, body: { state: { type: "CANCELLING" } } });
  refuse(answer);
}

/** Pauses a run for up to a day: a deployment's leaves its agent meanwhile, any other waits in its process. */
export async function pauseRun(run: FlowRun): Promise<void> {
  const leaves = run.deployment_id !== null && run.parent_task_run_id === null;
  const pause_timeout = new Date(Date.now() + DAY).toISOString();
  const state = {
    type: "PAUSED" as const,
    name: leaves ? "Suspended" : "Paused",
    message: "Paused from the console.",
    state_details: { pause_timeout, pause_reschedule: leaves },
  };
  refuse(await api.setFlowRunState({ params: { id: run.id }, body: { state } }));
}

/** Lets a paused run go on. */
export async function resumeRun(run: FlowRun, run_input?: Record<string, unknown>): Promise<void> {
  refuse(await api.resumeFlowRun({ params: { id: run.id }, body: run_input === undefined ? {} : { run_input } }));
}

/** Whether a paused run waits for values, and under which key their schema lies. */
export function waitsForInput(run: FlowRun): string | undefined {
  return run.state?.type === "PAUSED" ? run.state.state_details.run_input_keyset?.["schema"] : undefined;
}

/** A state that was not taken is told as an error, in the words of the rule. */
function refuse({ status, details }: Awaited<ReturnType<typeof api.setFlowRunState>>): void {
  if (status === "ACCEPT" || status === "WAIT" || details.type === "accept_details") return;
  // a rejection may still be what was asked for, in other words: cancelled at once, say
  if (status === "ABORT") throw new Error(details.reason ?? "The server did not take it.");
}

const DAY = 86_400_000;
