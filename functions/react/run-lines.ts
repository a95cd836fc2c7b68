import { parseTimestamp } from "#core/contract/scalars.ts";
import { NAMESPACE } from "../count-line.ts";
import type { Transition } from "./transition.ts";

/**
 * What a batch of transitions leaves in the log: a line for each, with the run's id and nothing of what it works on, and one by which CloudWatch
 * counts (embedded metric format). Only what happened is counted, since a metric costs by the hour in which it has a value.
 */
export function runLines(transitions: readonly Transition[], now: number): string[] {
  const told = transitions.map(({ run, state, flowName }) =>
    JSON.stringify({
      level: "info",
      message: `Flow run is ${state.name}`,
      flow_run_id: run.id,
      flow: flowName,
      deployment_id: run.deployment_id,
      state_type: state.type,
      state_id: state.id,
      timestamp: state.timestamp,
    }),
  );
  const counts = Object.entries(COUNTED).flatMap(([type, name]) => {
    const count = transitions.filter(({ state }) => state.type === type).length;
    return count === 0 ? [] : [[name, count] as const];
  });
  const delays = transitions.flatMap((transition) => delayOf(transition) ?? []);
  if (counts.length === 0) return told;
  const Metrics = [
    ...counts.map(([Name]) => ({ Name, Unit: "Count" })),
    ...(delays.length > 0 ? [{ Name: "StartDelay", Unit: "Milliseconds" }] : []),
  ];
  const CloudWatchMetrics = [{ Namespace: NAMESPACE, Dimensions: [[]], Metrics }];
  const values = { ...Object.fromEntries(counts), ...(delays.length > 0 && { StartDelay: delays }) };
  return [...told, JSON.stringify({ _aws: { Timestamp: Math.floor(now), CloudWatchMetrics }, ...values })];
}

/** The name of the count of each state a run may enter. */
const COUNTED: Readonly<Record<string, string>> = {
  RUNNING: "RunsStarted",
  COMPLETED: "RunsCompleted",
  FAILED: "RunsFailed",
  CRASHED: "RunsCrashed",
  CANCELLED: "RunsCancelled",
};

/** From due to running, of a run's first start. */
function delayOf({ run, state }: Transition): number | undefined {
  if (state.type !== "RUNNING" || run.run_count > 1 || run.expected_start_time === null) return undefined;
  return Math.max(0, Math.round(parseTimestamp(state.timestamp) - parseTimestamp(run.expected_start_time)));
}
