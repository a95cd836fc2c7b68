import * as z from "zod";
import { Json, Name, optional, orNull, Timestamp, Uuid } from "./scalars.ts";

/** Something a run leaves for people to look at: markdown, table, link, progress, image. */
export const Artifact = z
  .object({
    id: Uuid,
    created: Timestamp,
    updated: Timestamp,
    key: z.string().nullable(),
    type: z.string().nullable(),
    description: z.string().nullable(),
    data: z.unknown(),
    metadata_: Json.nullable(),
    flow_run_id: Uuid.nullable(),
    task_run_id: Uuid.nullable(),
  })
  .meta({ id: "Artifact" });
export type Artifact = z.output<typeof Artifact>;

export const ArtifactCreate = z
  .strictObject({
    /** Ours: an id the client made, so that a repeated request makes no second artifact. */
    id: optional(Uuid),
    key: orNull(Name.regex(/^[a-z0-9-]+$/, "use lower-case letters, digits and dashes")),
    type: orNull(z.string().max(100)),
    description: orNull(z.string().max(100_000)),
    data: z.unknown().optional(),
    metadata_: orNull(z.record(z.string(), z.string())),
    flow_run_id: orNull(Uuid),
    task_run_id: orNull(Uuid),
  })
  .meta({ id: "ArtifactCreate" });
export type ArtifactCreate = z.output<typeof ArtifactCreate>;

export const ArtifactUpdate = z
  .strictObject({
    data: z.unknown().optional(),
    description: optional(z.string().max(100_000)),
    type: optional(z.string().max(100)),
    metadata_: optional(z.record(z.string(), z.string())),
  })
  .meta({ id: "ArtifactUpdate" });
