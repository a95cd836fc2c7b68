import * as z from "zod";
import { Json, Labels, Name, optional, orDefault, Tags, Timestamp, Uuid } from "./scalars.ts";
import { State, StateCreate, StateType } from "./states.ts";

/** Retries and pauses of a flow run, as its engine reported them. */
export const FlowRunPolicy = z
  .object({
    retries: z.int().min(0).max(1000).nullish(),
    /** Seconds. */
    retry_delay: z.number().min(0).nullish(),
    pause_keys: z.array(z.string()).nullish(),
    resuming: z.boolean().nullish(),
    retry_type: z.enum(["in_process", "reschedule"]).nullish(),
    max_retries: z.int().min(0).nullish(),
    retry_delay_seconds: z.number().min(0).nullish(),
  })
  .meta({ id: "FlowRunPolicy" });
export type FlowRunPolicy = z.output<typeof FlowRunPolicy>;

/** Who made a run. */
export const CreatedBy = z
  .object({ id: Uuid.nullish(), type: z.string().nullish(), display_value: z.string().nullish() })
  .meta({ id: "CreatedBy" });

/** Ours: where a run got its process when it was claimed last. */
export const RanOn = z
  .object({
    /** As its deployment's infrastructure was then. */
    type: z.enum(["subprocess", "ecs", "lambda"]),
    /** Who claimed it: the agent's name, that of the Fargate task, or the invocation. */
    holder: z.string(),
    /** Of a Fargate task: CPU units, MiB, and whether Spot capacity was wanted. */
    cpu: z.int().optional(),
    memory: z.int().optional(),
    spot: z.boolean().optional(),
  })
  .meta({ id: "RanOn" });
export type RanOn = z.output<typeof RanOn>;

/** One run of a flow. Times in UTC; durations in seconds. */
export const FlowRun = z
  .object({
    id: Uuid,
    created: Timestamp,
    updated: Timestamp,
    name: Name,
    flow_id: Uuid,
    state_id: Uuid.nullable(),
    state_type: StateType.nullable(),
    state_name: z.string().nullable(),
    state: State.nullable(),
    deployment_id: Uuid.nullable(),
    deployment_version: z.string().nullable(),
    work_queue_id: Uuid.nullable(),
    work_queue_name: z.string().nullable(),
    work_pool_id: Uuid.nullable(),
    work_pool_name: z.string().nullable(),
    flow_version: z.string().nullable(),
    parameters: Json,
    context: Json,
    empirical_policy: FlowRunPolicy,
    tags: z.array(z.string()),
    labels: Labels,
    idempotency_key: z.string().nullable(),
    parent_task_run_id: Uuid.nullable(),
    run_count: z.int(),
    expected_start_time: Timestamp.nullable(),
    next_scheduled_start_time: Timestamp.nullable(),
    start_time: Timestamp.nullable(),
    end_time: Timestamp.nullable(),
    total_run_time: z.number(),
    estimated_run_time: z.number(),
    estimated_start_time_delta: z.number(),
    auto_scheduled: z.boolean(),
    infrastructure_document_id: Uuid.nullable(),
    infrastructure_pid: z.string().nullable(),
    created_by: CreatedBy.nullable(),
    job_variables: Json.nullable(),
    /** Ours. Null for a run nobody claimed: it waits, or was started by the script that called it. */
    ran_on: RanOn.nullable(),
  })
  .meta({ id: "FlowRun" });
export type FlowRun = z.output<typeof FlowRun>;

const creatable = {
  name: optional(Name),
  deployment_id: optional(Uuid),
  flow_version: optional(z.string().max(255)),
  parameters: orDefault(Json, {}),
  context: orDefault(Json, {}),
  parent_task_run_id: optional(Uuid),
  infrastructure_document_id: optional(Uuid),
  empirical_policy: orDefault(FlowRunPolicy, {}),
  tags: orDefault(Tags, []),
  labels: orDefault(Labels, {}),
  idempotency_key: optional(z.string().min(1).max(1024)),
  work_pool_name: optional(Name),
  work_queue_name: optional(Name),
  job_variables: optional(Json),
  deployment_version: optional(z.string().max(255)),
};

export const FlowRunCreate = z.strictObject({ flow_id: Uuid, state: optional(StateCreate), ...creatable }).meta({ id: "FlowRunCreate" });
export type FlowRunCreate = z.output<typeof FlowRunCreate>;

