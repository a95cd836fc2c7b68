import type { FlowRunRecord } from "#core/contract/documents.ts";
import type { DocumentKey, IndexName, JsonObject, NewDocument } from "#core/ports/store.ts";
import { isFinal } from "#core/rules/states.ts";
import { DEFAULT_CRASH_RETRIES } from "#core/rules/transitions.ts";
import { compact, restore } from "./compact.ts";
import { fitBody } from "./fit.ts";
import { holderOf } from "./flow-run-holder.ts";
import { dayOf, dayPartition, deploymentPartition, flowPartition, flowRunKey, OPEN_RUNS } from "./keys.ts";
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

/** The sort key of a run in every index that is in order of time, told from its document. */
export function placeOf(document: { readonly pk: string; readonly body: JsonObject }): string {
  return `${placeInTime(document.body as unknown as FlowRunRecord)}#${document.pk.slice(4)}`;
}

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
  ran_on: null,
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
  lost_attempts: 0,
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
  const indexes: Partial<Record<IndexName, DocumentKey>> = {};
  // Index `list` carries whole documents, so each change of one in it costs a unit more: a run of a deployment comes to it when it has ended.
  const isOpen = record.deployment_id !== null && !isFinal(record.state_type);
  if (!isOpen) indexes.list = { pk: dayPartition(dayOf(place)), sk };
  if (record.deployment_id === null) indexes.flow = { pk: flowPartition(record.flow_id), sk };
  else {
    // its flow is told by its deployment, which leaves index `flow` to it
    indexes.deployment = { pk: deploymentPartition(record.deployment_id), sk };
    if (isOpen) indexes.flow = { pk: OPEN_RUNS, sk };
  }
  if (record.parent_flow_run_id !== null)
    indexes.parent = { pk: `PARENT#${record.parent_flow_run_id}`, sk: `${record.parent_task_run_id}#${record.id}` };
  else if (record.parent_task_run_id !== null) indexes.parent = { pk: `PARENT#${record.parent_task_run_id}`, sk: record.id };
  const holder = holderOf(record, sk);
  if (holder !== undefined) indexes.holder = holder;
  return indexes;
}
