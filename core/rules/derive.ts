import type { FlowRunRecord, TaskRunRecord } from "#core/contract/documents.ts";
import type { FlowRun } from "#core/contract/flow-runs.ts";
import { parseTimestamp } from "#core/contract/scalars.ts";
import type { TaskRun } from "#core/contract/task-runs.ts";
import { isFinal } from "./states.ts";

/** A flow run as the API answers it at `now` (milliseconds): the record without its internals, with what follows from the time. */
export function flowRunOf(record: FlowRunRecord, now: number): FlowRun {
  const {
    states,
    state_count: _count,
    lease: _lease,
    epoch: _epoch,
    parent_flow_run_id: _parent,
    schedule_id: _schedule,
    made_of: _made,
    slots: _slots,
    waiting_for: _waiting,
    placement: _placement,
    crash_count: _crashes,
    crash_retries: _crashRetries,
    lost_attempts: _lost,
    fresh_since: _fresh,
    ...run
  } = record;
  return {
    ...run,
    state: states.at(-1) ?? null,
    estimated_run_time: estimatedRunTime(record, now),
    estimated_start_time_delta: lateness(record, now),
  };
}

/** A task run as the API answers it at `now` (milliseconds). */
export function taskRunOf(record: TaskRunRecord, now: number): TaskRun {
  const { states, state_count: _count, ...run } = record;
  return {
    ...run,
    state: states.at(-1) ?? null,
    estimated_run_time: estimatedRunTime(record, now),
    estimated_start_time_delta: lateness(record, now),
  };
}

/** What the times of a run are told from. */
export type RunTimes = Pick<TaskRunRecord, "states" | "state_type" | "start_time" | "expected_start_time" | "total_run_time">;

/** Seconds a run has been RUNNING in all, up to `now`. */
export function estimatedRunTime(record: RunTimes, now: number): number {
  const last = record.states.at(-1);
  return last?.type === "RUNNING" ? record.total_run_time + Math.max(0, seconds(now, last.timestamp)) : record.total_run_time;
}

/** Seconds a run started later than expected, or is overdue at `now`; 0 if neither. */
export function lateness(record: RunTimes, now: number): number {
  if (record.expected_start_time === null) return 0;
  if (record.start_time !== null) {
    return record.start_time > record.expected_start_time ? seconds(parseTimestamp(record.start_time), record.expected_start_time) : 0;
  }
  return isFinal(record.state_type) ? 0 : Math.max(0, seconds(now, record.expected_start_time));
}

function seconds(ms: number, since: string): number {
  return Math.round((ms - parseTimestamp(since)) * 1000) / 1e6;
}
