import * as z from "zod";
import { StateType } from "./states.ts";

// What goes through the queues between our own functions. Unknown keys are tolerated, so that an older consumer can read a newer sender.

/** Names of the queues the functions know. */
export const queues = { events: "events", notifications: "notifications" } as const;

/** Queue `events`: a flow run is about to enter these states. Said before the write, so the reader looks whether it happened. */
export const TransitionMessage = z.object({
  kind: z.literal("flow-run"),
  run_id: z.string(),
  flow_id: z.string(),
  deployment_id: z.string().nullable(),
  /** In the order they are entered; mostly one. */
  states: z.array(z.object({ id: z.string(), type: StateType, name: z.string(), timestamp: z.string() })).min(1),
});
export type TransitionMessage = z.output<typeof TransitionMessage>;

/** Queue `notifications`: this delivery is to be tried. What it says lies in its document. */
export const DeliveryMessage = z.object({
  kind: z.literal("delivery"),
  notification_id: z.string(),
  state_id: z.string(),
  state_timestamp: z.string(),
});
export type DeliveryMessage = z.output<typeof DeliveryMessage>;
