import * as z from "zod";
import { LogCreate } from "./logs.ts";
import { Labels, Name, optional, orDefault, Tags, Timestamp, TimestampInput, Uuid } from "./scalars.ts";
import { State, StateCreate, StateType } from "./states.ts";

export const TaskRunPolicy = z
  .object({
    retries: z.int().min(0).max(1000).nullish(),
    /** Seconds, or one number of seconds per retry. */
    retry_delay: z.union([z.number().min(0), z.array(z.number().min(0)).max(1000)]).nullish(),
    retry_jitter_factor: z.number().min(0).nullish(),
    max_retries: z.int().min(0).nullish(),
    retry_delay_seconds: z.number().min(0).nullish(),
  })
  .meta({ id: "TaskRunPolicy" });
export type TaskRunPolicy = z.output<typeof TaskRunPolicy>;

/** Where an argument came from. */
export const TaskInput = z
  .union([
    z.object({ input_type: z.literal("task_run"), id: Uuid }),
    z.object({ input_type: z.literal("flow_run"), id: Uuid }),
    z.object({ input_type: z.literal("parameter"), name: z.string() }),
    z.object({ input_type: z.literal("constant"), type: z.string() }),
  ])
  .meta({ id: "TaskInput" });
export type TaskInput = z.output<typeof TaskInput>;
const TaskInputs = z.record(z.string().max(255), z.array(TaskInput));

/** One run of a task. Times in UTC; durations in seconds. */
export const TaskRun = z
  .object({
    id: Uuid,
    created: Timestamp,
    updated: Timestamp,
    name: Name,
    flow_run_id: Uuid.nullable(),
    task_key: z.string(),
    dynamic_key: z.string(),
    cache_key: z.string().nullable(),
    cache_expiration: Timestamp.nullable(),
    task_version: z.string().nullable(),
    empirical_policy: TaskRunPolicy,
    tags: z.array(z.string()),
    labels: Labels,
    state_id: Uuid.nullable(),
    state_type: StateType.nullable(),
    state_name: z.string().nullable(),
    state: State.nullable(),
    task_inputs: TaskInputs,
    run_count: z.int(),
    flow_run_run_count: z.int(),
    expected_start_time: Timestamp.nullable(),
    next_scheduled_start_time: Timestamp.nullable(),
    start_time: Timestamp.nullable(),
    end_time: Timestamp.nullable(),
    total_run_time: z.number(),
    estimated_run_time: z.number(),
    estimated_start_time_delta: z.number(),
  })
  .meta({ id: "TaskRun" });
export type TaskRun = z.output<typeof TaskRun>;

export const TaskRunCreate = z
  .strictObject({
    id: optional(Uuid),
    name: optional(Name),
    flow_run_id: optional(Uuid),
    task_key: z.string().min(1).max(1024),
    dynamic_key: z.string().min(1).max(1024),
    cache_key: optional(z.string().max(2000)),
    cache_expiration: optional(TimestampInput),
    task_version: optional(z.string().max(255)),
    empirical_policy: orDefault(TaskRunPolicy, {}),
    tags: orDefault(Tags, []),
    labels: orDefault(Labels, {}),
    task_inputs: orDefault(TaskInputs, {}),
    state: optional(StateCreate),
  })
  .meta({ id: "TaskRunCreate" });
export type TaskRunCreate = z.output<typeof TaskRunCreate>;

export const TaskRunUpdate = z.strictObject({ name: optional(Name) }).meta({ id: "TaskRunUpdate" });

/**
 * Ours: a task run as the process that runs it knows it: the row and every state since the last report, oldest first.
 * The last state is the current one. Snapshots may arrive late, twice or out of order; an older one never replaces a newer one.
 */
export const TaskRunSnapshot = z
  .strictObject({
    /** A run id (core/rules/ids.ts). */
    id: Uuid,
    name: Name,
    task_key: z.string().min(1).max(1024),
    dynamic_key: z.string().min(1).max(1024),
    /** All states so far, oldest first, at most the newest 50; ids are state ids of the run. */
    states: z.array(State).min(1).max(50),
    run_count: z.int().min(0),
    flow_run_run_count: z.int().min(0),
    expected_start_time: Timestamp,
    start_time: Timestamp.nullish(),
    end_time: Timestamp.nullish(),
    total_run_time: z.number().min(0),
    cache_key: z.string().max(2000).nullish(),
    cache_expiration: Timestamp.nullish(),
    task_version: z.string().max(255).nullish(),
    empirical_policy: TaskRunPolicy.optional(),
    tags: Tags.optional(),
    task_inputs: TaskInputs.optional(),
  })
  .meta({ id: "TaskRunSnapshot" });
export type TaskRunSnapshot = z.output<typeof TaskRunSnapshot>;

/** Ours: one batch of what a flow process has to tell. Safe to repeat. Also renews the run's lease. */
export const TaskRunReport = z
  .strictObject({
    flow_run_id: Uuid,
    /** Fencing token of the reporter's lease; an outdated one is refused with 409 and nothing is written. */
    epoch: z.int().min(0),
    task_runs: z.array(TaskRunSnapshot).max(2000),
    logs: z.array(LogCreate).max(5000).optional(),
    /** Numbers the batches of one process from 1, so that repeated logs are stored once. */
    sequence: z.int().min(1),
  })
  .meta({ id: "TaskRunReport" });
export type TaskRunReport = z.output<typeof TaskRunReport>;

/** What the reporter must know: how long its lease runs, and whether somebody wants the run to stop. */
export const TaskRunReported = z
  .object({
    lease_expires_at: Timestamp.nullable(),
    state_type: StateType.nullable(),
    state_name: z.string().nullable(),
    /** Seconds within which the next report is wanted, even an empty one, so that the run soon hears what is wanted of it. Default 20. */
    next_seconds: z.number().optional(),
  })
  .meta({ id: "TaskRunReported" });