export const FlowRunUpdate = z
  .strictObject({
    name: optional(Name),
    flow_version: optional(z.string().max(255)),
    parameters: optional(Json),
    empirical_policy: optional(FlowRunPolicy),
    tags: optional(Tags),
    labels: optional(Labels),
    infrastructure_pid: optional(z.string().max(255)),
    job_variables: optional(Json),
  })
  .meta({ id: "FlowRunUpdate" });
export type FlowRunUpdate = z.output<typeof FlowRunUpdate>;

/**
 * Ours: upsert the flow, create the run and put it in its first state, in one request.
 * Repeating it with the same `id` answers the run as it is. The reporter becomes the holder of the run's lease.
 */
export const FlowRunBegin = z
  .strictObject({
    /** A run id the client made (core/rules/ids.ts), so that a repeated request makes no second run. */
    id: Uuid,
    flow: z.strictObject({ name: Name, tags: orDefault(Tags, []) }),
    /** Default: RUNNING, now. A run refused before its body is entered begins as FAILED. */
    state: orDefault(StateCreate, { type: "RUNNING" }),
    /** Names the holding process, for people: `host:pid`. */
    holder: z.string().min(1).max(255),
    /** Of a subflow: the run that calls it, whose task run may not have been reported yet. */
    parent_flow_run_id: optional(Uuid),
    ...creatable,
  })
  .meta({ id: "FlowRunBegin" });
export type FlowRunBegin = z.output<typeof FlowRunBegin>;

/** The lease a begun or claimed run is held under. */
export const Lease = z
  .object({
    holder: z.string(),
    epoch: z.int(),
    expires_at: Timestamp,
    /** The agent that keeps the run: its own heartbeat renews the lease of all its runs, and `expires_at` says only when it began. */
    agent_id: Uuid.nullish(),
  })
  .meta({ id: "Lease" });
export type Lease = z.output<typeof Lease>;

export const FlowRunBegun = z.object({ flow_run: FlowRun, lease: Lease.nullable() }).meta({ id: "FlowRunBegun" });

/** One bucket of the history chart. */
export const HistoryBucket = z
  .object({
    interval_start: Timestamp,
    interval_end: Timestamp,
    states: z.array(
      z.object({
        state_type: StateType,
        state_name: z.string(),
        count_runs: z.int(),
        sum_estimated_run_time: z.number(),
        sum_estimated_lateness: z.number(),
      }),
    ),
  })
  .meta({ id: "HistoryBucket" });
export type HistoryBucket = z.output<typeof HistoryBucket>;

const Edge = z.object({ id: Uuid });
const GraphArtifact = z.object({
  id: Uuid,
  created: Timestamp,
  key: z.string().nullable(),
  type: z.string().nullable(),
  is_latest: z.boolean(),
  data: z.unknown(),
});
const GraphNode = z.object({
  kind: z.enum(["flow-run", "task-run"]),
  id: Uuid,
  label: z.string(),
  state_type: StateType,
  start_time: Timestamp,
  end_time: Timestamp.nullable(),
  parents: z.array(Edge),
  children: z.array(Edge),
  encapsulating: z.array(Edge),
  artifacts: z.array(GraphArtifact),
});

/** A run's tasks and subflows with what depends on what (`graph-v2`). */
export const FlowRunGraph = z
  .object({
    start_time: Timestamp.nullable(),
    end_time: Timestamp.nullable(),
    root_node_ids: z.array(Uuid),
    nodes: z.array(z.tuple([Uuid, GraphNode])),
    artifacts: z.array(GraphArtifact),
    states: z.array(z.object({ id: Uuid, timestamp: Timestamp, type: StateType, name: z.string() })),
  })
  .meta({ id: "FlowRunGraph" });
export type FlowRunGraph = z.output<typeof FlowRunGraph>;

/** One node of the older dependency list (`graph`). */
export const DependencyResult = z
  .object({
    id: Uuid,
    name: z.string(),
    upstream_dependencies: z.array(z.unknown()),
    state: State.nullable(),
    expected_start_time: Timestamp.nullable(),
    start_time: Timestamp.nullable(),
    end_time: Timestamp.nullable(),
    total_run_time: z.number().nullable(),
    estimated_run_time: z.number().nullable(),
    untrackable_result: z.boolean(),
  })
  .meta({ id: "DependencyResult" });
