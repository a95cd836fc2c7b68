import * as z from "zod";
import { FlowRun } from "./flow-runs.ts";
import { Name, optional, orDefault, orNull, Tags, Timestamp, TimestampInput, Uuid } from "./scalars.ts";

/** Which runs a queue takes of those that name no queue. Without conditions: all of them. */
export const QueueFilter = z
  .object({
    /** A run must have all of these. */
    tags: z.array(z.string()).nullish(),
    deployment_ids: z.array(Uuid).nullish(),
  })
  .meta({ id: "QueueFilter" });
export type QueueFilter = z.output<typeof QueueFilter>;

const QueueFilterInput = z.strictObject({ tags: Tags.nullish(), deployment_ids: z.array(Uuid).max(100).nullish() });

/** A queue that agents take runs from. A run goes to the queue it names; one that names none, to every queue whose filter it meets. */
export const WorkQueue = z
  .object({
    id: Uuid,
    created: Timestamp,
    updated: Timestamp,
    name: Name,
    description: z.string(),
    is_paused: z.boolean(),
    /** How many of its runs may be going on at once. */
    concurrency_limit: z.int().nullable(),
    /** 1 is served first. */
    priority: z.int().min(1),
    /** Null: it takes only the runs that name it. */
    filter: QueueFilter.nullable(),
    last_polled: Timestamp.nullable(),
    status: z.enum(["READY", "NOT_READY", "PAUSED"]),
    work_pool_id: z.null(),
    work_pool_name: z.null(),
  })
  .meta({ id: "WorkQueue" });
export type WorkQueue = z.output<typeof WorkQueue>;

export const WorkQueueCreate = z
  .strictObject({
    name: Name,
    description: orDefault(z.string().max(10_000), ""),
    is_paused: orDefault(z.boolean(), false),
    concurrency_limit: orNull(z.int().min(0).max(500)),
    priority: orDefault(z.int().min(1).max(10_000), 1),
    /** Default `{}`: all runs that name no queue, as in Prefect 2.0. */
    filter: orDefault(QueueFilterInput, {}),
  })
  .meta({ id: "WorkQueueCreate" });
export type WorkQueueCreate = z.output<typeof WorkQueueCreate>;

export const WorkQueueUpdate = z
  .strictObject({
    name: optional(Name),
    description: optional(z.string().max(10_000)),
    is_paused: optional(z.boolean()),
    concurrency_limit: z.int().min(0).max(500).nullish(),
    priority: optional(z.int().min(1).max(10_000)),
    filter: optional(QueueFilterInput),
    last_polled: optional(TimestampInput),
  })
  .meta({ id: "WorkQueueUpdate" });
export type WorkQueueUpdate = z.output<typeof WorkQueueUpdate>;

/** Body of the contract's `get_runs`. Nothing is claimed by it. */
export const GetRuns = z
  .strictObject({
    limit: orDefault(z.int().min(1).max(200), 200),
    /** Default: now and ten seconds. */
    scheduled_before: optional(TimestampInput),
    agent_id: optional(Uuid),
  })
  .meta({ id: "GetRuns" });

/** Health of a queue. */
export const WorkQueueStatus = z
  .object({
    healthy: z.boolean(),
    late_runs_count: z.int(),
    last_polled: Timestamp.nullable(),
    health_check_policy: z.object({ maximum_late_runs: z.int().nullable(), maximum_seconds_since_last_polled: z.int().nullable() }),
  })
  .meta({ id: "WorkQueueStatus" });

/** The runs of a queue that hold its slots, and what waits for one. */
export const WorkQueueConcurrency = z
  .object({ work_queue_id: Uuid, concurrency_limit: z.int().nullable(), active_slots: z.int(), runs: z.array(FlowRun) })
  .meta({ id: "WorkQueueConcurrency" });
