import { type FlowRunRecord, STATES_KEPT, type TaskRunRecord } from "#core/contract/documents.ts";
import type { FlowRunCreate } from "#core/contract/flow-runs.ts";
import { formatTimestamp, parseTimestamp } from "#core/contract/scalars.ts";
import type { State, StateCreate } from "#core/contract/states.ts";
import type { TaskRunCreate } from "#core/contract/task-runs.ts";
import { stateId } from "./ids.ts";
import { generateRunName } from "./names.ts";
import { isFinal, makeState } from "./states.ts";

/** When the state is entered, in milliseconds since the epoch; moved on by a microsecond if the run already has a state then. */
export interface Moment {
  readonly now: number;
}

/**
 * The record after it entered a state: state id and timestamp, history, start, end and run times, counts, next scheduled time.
 * Asks no rule (see `decideFlowRun`). A state in which no process holds the run also ends its lease. The record given is not changed.
 */
export function enterFlowRunState(record: FlowRunRecord, proposed: StateCreate, { now }: Moment): FlowRunRecord {
  const details =
    record.parent_task_run_id === null ? { flow_run_id: record.id } : { flow_run_id: record.id, task_run_id: record.parent_task_run_id };
  const { type } = proposed;
  const resuming = record.empirical_policy.resuming === true;
  const entered = enter(record, proposed, now, details, !resuming);
  const resumed = resuming && (type === "RUNNING" || isFinal(type));
  const lease = staysHeld(record, proposed) ? record.lease : null;
  if (!resumed && lease === record.lease) return entered;
  // whoever goes on without a process lets go of its slots; what has ended keeps their names for whoever gives them back
  const slots = lease === null && !isFinal(type) ? [] : record.slots;
  return {
    ...entered,
    lease,
    slots,
    empirical_policy: resumed ? { ...record.empirical_policy, resuming: false } : record.empirical_policy,
  };
}

/** The same for a task run. */
export function enterTaskRunState(record: TaskRunRecord, proposed: StateCreate, { now }: Moment): TaskRunRecord {
  const details = record.flow_run_id === null ? { task_run_id: record.id } : { flow_run_id: record.flow_run_id, task_run_id: record.id };
  return enter(record, proposed, now, details, true);
}

/** What a flow run is made from; anything left out has the contract's default. */
export type NewFlowRun = Pick<FlowRunCreate, "flow_id"> & Partial<Omit<FlowRunCreate, "flow_id">>;

/** A flow run that has just entered its first state (default PENDING), under a generated name if none is given, held by nobody. */
export function newFlowRunRecord(
  run: NewFlowRun,
  made: Moment & { readonly id: string; readonly parentFlowRunId?: string | null },
): FlowRunRecord {
  const { id, now } = made;
  const created = formatTimestamp(now);
  const bare: FlowRunRecord = {
    ...notStarted(id, created),
    name: run.name ?? generateRunName(id),
    flow_id: run.flow_id,
    deployment_id: run.deployment_id ?? null,
    deployment_version: run.deployment_version ?? null,
    work_queue_id: null,
    work_queue_name: run.work_queue_name ?? null,
    work_pool_id: null,
    work_pool_name: run.work_pool_name ?? null,
    flow_version: run.flow_version ?? null,
    parameters: run.parameters ?? {},
    context: run.context ?? {},
    empirical_policy: run.empirical_policy ?? {},
    tags: run.tags ?? [],
    labels: {
      "prefect.flow.id": run.flow_id,
      ...(run.deployment_id ? { "prefect.deployment.id": run.deployment_id } : undefined),
      ...run.labels,
    },
    idempotency_key: run.idempotency_key ?? null,
    parent_task_run_id: run.parent_task_run_id ?? null,
    parent_flow_run_id: made.parentFlowRunId ?? null,
    auto_scheduled: false,
    infrastructure_document_id: run.infrastructure_document_id ?? null,
    infrastructure_pid: null,
    created_by: null,
    job_variables: run.job_variables ?? null,
    lease: null,
    epoch: 0,
    schedule_id: null,
    made_of: null,
    slots: [],
    waiting_for: null,
    ran_on: null,
    placement: null,
    crash_count: 0,
    crash_retries: DEFAULT_CRASH_RETRIES,
    lost_attempts: 0,
    fresh_since: null,
  };
  return enterFlowRunState(bare, run.state ?? { type: "PENDING" }, made);
}

