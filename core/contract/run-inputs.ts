import * as z from "zod";
import { Json, Name, optional, orDefault, Timestamp, Uuid } from "./scalars.ts";

/** A value handed to a flow run while it goes on, under a key of the sender's choice. */
export const FlowRunInput = z
  .object({
    id: Uuid,
    created: Timestamp,
    updated: Timestamp,
    flow_run_id: Uuid,
    key: z.string(),
    /** JSON text. */
    value: z.string(),
    sender: z.string().nullable(),
  })
  .meta({ id: "FlowRunInput" });
export type FlowRunInput = z.output<typeof FlowRunInput>;

export const FlowRunInputCreate = z
  .strictObject({ key: Name, value: z.string(), sender: optional(z.string().max(255)) })
  .meta({ id: "FlowRunInputCreate" });

export const FlowRunInputFilter = z
  .strictObject({
    prefix: z.string().max(255),
    limit: orDefault(z.int().min(1).max(200), 1),
    exclude_keys: orDefault(z.array(z.string()).max(1000), []),
  })
  .meta({ id: "FlowRunInputFilter" });

/** Lets a paused run go on. If it waits for input, that is checked against the JSON Schema its flow left. */
export const ResumeFlowRun = z.strictObject({ run_input: optional(Json) }).meta({ id: "ResumeFlowRun" });
