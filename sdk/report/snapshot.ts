import type { TaskRunRecord } from "#core/contract/documents.ts";
import type { State } from "#core/contract/states.ts";
import type { TaskRunSnapshot } from "#core/contract/task-runs.ts";

/** A task run as it is reported. Keys with nothing to say are left out, for most of a report is made of them. */
export function snapshotOf(record: TaskRunRecord): TaskRunSnapshot {
  const { empirical_policy: policy, tags, task_inputs: inputs, start_time, end_time, cache_key, cache_expiration, task_version } = record;
  return {
    id: record.id,
    name: record.name,
    task_key: record.task_key,
    dynamic_key: record.dynamic_key,
    states: record.states.map(withoutImplied),
    run_count: record.run_count,
    flow_run_run_count: record.flow_run_run_count,
    expected_start_time: record.expected_start_time ?? record.created,
    total_run_time: record.total_run_time,
    ...(start_time !== null && { start_time }),
    ...(end_time !== null && { end_time }),
    ...(cache_key !== null && { cache_key }),
    ...(cache_expiration !== null && { cache_expiration }),
    ...(task_version !== null && { task_version }),
    ...(Object.keys(policy).length > 0 && { empirical_policy: policy }),
    ...(tags.length > 0 && { tags }),
    ...(Object.keys(inputs).length > 0 && { task_inputs: inputs }),
  };
}

/** A state without the ids of its run, which the report names already. */
function withoutImplied(state: State): State {
  const { flow_run_id: _flowRun, task_run_id: _taskRun, ...state_details } = state.state_details;
  return { ...state, state_details } as State;
}
