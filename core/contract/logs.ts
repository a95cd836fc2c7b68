import * as z from "zod";
import { Name, optional, Timestamp, TimestampInput, Uuid } from "./scalars.ts";

/** A log line. Levels as in Python: 10 debug, 20 info, 30 warning, 40 error, 50 critical. */
export const Log = z
  .object({
    id: Uuid,
    created: Timestamp,
    updated: Timestamp,
    name: z.string(),
    level: z.int(),
    message: z.string(),
    timestamp: Timestamp,
    flow_run_id: Uuid.nullable(),
    task_run_id: Uuid.nullable(),
    /** Ours: structured extras. */
    extra: z.record(z.string(), z.unknown()).optional(),
  })
  .meta({ id: "Log" });
export type Log = z.output<typeof Log>;

export const LogCreate = z
  .strictObject({
    name: Name,
    level: z.int().min(0).max(1000),
    message: z.string().max(1_000_000),
    timestamp: TimestampInput,
    flow_run_id: optional(Uuid),
    task_run_id: optional(Uuid),
    worker_id: optional(Uuid),
    extra: z.record(z.string(), z.unknown()).optional(),
  })
  .meta({ id: "LogCreate" });
export type LogCreate = z.output<typeof LogCreate>;
