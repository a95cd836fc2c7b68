import * as z from "zod";
import { FlowRun, Lease } from "./flow-runs.ts";
import { State } from "./states.ts";
import { TaskRun } from "./task-runs.ts";

// What the store holds. Unknown keys are tolerated here, so that an older server can read a newer document.

/** How many states a record keeps; older ones are dropped, the count goes on. */
export const STATES_KEPT = 50;

const history = {
  /** Oldest first, the last one is the current state; at most {@link STATES_KEPT}. */
  states: z.array(State),
  /** How many states the run has had in all; numbers the state ids. */
  state_count: z.int().min(0),
};

const derived = { state: true, estimated_run_time: true, estimated_start_time_delta: true } as const;

/** A flow run as stored: the current state, a bounded history and the lease in one document. */
export const FlowRunRecord = FlowRun.omit(derived).extend({
  ...history,
  /** Who may report, until when. Null when nobody holds the run. */
  lease: Lease.nullable(),
  /** The last epoch handed out; 0 before the first lease. */
  epoch: z.int().min(0),
  /** Set for a subflow: the run that called it. */
  parent_flow_run_id: z.string().nullable(),
  /** The schedule of the deployment that made the run. */
  schedule_id: z.string().nullable(),
  /** What the deployment said when the schedule made the run, as `madeOf` puts it: a run of what is no longer said is superseded. */
  made_of: z.string().nullable(),
  /** Names of the concurrency limits whose slots the run holds. */
  slots: z.array(z.string()),
  /** The limit whose full slots keep the run from being handed out; null when it may be. */
  waiting_for: z.string().nullable(),
  /** The kind of infrastructure that starts the run by itself, such as `ecs`; null for a run that agents take. */
  placement: z.string().nullable(),
  /** How often its process or machine was lost, and how often that is made good. */
  crash_count: z.int().min(0),
  crash_retries: z.int().min(0),
  /** Attempts that were lost while they ran. They count in `run_count`, and not against the flow's own retries. */
  lost_attempts: z.int().min(0),
  /** Results of task runs that ended before this time are not used again: a retry from scratch came after them. */
  fresh_since: z.string().nullable(),
});
export type FlowRunRecord = z.output<typeof FlowRunRecord>;

/** A task run as stored. */
export const TaskRunRecord = TaskRun.omit(derived).extend(history);
export type TaskRunRecord = z.output<typeof TaskRunRecord>;