/** How often a run whose process or machine was lost is started again, where its deployment says nothing. */
export const DEFAULT_CRASH_RETRIES = 3;

/** What a task run is made from; anything left out has the contract's default. */
export type NewTaskRun = Pick<TaskRunCreate, "task_key" | "dynamic_key"> & Partial<Omit<TaskRunCreate, "task_key" | "dynamic_key" | "id">>;

/** A task run that has just entered its first state (default PENDING), under a generated name if none is given. */
export function newTaskRunRecord(run: NewTaskRun, made: Moment & { readonly id: string }): TaskRunRecord {
  const { id, now } = made;
  const bare: TaskRunRecord = {
    ...notStarted(id, formatTimestamp(now)),
    name: run.name ?? generateRunName(id),
    flow_run_id: run.flow_run_id ?? null,
    task_key: run.task_key,
    dynamic_key: run.dynamic_key,
    cache_key: run.cache_key ?? null,
    cache_expiration: run.cache_expiration ?? null,
    task_version: run.task_version ?? null,
    empirical_policy: run.empirical_policy ?? {},
    tags: run.tags ?? [],
    labels: run.labels ?? {},
    task_inputs: run.task_inputs ?? {},
    flow_run_run_count: 0,
  };
  return enterTaskRunState(bare, run.state ?? { type: "PENDING" }, made);
}

/** The state a subflow's tracking task run takes on when the subflow enters `state`; enter it at the state's own timestamp, without asking the rules. */
export function mirrorOf(flowRunId: string, state: State): StateCreate {
  const { transition_id: _, ...details } = state.state_details;
  return {
    type: state.type,
    name: state.name,
    message: state.message ?? undefined,
    data: state.data,
    state_details: { ...details, child_flow_run_id: flowRunId },
  };
}

// A run that ended, was suspended or goes back to the queue is out of its process; one that waits there for its next attempt is not.
function staysHeld(record: FlowRunRecord, { type, state_details }: StateCreate): boolean {
  if (type === "SCHEDULED") return record.empirical_policy.retry_type === "in_process";
  return !isFinal(type) && !(type === "PAUSED" && state_details?.pause_reschedule === true);
}

function notStarted(id: string, created: string) {
  return {
    id,
    created,
    updated: created,
    state_id: null,
    state_type: null,
    state_name: null,
    states: [],
    state_count: 0,
    run_count: 0,
    expected_start_time: null,
    next_scheduled_start_time: null,
    start_time: null,
    end_time: null,
    total_run_time: 0,
  };
}

// Runs for every state of every task in the flow process, so it copies each object once.
function enter<Record extends FlowRunRecord | TaskRunRecord>(
  record: Record,
  proposed: StateCreate,
  now: number,
  details: NonNullable<StateCreate["state_details"]>,
  counts: boolean,
): Record {
  const last = record.states.at(-1);
  const timestamp = after(last, now);
  const number = record.state_count + 1;
  const state = makeState(proposed, { id: stateId(record.id, number), timestamp }, details);
  const final = isFinal(state.type);
  const scheduled = state.type === "SCHEDULED" ? state.state_details.scheduled_time : null;
  return {
    ...record,
    updated: timestamp,
    state_id: state.id,
    state_type: state.type,
    state_name: state.name,
    states: record.states.length < STATES_KEPT ? [...record.states, state] : [...record.states.slice(1 - STATES_KEPT), state],
    state_count: number,
    run_count: counts && state.type === "RUNNING" ? record.run_count + 1 : record.run_count,
    start_time: record.start_time ?? (state.type === "RUNNING" || final ? timestamp : null),
    // a run that is final stays ended when it was
    end_time: final ? (record.end_time ?? timestamp) : null,
    total_run_time: last?.type === "RUNNING" ? record.total_run_time + secondsBetween(last.timestamp, timestamp) : record.total_run_time,
    expected_start_time: record.expected_start_time ?? scheduled ?? timestamp,
    next_scheduled_start_time: scheduled,
  };
}

function after(last: State | undefined, now: number): string {
  const text = formatTimestamp(now);
  return last === undefined || text > last.timestamp ? text : formatTimestamp(parseTimestamp(last.timestamp) + 0.001);
}

function secondsBetween(from: string, to: string): number {
  return Math.round((parseTimestamp(to) - parseTimestamp(from)) * 1000) / 1e6;
}
