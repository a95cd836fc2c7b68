import * as z from "zod";
import { optional, orDefault, TimestampInput, Uuid } from "./scalars.ts";
import { StateType } from "./states.ts";

// Inside one object filter conditions are ANDed, or ORed with operator "or_". An absent or null condition is none.
// any_: [] matches nothing; not_any_: [] and all_: [] and like_: "" are ignored. before_ and after_ are inclusive.

const operator = { operator: orDefault(z.enum(["and_", "or_"]), "and_") };
const ids = optional(z.array(Uuid).max(1000));
const texts = optional(z.array(z.string().max(1024)).max(1000));
const flag = optional(z.boolean());
const like = optional(z.string().max(255));
const types = optional(z.array(StateType));

const IdFilter = optional(z.strictObject({ any_: ids, not_any_: ids }));
const NameFilter = optional(z.strictObject({ any_: texts, like_: like }));
const TagsFilter = optional(z.strictObject({ ...operator, all_: texts, any_: texts, is_null_: flag }));
const TimeFilter = optional(z.strictObject({ before_: optional(TimestampInput), after_: optional(TimestampInput), is_null_: flag }));
const TextFilter = optional(z.strictObject({ any_: texts, not_any_: texts }));
const NullableIdFilter = optional(z.strictObject({ ...operator, any_: ids, is_null_: flag }));
const NullableTextFilter = optional(z.strictObject({ ...operator, any_: texts, is_null_: flag }));
const StateFilter = optional(
  z.strictObject({
    ...operator,
    type: optional(z.strictObject({ any_: types, not_any_: types })),
    name: TextFilter,
  }),
);

export const FlowFilter = z
  .strictObject({
    ...operator,
    id: IdFilter,
    name: NameFilter,
    tags: TagsFilter,
    deployment: optional(z.strictObject({ ...operator, is_null_: flag })),
  })
  .meta({ id: "FlowFilter" });
export type FlowFilter = z.output<typeof FlowFilter>;

export const FlowRunFilter = z
  .strictObject({
    ...operator,
    id: IdFilter,
    name: NameFilter,
    tags: TagsFilter,
    deployment_id: NullableIdFilter,
    work_queue_name: NullableTextFilter,
    state: StateFilter,
    flow_version: optional(z.strictObject({ any_: texts })),
    start_time: TimeFilter,
    end_time: TimeFilter,
    expected_start_time: TimeFilter,
    next_scheduled_start_time: TimeFilter,
    parent_flow_run_id: NullableIdFilter,
    parent_task_run_id: NullableIdFilter,
    idempotency_key: TextFilter,
    created_by: optional(z.strictObject({ id_: ids, type_: texts, is_null_: flag })),
  })
  .meta({ id: "FlowRunFilter" });
export type FlowRunFilter = z.output<typeof FlowRunFilter>;

export const TaskRunFilter = z
  .strictObject({
    ...operator,
    id: optional(z.strictObject({ any_: ids })),
    name: NameFilter,
    tags: TagsFilter,
    state: StateFilter,
    start_time: TimeFilter,
    end_time: TimeFilter,
    expected_start_time: TimeFilter,
    subflow_runs: optional(z.strictObject({ exists_: flag })),
    /** `{}` means "has a flow run". */
    flow_run_id: optional(z.strictObject({ ...operator, any_: ids, is_null_: orDefault(z.boolean(), false) })),
  })
  .meta({ id: "TaskRunFilter" });
export type TaskRunFilter = z.output<typeof TaskRunFilter>;

export const LogFilter = z
  .strictObject({
    ...operator,
    level: optional(z.strictObject({ ge_: optional(z.int()), le_: optional(z.int()) })),
    timestamp: optional(z.strictObject({ before_: optional(TimestampInput), after_: optional(TimestampInput) })),
    flow_run_id: optional(z.strictObject({ any_: ids })),
    task_run_id: NullableIdFilter,
    /** Words are ORed, `-word` must not occur, `+word` must, quotes join words. */
    text: optional(z.strictObject({ query: z.string().max(200) })),
  })
  .meta({ id: "LogFilter" });
export type LogFilter = z.output<typeof LogFilter>;

export const ArtifactFilter = z
  .strictObject({
    ...operator,
    id: optional(z.strictObject({ any_: ids })),
    key: optional(z.strictObject({ any_: texts, like_: like, exists_: flag })),
    flow_run_id: optional(z.strictObject({ any_: ids })),
    task_run_id: optional(z.strictObject({ any_: ids })),
    type: TextFilter,
  })
  .meta({ id: "ArtifactFilter" });
