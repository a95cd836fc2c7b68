import * as z from "zod";
import { Agent } from "./agents.ts";
import { Name, Timestamp, Uuid } from "./scalars.ts";
import { Sizes } from "./sizes.ts";

/** A queue as the status tells of it. */
export const QueueSituation = z
  .object({
    id: Uuid,
    name: Name,
    status: z.enum(["READY", "NOT_READY", "PAUSED"]),
    /** Runs that are due and that no agent has taken, counted up to 200. */
    waiting: z.int(),
    /** Of these, those that are late. */
    late: z.int(),
    /** When the first of them was due. */
    oldest: Timestamp.nullable(),
    last_polled: Timestamp.nullable(),
  })
  .meta({ id: "QueueSituation" });
export type QueueSituation = z.output<typeof QueueSituation>;

/** What the month has cost so far, estimated from what was counted. */
export const MonthSoFar = z
  .object({
    since: Timestamp,
    flow_runs: z.int(),
    task_runs: z.int(),
    /** Whether the runs were too many to count them all, so that the rest is taken to be like those that were. */
    extrapolated: z.boolean(),
    /** Dollars at list price: what rests, and what the runs made. */
    cost: z.object({ rest: z.number(), runs: z.number() }).nullable(),
  })
  .meta({ id: "MonthSoFar" });

/** How a server is: what an operator looks at first. */
export const Status = z
  .object({
    now: Timestamp,
    version: z.string(),
    /** Where it runs: `local` or `aws`. */
    place: z.string(),
    queues: z.array(QueueSituation),
    agents: z.array(Agent),
    schedules: z.object({
      /** Deployments whose schedules make runs. */
      active: z.int(),
      /** When the next run of any queue is due. */
      next: Timestamp.nullable(),
      /** Those of the first hundred whose timer is lost; the sweep sets it again within minutes. */
      stopped: z.array(z.object({ deployment_id: Uuid, name: Name })),
    }),
    /** Messages nobody could handle; null where there are no such queues. */
    unhandled: z.array(z.object({ queue: z.string(), messages: z.int() })).nullable(),
    month: MonthSoFar,
    sizes: Sizes,
  })
  .meta({ id: "Status" });
export type Status = z.output<typeof Status>;
