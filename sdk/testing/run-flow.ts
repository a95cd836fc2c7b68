import type { Artifact } from "#core/contract/artifacts.ts";
import type { FlowRun } from "#core/contract/flow-runs.ts";
import type { Log } from "#core/contract/logs.ts";
import type { State } from "#core/contract/states.ts";
import type { TaskRun } from "#core/contract/task-runs.ts";
import type { Flow, FlowRunOutcome } from "../flow/flow.ts";
import type { Resolvables, Resolved } from "../task/arguments.ts";
import { type HarnessOptions, openTestHarness } from "./harness.ts";

/** Everything a test may want to know of a flow run. */
export type TestedFlowRun<T> = FlowRunOutcome<T> & {
  readonly flowRun: FlowRun;
  /** States the flow run was in, oldest first. */
  readonly states: readonly State[];
  /** Task runs of the flow run itself, oldest first; subflows have a task run each. */
  readonly taskRuns: readonly TestedTaskRun[];
  readonly logs: readonly Log[];
  readonly artifacts: readonly Artifact[];
  /** How long the run took by the virtual clock, in seconds. */
  readonly elapsedSeconds: number;
};

/** A task run with the states it was in, oldest first. */
export type TestedTaskRun = TaskRun & { readonly states: readonly State[] };

/**
 * Runs a flow in memory with a virtual clock, so that delays and timeouts of hours pass at once, and tells all about the run.
 * A run that failed does not reject; see `ok`, `error` and `state`.
 *
 * ```ts
 * const { state, taskRuns } = await runFlowForTest(train, ["2026-11-23"]);
 * expect(taskRuns.map((run) => run.run_count)).toEqual([3]);
 * ```
 */
export async function runFlowForTest<A extends readonly unknown[], R>(
  flow: Flow<A, R>,
  args?: Resolvables<A>,
  options: HarnessOptions = {},
): Promise<TestedFlowRun<Resolved<Awaited<R>>>> {
  await using harness = await openTestHarness(options);
  const began = harness.clock.now();
  const outcome = await harness.run(() => flow.run(...((args ?? []) as Resolvables<A>)));
  const elapsedSeconds = (harness.clock.now() - began) / 1000;
  const { flowRunId: id } = outcome;
  const runs = await harness.taskRuns(id);
  const taskRuns = await Promise.all(runs.map(async (run) => ({ ...run, states: await harness.states(run) })));
  return {
    ...outcome,
    flowRun: await harness.client.readFlowRun({ params: { id } }),
    states: await harness.states({ id }),
    taskRuns,
    logs: await harness.logs(id),
    artifacts: await harness.artifacts(id),
    elapsedSeconds,
  };
}