export type ArtifactFilter = z.output<typeof ArtifactFilter>;

// Related objects. There are no work pools: a filter on them matches nothing unless it says nothing.
export const DeploymentFilter = z
  .strictObject({
    ...operator,
    id: IdFilter,
    name: NameFilter,
    flow_or_deployment_name: optional(z.strictObject({ like_: like })),
    paused: optional(z.strictObject({ eq_: flag })),
    tags: TagsFilter,
    work_queue_name: optional(z.strictObject({ any_: texts })),
  })
  .meta({ id: "DeploymentFilter" });
export type DeploymentFilter = z.output<typeof DeploymentFilter>;

export const WorkPoolFilter = z
  .strictObject({
    ...operator,
    id: optional(z.strictObject({ any_: ids })),
    name: optional(z.strictObject({ any_: texts })),
    type: optional(z.strictObject({ any_: texts })),
  })
  .meta({ id: "WorkPoolFilter" });
export type WorkPoolFilter = z.output<typeof WorkPoolFilter>;

export const WorkQueueFilter = z
  .strictObject({
    ...operator,
    id: optional(z.strictObject({ any_: ids })),
    name: optional(z.strictObject({ any_: texts, startswith_: texts })),
  })
  .meta({ id: "WorkQueueFilter" });
export type WorkQueueFilter = z.output<typeof WorkQueueFilter>;

/** The object filters every list route takes, ANDed; those on related objects mean "has such a one". */
export const filters = {
  flows: optional(FlowFilter),
  flow_runs: optional(FlowRunFilter),
  task_runs: optional(TaskRunFilter),
  deployments: optional(DeploymentFilter),
  work_pools: optional(WorkPoolFilter),
  work_pool_queues: optional(WorkQueueFilter),
};

export const FlowSort = z.enum(["NAME_ASC", "NAME_DESC", "CREATED_DESC", "UPDATED_DESC"]);
export const FlowRunSort = z.enum([
  "ID_DESC",
  "START_TIME_ASC",
  "START_TIME_DESC",
  "EXPECTED_START_TIME_ASC",
  "EXPECTED_START_TIME_DESC",
  "NAME_ASC",
  "NAME_DESC",
  "NEXT_SCHEDULED_START_TIME_ASC",
  "END_TIME_DESC",
]);
export const TaskRunSort = z.enum([
  "ID_DESC",
  "EXPECTED_START_TIME_ASC",
  "EXPECTED_START_TIME_DESC",
  "NAME_ASC",
  "NAME_DESC",
  "NEXT_SCHEDULED_START_TIME_ASC",
  "END_TIME_DESC",
]);
export const DeploymentSort = z.enum(["CREATED_DESC", "UPDATED_DESC", "NAME_ASC", "NAME_DESC"]);
export const LogSort = z.enum(["TIMESTAMP_ASC", "TIMESTAMP_DESC"]);
export const ArtifactSort = z.enum(["CREATED_DESC", "UPDATED_DESC", "ID_DESC", "KEY_ASC", "KEY_DESC"]);
export type FlowSort = z.output<typeof FlowSort>;
export type FlowRunSort = z.output<typeof FlowRunSort>;
export type TaskRunSort = z.output<typeof TaskRunSort>;
export type DeploymentSort = z.output<typeof DeploymentSort>;
export type LogSort = z.output<typeof LogSort>;
export type ArtifactSort = z.output<typeof ArtifactSort>;

const limit = orDefault(z.int().min(0).max(200), 200);

/** Body of a `filter` route: the sort it knows, at most 200 rows from `offset`. */
export function listBody<S extends z.ZodType, O extends z.ZodRawShape = typeof filters>(
  sort: S,
  standard: z.output<S>,
  objects: O = filters as unknown as O,
) {
  return z.strictObject({ ...objects, sort: orDefault(sort, standard), limit, offset: orDefault(z.int().min(0), 0) });
}

/** Body of a `paginate` route. */
export function pageBody<S extends z.ZodType>(sort: S, standard: z.output<S>) {
  return z.strictObject({
    ...filters,
    sort: orDefault(sort, standard),
    limit: orDefault(z.int().min(1).max(200), 200),
    page: orDefault(z.int().min(1), 1),
  });
}

/** Answer of a `paginate` route. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ results: z.array(item), count: z.int(), limit: z.int(), pages: z.int(), page: z.int() });
}
