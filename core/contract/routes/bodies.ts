import * as z from "zod";
import { filters } from "../filters.ts";
import { TimestampInput, Uuid } from "../scalars.ts";

/** Path parameters of a route on one object. */
export const byId = z.object({ id: Uuid });

/** Body of a `count` route; none at all counts everything. */
export const countBody = z
  .strictObject(filters)
  .nullish()
  .transform((value) => value ?? {});

/** Body of a `history` route. */
export const historyBody = z.strictObject({
  history_start: TimestampInput,
  history_end: TimestampInput,
  /** Seconds, 1 or more. */
  history_interval_seconds: z.number().min(1).optional(),
  /** Prefect's name for the same. */
  history_interval: z.number().min(1).optional(),
  ...filters,
});
