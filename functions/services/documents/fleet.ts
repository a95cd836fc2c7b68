import * as z from "zod";
import type { DocumentKey, JsonObject } from "#core/ports/store.ts";

/** What the deployment of the agents' stack says of them. */
export const FleetSettings = z.object({
  cluster: z.string(),
  service: z.string(),
  /** Names of the work queues they serve. */
  work_queues: z.array(z.string()),
  runs_at_once: z.int().min(1),
  min: z.int().min(0),
  max: z.int().min(0),
  idle_seconds: z.number().min(0),
  /** Where runs get tasks of their own; those of an earlier version said nothing of it. */
  tasks: z
    .object({
      cluster: z.string(),
      definition: z.string(),
      container: z.string(),
      subnets: z.array(z.string()).min(1),
      security_groups: z.array(z.string()),
      public_ip: z.boolean(),
    })
    .optional(),
});
export type FleetSettings = z.output<typeof FleetSettings>;

/** Where it says so; not there without such a stack. */
export const FLEET_SETTINGS: DocumentKey = { pk: "FLEET", sk: "SETTINGS" };
/** How many agents there are to be. */
export const FLEET_STATE: DocumentKey = { pk: "FLEET", sk: "STATE" };

/** What names of agents of the fleet begin with. */
export const FLEET_AGENT = "fargate:";

/** What has been decided and told. Times are epoch milliseconds. */
export interface FleetState {
  readonly desired: number;
  readonly below: { readonly since: number; readonly peak: number } | null;
  /** When `desired` was decided. */
  readonly set_at: number;
  /** What the service was told last, as far as that is certain. */
  readonly applied: number | null;
  /** When the service was last told or asked. */
  readonly checked_at: number;
  /** When somebody looks again, since it was too soon for another change. */
  readonly look_at: number;
}

/** The state a document holds; a fleet nobody decided about is as small as it may be. */
export function fleetStateOf(document: { readonly body: JsonObject } | null, { min }: FleetSettings): FleetState {
  const fresh: FleetState = { desired: min, below: null, set_at: 0, applied: null, checked_at: 0, look_at: 0 };
  return document === null ? fresh : { ...fresh, ...(document.body as unknown as FleetState) };
}
