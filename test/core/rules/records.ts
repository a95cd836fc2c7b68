import type { FlowRunRecord, TaskRunRecord } from "#core/contract/documents.ts";
import { formatTimestamp } from "#core/contract/scalars.ts";
import type { StateCreate, StateType } from "#core/contract/states.ts";
import type { FlowRunContext } from "#core/rules/flow-run-policy.ts";
import type { TaskRunContext } from "#core/rules/task-run-policy.ts";
import {
  enterFlowRunState,
  enterTaskRunState,
  type NewFlowRun,
  type NewTaskRun,
  newFlowRunRecord,
  newTaskRunRecord,
} from "#core/rules/transitions.ts";

/** A moment for tests to start at, in milliseconds: 2026-11-23T09:00:00Z. */
export const START = Date.UTC(2026, 10, 23, 9);

/** The timestamp so many seconds after {@link START}. */
export function at(seconds: number): string {
  return formatTimestamp(START + seconds * 1000);
}

/** An id that is easy to tell apart in a failure: its last digits are the number. */
export function idOf(number: number): string {
  return `01a20000-0000-7000-8000-${number.toString(16).padStart(12, "0")}`;
}

/** A flow run that entered these states at whole seconds from {@link START} on, the first one being its first. */
export function flowRun(
  states: readonly (StateCreate | StateType)[] = ["PENDING"],
  changes: Partial<FlowRunRecord> = {},
  run: Partial<NewFlowRun> = {},
): FlowRunRecord {
  const [first, ...rest] = states.map(asCreate);
  let record = newFlowRunRecord(
    { flow_id: idOf(0xf), ...run, ...(first === undefined ? {} : { state: first }) },
    { id: idOf(1), now: START },
  );
  rest.forEach((state, index) => {
    record = enterFlowRunState(record, state, { now: START + (index + 1) * 1000 });
  });
  return { ...record, ...changes };
}

/** The same for a task run. */
export function taskRun(
  states: readonly (StateCreate | StateType)[] = ["PENDING"],
  changes: Partial<TaskRunRecord> = {},
  run: Partial<NewTaskRun> = {},
): TaskRunRecord {
  const [first, ...rest] = states.map(asCreate);
  let record = newTaskRunRecord(
    { task_key: "load", dynamic_key: "0", flow_run_id: idOf(1), ...run, ...(first === undefined ? {} : { state: first }) },
    { id: idOf(2), now: START },
  );
  rest.forEach((state, index) => {
    record = enterTaskRunState(record, state, { now: START + (index + 1) * 1000 });
  });
  return { ...record, ...changes };
}

/** A lease held for ten minutes from {@link START}. */
export const lease = { holder: "laptop:42", epoch: 3, expires_at: at(600) };

/** A context one minute after {@link START}, without force. */
export function asking(changes: Partial<FlowRunContext> = {}): FlowRunContext {
  return { now: START + 60_000, force: false, ...changes };
}

/** The same for a task run in a flow run that is in its first attempt. */
export function askingForTask(changes: Partial<TaskRunContext> = {}): TaskRunContext {
  return { now: START + 60_000, force: false, flowRun: { state_type: "RUNNING", run_count: 1 }, random: 0.5, ...changes };
}

function asCreate(state: StateCreate | StateType): StateCreate {
  return typeof state === "string" ? { type: state } : state;
}
