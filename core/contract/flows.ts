import * as z from "zod";
import { Labels, Name, optional, orDefault, Tags, Timestamp, Uuid } from "./scalars.ts";

/** A flow: what runs belong to, known by its name. */
export const Flow = z
  .object({
    id: Uuid,
    created: Timestamp,
    updated: Timestamp,
    name: Name,
    tags: z.array(z.string()),
    labels: Labels,
  })
  .meta({ id: "Flow" });
export type Flow = z.output<typeof Flow>;

export const FlowCreate = z
  .strictObject({ name: Name, tags: orDefault(Tags, []), labels: orDefault(Labels, {}) })
  .meta({ id: "FlowCreate" });
export type FlowCreate = z.output<typeof FlowCreate>;

export const FlowUpdate = z.strictObject({ tags: optional(Tags), labels: optional(Labels) }).meta({ id: "FlowUpdate" });
