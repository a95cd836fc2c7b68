import type { Artifact } from "#core/contract/artifacts.ts";
import type {
  ArtifactFilter,
  DeploymentFilter,
  FlowFilter,
  FlowRunFilter,
  LogFilter,
  TaskRunFilter,
  WorkQueueFilter,
} from "#core/contract/filters.ts";
import type { FlowRun } from "#core/contract/flow-runs.ts";
import type { Flow } from "#core/contract/flows.ts";
import type { Log } from "#core/contract/logs.ts";
import type { State } from "#core/contract/states.ts";
import type { TaskRun } from "#core/contract/task-runs.ts";
import { anyOf, type Condition, isNull, join, joinNested, like, notAnyOf, within } from "./conditions.ts";
import { parseLogQuery } from "./log-text.ts";

/** What of a flow its filter looks at. */
export type FlowRow = Pick<Flow, "id" | "name" | "tags">;

/** Does the flow meet the filter? Without a filter everything does. */
export function matchesFlow(filter: FlowFilter | undefined, row: FlowRow, related: { readonly hasDeployment?: boolean } = {}): boolean {
  if (filter === undefined) return true;
  return join(filter.operator, [
    id(filter.id, row.id),
    name(filter.name, row.name),
    tags(filter.tags, row.tags),
    filter.deployment?.is_null_ === undefined ? undefined : filter.deployment.is_null_ !== (related.hasDeployment ?? false),
  ]);
}

/** What of a flow run its filter looks at; a record will do. `parent_flow_run_id` is the record's, or undefined if not known. */
export type FlowRunRow = Pick<
  FlowRun,
  | "id"
  | "name"
  | "tags"
  | "deployment_id"
  | "work_queue_name"
  | "state_type"
  | "state_name"
  | "flow_version"
  | "start_time"
  | "end_time"
  | "expected_start_time"
  | "next_scheduled_start_time"
  | "parent_task_run_id"
  | "idempotency_key"
  | "created_by"
> & { readonly parent_flow_run_id?: string | null };

/**
 * Does the flow run meet the filter? `related.parentFlowRunId` is needed only for rows that do not carry it themselves.
 * A type or name with both any_ and not_any_ must meet both (Prefect ignores such a pair).
 */
export function matchesFlowRun(
  filter: FlowRunFilter | undefined,
  row: FlowRunRow,
  related: { readonly parentFlowRunId?: string | null } = {},
): boolean {
  if (filter === undefined) return true;
  const parent = row.parent_flow_run_id ?? related.parentFlowRunId ?? null;
  return join(filter.operator, [
    id(filter.id, row.id),
    name(filter.name, row.name),
    tags(filter.tags, row.tags),
    nullable(filter.deployment_id, row.deployment_id),
    nullable(filter.work_queue_name, row.work_queue_name),
    state(filter.state, row),
    anyOf(filter.flow_version?.any_, row.flow_version),
    // a run that has not started counts as starting when it is expected to
    time(filter.start_time, row.start_time ?? row.expected_start_time, row.start_time),
    time(filter.end_time, row.end_time),
    time(filter.expected_start_time, row.expected_start_time),
    time(filter.next_scheduled_start_time, row.next_scheduled_start_time),
    nullable(filter.parent_flow_run_id, parent),
    nullable(filter.parent_task_run_id, row.parent_task_run_id),
    choice(filter.idempotency_key, row.idempotency_key),
    createdBy(filter.created_by, row.created_by),
  ]);
}

/** What of a deployment its filter looks at. */
export interface DeploymentRow {
  readonly id: string;
  readonly name: string;
  /** Needed only for a filter on both names. */
  readonly flow_name?: string;
  readonly paused: boolean;
  readonly tags: readonly string[];
  readonly work_queue_name: string | null;
}

/** Does the deployment meet the filter? */
export function matchesDeployment(filter: DeploymentFilter | undefined, row: DeploymentRow): boolean {
  if (filter === undefined) return true;
  const names = filter.flow_or_deployment_name?.like_;
  return join(filter.operator, [
    id(filter.id, row.id),
    name(filter.name, row.name),
    like(names, `${row.flow_name ?? ""}/${row.name}`),
    filter.paused?.eq_ === undefined ? undefined : filter.paused.eq_ === row.paused,
    tags(filter.tags, row.tags),
    anyOf(filter.work_queue_name?.any_, row.work_queue_name),
  ]);
}

/** Does the work queue meet the filter? */
export function matchesWorkQueue(filter: WorkQueueFilter | undefined, row: { readonly id: string; readonly name: string }): boolean {
  if (filter === undefined) return true;
  const starts = filter.name?.startswith_;
  return join(filter.operator, [
    anyOf(filter.id?.any_, row.id),
    anyOf(filter.name?.any_, row.name),
    starts === undefined || starts.length === 0 ? undefined : starts.some((start) => row.name.startsWith(start)),
  ]);
}

/** What of a task run its filter looks at; a record will do. */
export type TaskRunRow = Pick<
  TaskRun,
  "id" | "name" | "tags" | "state_type" | "state_name" | "start_time" | "end_time" | "expected_start_time" | "flow_run_id"
> & {
  readonly state?: State | null;
  readonly states?: readonly State[];
};

