import { parseTimestamp } from "#core/contract/scalars.ts";
import type { Counts } from "../counts.ts";
import type { Transition } from "./transition.ts";

/**
 * What a batch of transitions leaves in the log: a line for each, with the run's id and nothing of what it works on. How long a run waited is a
 * property of its line, by which the log can be searched: a metric of its own would cost by the hour, and tell no run from another.
 */
export function runLines(transitions: readonly Transition[]): string[] {
  return transitions.map((transition) => {
    const { run, state, flowName } = transition;
    return JSON.stringify({
      level: "info",
      message: `Flow run is ${state.name}`,
      flow_run_id: run.id,
      flow: flowName,
      deployment_id: run.deployment_id,
      work_queue: run.work_queue_name,
      state_type: state.type,
      state_id: state.id,
      timestamp: state.timestamp,
      claim_delay_ms: claimDelayOf(transition),
      start_delay_ms: startDelayOf(transition),
    });
  });
}

/** What of it CloudWatch counts: how many runs began, and how many ended how. */
export function transitionCounts(transitions: readonly Transition[]): Counts {
  return Object.fromEntries(
    Object.entries(COUNTED).map(([type, name]) => [name, transitions.filter(({ state }) => state.type === type).length]),
  );
}

/** The name of the count of each state a run may enter. */
const COUNTED: Readonly<Record<string, string>> = {
  RUNNING: "RunsStarted",
  COMPLETED: "RunsCompleted",
  FAILED: "RunsFailed",
  CRASHED: "RunsCrashed",
  CANCELLED: "RunsCancelled",
};

/** From due to claimed. */
function claimDelayOf({ state, previous }: Transition): number | undefined {
  if (state.type !== "PENDING" || previous?.type !== "SCHEDULED") return undefined;
  return since(previous.state_details?.scheduled_time, state.timestamp);
}

/** From due to running, of a run's first start. */
function startDelayOf({ run, state }: Transition): number | undefined {
  return state.type !== "RUNNING" || run.run_count > 1 ? undefined : since(run.expected_start_time, state.timestamp);
}

function since(due: string | null | undefined, timestamp: string): number | undefined {
  return due == null ? undefined : Math.max(0, Math.round(parseTimestamp(timestamp) - parseTimestamp(due)));
}
