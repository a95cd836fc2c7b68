import type { TaskRun } from "../../../../core/contract/task-runs.ts";
import { toMs } from "../../lib/time.ts";
import { isFinal } from "../../lib/tone.ts";

/** When a run was due, when it began and when it ended, or now. */
export function spanOf(run: TaskRun, now: number): [due: number | null, start: number | null, end: number] {
  const start = run.start_time === null ? null : toMs(run.start_time);
  const end =
    run.end_time !== null ? toMs(run.end_time) : start === null ? 0 : isFinal(run.state_type) ? start + run.total_run_time * 1000 : now;
  return [run.expected_start_time === null ? null : toMs(run.expected_start_time), start, Math.max(end, start ?? 0)];
}