/** Does the task run meet the filter? Whether it stands for a subflow is told by its current state. */
export function matchesTaskRun(filter: TaskRunFilter | undefined, row: TaskRunRow): boolean {
  if (filter === undefined) return true;
  return join(filter.operator, [
    id(filter.id, row.id),
    name(filter.name, row.name),
    tags(filter.tags, row.tags),
    state(filter.state, row),
    time(filter.start_time, row.start_time),
    time(filter.end_time, row.end_time),
    time(filter.expected_start_time, row.expected_start_time),
    filter.subflow_runs?.exists_ === undefined ? undefined : filter.subflow_runs.exists_ === (childFlowRunId(row) !== null),
    nullable(filter.flow_run_id, row.flow_run_id),
  ]);
}

/** The subflow a task run stands for, or null. */
export function childFlowRunId(row: Pick<TaskRunRow, "state" | "states">): string | null {
  return (row.state ?? row.states?.at(-1))?.state_details.child_flow_run_id ?? null;
}

/** What of a log line its filter looks at. */
export type LogRow = Pick<Log, "level" | "timestamp" | "message" | "flow_run_id" | "task_run_id">;

/** Does the log line meet the filter? For many lines, {@link logPredicate} parses the text query once. */
export function matchesLog(filter: LogFilter | undefined, row: LogRow): boolean {
  return logPredicate(filter)(row);
}

/** The filter as a predicate over many log lines. */
export function logPredicate(filter: LogFilter | undefined): (row: LogRow) => boolean {
  if (filter === undefined) return () => true;
  const { level, text } = filter;
  const words = text === undefined || text.query.trim() === "" ? undefined : parseLogQuery(text.query);
  return (row) =>
    join(filter.operator, [
      joinNested("and_", [
        level?.ge_ === undefined ? undefined : row.level >= level.ge_,
        level?.le_ === undefined ? undefined : row.level <= level.le_,
      ]),
      time(filter.timestamp, row.timestamp),
      anyOf(filter.flow_run_id?.any_, row.flow_run_id),
      nullable(filter.task_run_id, row.task_run_id),
      words?.(row.message),
    ]);
}

/** What of an artifact its filter looks at. */
export type ArtifactRow = Pick<Artifact, "id" | "key" | "type" | "flow_run_id" | "task_run_id">;

/** Does the artifact meet the filter? */
export function matchesArtifact(filter: ArtifactFilter | undefined, row: ArtifactRow): boolean {
  if (filter === undefined) return true;
  const { key } = filter;
  return join(filter.operator, [
    id(filter.id, row.id),
    key === undefined
      ? undefined
      : joinNested("and_", [
          anyOf(key.any_, row.key),
          like(key.like_, row.key),
          key.exists_ === undefined ? undefined : key.exists_ === (row.key !== null),
        ]),
    anyOf(filter.flow_run_id?.any_, row.flow_run_id),
    anyOf(filter.task_run_id?.any_, row.task_run_id),
    choice(filter.type, row.type),
  ]);
}

type Given<T> = NonNullable<T>;

function id(filter: { any_?: string[] | undefined; not_any_?: string[] | undefined } | undefined, value: string): Condition {
  return filter === undefined ? undefined : joinNested("and_", [anyOf(filter.any_, value), notAnyOf(filter.not_any_, value)]);
}

function name(filter: FlowFilter["name"], value: string): Condition {
  return filter === undefined ? undefined : joinNested("and_", [anyOf(filter.any_, value), like(filter.like_, value)]);
}

function tags(filter: FlowFilter["tags"], value: readonly string[]): Condition {
  if (filter === undefined) return undefined;
  const { all_, any_, is_null_ } = filter;
  return joinNested(filter.operator, [
    all_ === undefined || all_.length === 0 ? undefined : all_.every((tag) => value.includes(tag)),
    any_ === undefined ? undefined : any_.some((tag) => value.includes(tag)),
    is_null_ === undefined ? undefined : is_null_ === (value.length === 0),
  ]);
}

function nullable(
  filter: Given<FlowRunFilter["deployment_id"]> | Given<TaskRunFilter["flow_run_id"]> | undefined,
  value: string | null,
): Condition {
  return filter === undefined ? undefined : joinNested(filter.operator, [anyOf(filter.any_, value), isNull(filter.is_null_, value)]);
}

function choice<T>(filter: { any_?: T[] | undefined; not_any_?: T[] | undefined } | undefined, value: T | null): Condition {
  return filter === undefined ? undefined : joinNested("and_", [anyOf(filter.any_, value), notAnyOf(filter.not_any_, value)]);
}

function state(filter: FlowRunFilter["state"], row: Pick<FlowRun, "state_type" | "state_name">): Condition {
  return filter === undefined
    ? undefined
    : joinNested(filter.operator, [choice(filter.type, row.state_type), choice(filter.name, row.state_name)]);
}

function time(filter: FlowRunFilter["start_time"] | LogFilter["timestamp"], value: string | null, own: string | null = value): Condition {
  if (filter === undefined) return undefined;
  return joinNested("and_", [...within(filter, value), "is_null_" in filter ? isNull(filter.is_null_, own) : undefined]);
}

function createdBy(filter: FlowRunFilter["created_by"], value: FlowRun["created_by"]): Condition {
  if (filter === undefined) return undefined;
  return joinNested("and_", [
    anyOf(filter.id_, value?.id ?? null),
    anyOf(filter.type_, value?.type ?? null),
    isNull(filter.is_null_, value),
  ]);
}
