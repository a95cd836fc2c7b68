import type { TaskRunRecord } from "#core/contract/documents.ts";
import { estimatedRunTime } from "./derive.ts";

/** The older dependency list of a flow run: each task run with the task runs its inputs come from, in the order they were made. */
export function dependenciesOf(taskRuns: readonly TaskRunRecord[], now: number) {
  return [...taskRuns]
    .sort((a, b) => (a.created < b.created || (a.created === b.created && a.id < b.id) ? -1 : 1))
    .map((run) => {
      const state = run.states.at(-1) ?? null;
      return {
        id: run.id,
        name: run.name,
        upstream_dependencies: Object.values(run.task_inputs)
          .flat()
          .filter((input) => input.input_type === "task_run"),
        state,
        expected_start_time: run.expected_start_time,
        start_time: run.start_time,
        end_time: run.end_time,
        total_run_time: run.total_run_time,
        estimated_run_time: estimatedRunTime(run, now),
        untrackable_result: state?.state_details.untrackable_result === true,
      };
    });
}
