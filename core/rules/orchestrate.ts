import type { FlowRunRecord, TaskRunRecord } from "#core/contract/documents.ts";
import type { OrchestrationResult, StateCreate } from "#core/contract/states.ts";
import { answerOf, type Decision } from "./decision.ts";
import { decideFlowRun, type FlowRunContext } from "./flow-run-policy.ts";
import { decideTaskRun, type TaskRunContext } from "./task-run-policy.ts";
import { enterFlowRunState, enterTaskRunState, type Moment } from "./transitions.ts";

/** A proposal carried through: the record to store (the very one given if nothing is to be stored), and what `set_state` answers. */
export interface Orchestrated<Record> {
  readonly record: Record;
  readonly changed: boolean;
  readonly answer: OrchestrationResult;
}

/** Asks the flow run policy, enters the state it settles on, and words the answer. */
export function orchestrateFlowRun(record: FlowRunRecord, proposed: StateCreate, context: FlowRunContext): Orchestrated<FlowRunRecord> {
  return carryOut(record, decideFlowRun(record, proposed, context), context, enterFlowRunState);
}

/** Asks the task run policy, enters the state it settles on, and words the answer. */
export function orchestrateTaskRun(record: TaskRunRecord, proposed: StateCreate, context: TaskRunContext): Orchestrated<TaskRunRecord> {
  return carryOut(record, decideTaskRun(record, proposed, context), context, enterTaskRunState);
}

function carryOut<Record extends FlowRunRecord | TaskRunRecord>(
  before: Record,
  decision: Decision<Record>,
  moment: Moment,
  enter: (record: Record, state: StateCreate, moment: Moment) => Record,
): Orchestrated<Record> {
  const stores = (decision.status === "ACCEPT" || decision.status === "REJECT") && decision.state !== null;
  const record = stores ? enter(decision.patch === undefined ? before : { ...before, ...decision.patch }, decision.state, moment) : before;
  return { record, changed: stores, answer: answerOf(decision, record.states.at(-1) ?? null) };
}
