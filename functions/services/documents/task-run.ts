import { STATES_KEPT, type TaskRunRecord } from "#core/contract/documents.ts";
import type { TaskRunSnapshot } from "#core/contract/task-runs.ts";
import type { DocumentKey, IndexName, JsonObject, NewDocument } from "#core/ports/store.ts";
import { compact, restore } from "./compact.ts";
import { fitBody } from "./fit.ts";
import { LOOSE_TASKS, taskRunKey } from "./keys.ts";
import { packStates, stateNumber, unpackStates } from "./states.ts";

/** The document of a task run reported or changed under `epoch`, small enough for the store. */
export function taskRunDocument(record: TaskRunRecord, epoch: number): NewDocument {
  const key = taskRunKey(record.id, record.flow_run_id);
  const small = compact(record, DEFAULTS, ELSEWHERE);
  const body = fitBody(`task run ${record.id}`, record.states, (states) => {
    small.states = packStates(states, record.state_count, record.id, impliedBy(record));
    return small;
  });
  return { ...key, body, indexes: indexesOf(record, key), rank: rankOf(record, epoch) };
}

/** The record a document holds. */
export function taskRunRecord(document: DocumentKey & { readonly body: JsonObject }): TaskRunRecord {
  const record = restore(document.body, DEFAULTS);
  const id = document.sk.slice(5);
  record.id = id;
  record.flow_run_id = document.pk.startsWith("RUN#") ? document.pk.slice(4) : null;
  const states = unpackStates(document.body.states as JsonObject[], record.state_count as number, id, impliedBy(record as TaskRunRecord));
  record.states = states;
  const current = states.at(-1);
  record.state_id = current?.id ?? null;
  record.state_type = current?.type ?? null;
  record.state_name = current?.name ?? null;
  return record as TaskRunRecord;
}

/** The record a snapshot stands for. `updated` is the time of its last state, so that a repeated report writes the same document. */
export function recordOfSnapshot(snapshot: TaskRunSnapshot, flowRunId: string): TaskRunRecord {
  const states = snapshot.states.length > STATES_KEPT ? snapshot.states.slice(-STATES_KEPT) : snapshot.states;
  const last = states[states.length - 1]!;
  return {
    id: snapshot.id,
    created: states[0]!.timestamp,
    updated: last.timestamp,
    name: snapshot.name,
    flow_run_id: flowRunId,
    task_key: snapshot.task_key,
    dynamic_key: snapshot.dynamic_key,
    cache_key: snapshot.cache_key ?? null,
    cache_expiration: snapshot.cache_expiration ?? null,
    task_version: snapshot.task_version ?? null,
    empirical_policy: snapshot.empirical_policy ?? {},
    tags: snapshot.tags ?? [],
    labels: {},
    state_id: last.id,
    state_type: last.type,
    state_name: last.name,
    task_inputs: snapshot.task_inputs ?? {},
    run_count: snapshot.run_count,
    flow_run_run_count: snapshot.flow_run_run_count,
    expected_start_time: snapshot.expected_start_time,
    next_scheduled_start_time: last.type === "SCHEDULED" ? last.state_details.scheduled_time : null,
    start_time: snapshot.start_time ?? null,
    end_time: snapshot.end_time ?? null,
    total_run_time: snapshot.total_run_time,
    states,
    state_count: Math.max(stateNumber(last.id, snapshot.id) ?? 0, states.length),
  };
}

/** The epoch under which a task run was last written. */
export function epochOfRank(rank: string | undefined): number {
  return rank === undefined ? 0 : Number(rank.slice(0, 8));
}

const DEFAULTS: JsonObject = {
  cache_key: null,
  cache_expiration: null,
  task_version: null,
  empirical_policy: {},
  tags: [],
  labels: {},
  task_inputs: {},
  run_count: 0,
  flow_run_run_count: 0,
  expected_start_time: null,
  next_scheduled_start_time: null,
  start_time: null,
  end_time: null,
  total_run_time: 0,
  state_count: 0,
};

// In the key, or told by the last state.
const ELSEWHERE = new Set(["id", "flow_run_id", "state_id", "state_type", "state_name", "states"]);

// A later lease wins over an earlier one whatever the clocks say; within a lease the later state wins.
function rankOf(record: TaskRunRecord, epoch: number): string {
  return `${String(epoch).padStart(8, "0")}#${record.states.at(-1)?.timestamp ?? record.updated}#${String(record.state_count).padStart(6, "0")}`;
}

function impliedBy(record: Pick<TaskRunRecord, "id" | "flow_run_id">): JsonObject {
  return record.flow_run_id === null ? { task_run_id: record.id } : { flow_run_id: record.flow_run_id, task_run_id: record.id };
}

function indexesOf(record: TaskRunRecord, key: DocumentKey): Partial<Record<IndexName, DocumentKey>> {
  if (record.flow_run_id !== null) return { parent: { pk: key.sk, sk: record.id } };
  return { list: { pk: LOOSE_TASKS, sk: `${record.expected_start_time ?? record.created}#${record.id}` } };
}
