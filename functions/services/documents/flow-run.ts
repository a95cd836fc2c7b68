import type { FlowRunRecord } from "#core/contract/documents.ts";
import { formatTimestamp } from "#core/contract/scalars.ts";
import type { DocumentKey, IndexName, JsonObject, NewDocument } from "#core/ports/store.ts";
import { isFinal } from "#core/rules/states.ts";
import { DEFAULT_CRASH_RETRIES } from "#core/rules/transitions.ts";
import { compact, restore } from "./compact.ts";
import { fitBody } from "./fit.ts";
import { dayOf, dayPartition, flowRunKey } from "./keys.ts";
import { packStates, unpackStates } from "./states.ts";

/** Body of a flow run's document. */
export type FlowRunBody = JsonObject;

/** A flow run as read: the record, and where its parameters are if they were too large for the document. */
export type StoredFlowRun = FlowRunRecord & { readonly parameters_blob?: string };

/** The document of a flow run, small enough for the store. */
export function flowRunDocument(record: StoredFlowRun): NewDocument<FlowRunBody> {
  const small = compact(record, DEFAULTS, ELSEWHERE);
  const labels = ownLabels(record);
  if (labels !== undefined) small.labels = labels;
  const body = fitBody(`flow run ${record.id}`, record.states, (states) => {
    small.states = packStates(states, record.state_count, record.id, impliedBy(record));
    return small;
  });
  return { ...flowRunKey(record.id), body, indexes: indexesOf(record) };
}

/** The record a document holds. */
export function flowRunRecord(document: { readonly pk: string; readonly body: JsonObject }): StoredFlowRun {
  const id = document.pk.slice(4);
  const record = restore(document.body, DEFAULTS);
  record.id = id;
  record.labels = { ...impliedLabels(record as FlowRunRecord), ...(record.labels as FlowRunRecord["labels"]) };
  const states = unpackStates(
    document.body.states as JsonObject[],
    record.state_count as number,
    id,
    impliedBy(record as FlowRunRecord & { id: string }),
  );
  record.states = states;
  const current = states.at(-1);
  record.state_id = current?.id ?? null;
  record.state_type = current?.type ?? null;
  record.state_name = current?.name ?? null;
  return record as StoredFlowRun;
}

/** The time that places a run in the listings. */
export function placeInTime(record: Pick<FlowRunRecord, "expected_start_time" | "created">): string {
  return record.expected_start_time ?? record.created;
}

/** Index `holder` of runs that wait for an agent: those of a queue, or those that name none. */
export const queuePartition = (workQueue: string | null): string => `QUEUE#${workQueue ?? ""}`;
/** Index `holder` of runs that wait to be started by themselves, by the kind of their infrastructure. No agent takes them. */
export const placementPartition = (placement: string): string => `PLACEMENT#${placement}`;
/** Index `holder` of runs that wait for a slot of a limit, in the order they were due. */
export const waitingPartition = (limit: string): string => `WAITING#${limit}`;
/** Index `holder` of runs an agent holds. */
export const agentPartition = (agentId: string): string => `AGENT#${agentId}`;
/** Index `holder` of runs that left their process in a pause, by the time it runs out. */
export const SUSPENDED = "SUSPENDED";
/** Index `holder` of runs under a lease, by the time it runs out. */
export const LEASED = "LEASED";

const DEFAULTS: JsonObject = {
  deployment_id: null,
  deployment_version: null,
  work_queue_id: null,
  work_queue_name: null,
  work_pool_id: null,
  work_pool_name: null,
  flow_version: null,
  parameters: {},
  context: {},
  empirical_policy: {},
  tags: [],
  labels: {},
  idempotency_key: null,
  parent_task_run_id: null,
  run_count: 0,
  expected_start_time: null,
  next_scheduled_start_time: null,
  start_time: null,
  end_time: null,
  total_run_time: 0,
  auto_scheduled: false,
  infrastructure_document_id: null,
  infrastructure_pid: null,
  created_by: null,
  job_variables: null,
  state_count: 0,
  lease: null,
  epoch: 0,
  parent_flow_run_id: null,
  schedule_id: null,
  made_of: null,
  slots: [],
  waiting_for: null,
  placement: null,
  crash_count: 0,
  crash_retries: DEFAULT_CRASH_RETRIES,
  fresh_since: null,
};

// In the key, told by the last state, or stored apart.
const ELSEWHERE = new Set(["id", "state_id", "state_type", "state_name", "states", "labels"]);

function impliedLabels(record: Pick<FlowRunRecord, "flow_id" | "deployment_id">): FlowRunRecord["labels"] {
  const labels = { "prefect.flow.id": record.flow_id };
  return record.deployment_id === null ? labels : { ...labels, "prefect.deployment.id": record.deployment_id };
}

function ownLabels(record: FlowRunRecord): FlowRunRecord["labels"] | undefined {
  const implied = impliedLabels(record);
  const own = Object.entries(record.labels).filter(([key, value]) => implied[key] !== value);
  return own.length === 0 ? undefined : Object.fromEntries(own);
}

function impliedBy(record: { readonly id: string; readonly parent_task_run_id: string | null }): JsonObject {
  return record.parent_task_run_id === null
    ? { flow_run_id: record.id }
    : { flow_run_id: record.id, task_run_id: record.parent_task_run_id };
}

function indexesOf(record: FlowRunRecord): Partial<Record<IndexName, DocumentKey>> {
  const place = placeInTime(record);
  const sk = `${place}#${record.id}`;
  const indexes: Partial<Record<IndexName, DocumentKey>> = {
    list: { pk: dayPartition(dayOf(place)), sk },
    flow: { pk: `FLOW#${record.flow_id}`, sk },
  };
  if (record.deployment_id !== null) indexes.deployment = { pk: `DEPLOYMENT#${record.deployment_id}`, sk };
  if (record.parent_flow_run_id !== null)
    indexes.parent = { pk: `PARENT#${record.parent_flow_run_id}`, sk: `${record.parent_task_run_id}#${record.id}` };
  else if (record.parent_task_run_id !== null) indexes.parent = { pk: `PARENT#${record.parent_task_run_id}`, sk: record.id };
  const holder = holderOf(record);
  if (holder !== undefined) indexes.holder = holder;
  return indexes;
}

function holderOf(record: FlowRunRecord): DocumentKey | undefined {
  if (record.state_type === null || isFinal(record.state_type)) return undefined;
  const { lease, state_type } = record;
  if (lease?.agent_id != null) return { pk: agentPartition(lease.agent_id), sk: record.id };
  if (lease !== null) return { pk: LEASED, sk: `${lease.expires_at}#${record.id}` };
  if (state_type === "SCHEDULED" && (record.deployment_id !== null || record.work_queue_name !== null)) {
    const due = `${record.next_scheduled_start_time ?? formatTimestamp(0)}#${record.id}`;
    return { pk: waitingPlace(record), sk: due };
  }
  if (state_type === "PAUSED" && record.deployment_id !== null) {
    return { pk: SUSPENDED, sk: `${record.states.at(-1)?.state_details.pause_timeout ?? formatTimestamp(0)}#${record.id}` };
  }
  return undefined;
}

function waitingPlace({ waiting_for, placement, work_queue_name }: FlowRunRecord): string {
  if (waiting_for !== null) return waitingPartition(waiting_for);
  return placement === null ? queuePartition(work_queue_name) : placementPartition(placement);
}
