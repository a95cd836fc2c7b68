import * as z from "zod";
import { Name, optional, Timestamp, TimestampInput, Uuid } from "./scalars.ts";

/** The nine state types. Names (Late, AwaitingRetry, Retrying, Cached, TimedOut, Suspended…) refine them. */
export const StateType = z
  .enum(["SCHEDULED", "PENDING", "RUNNING", "COMPLETED", "FAILED", "CANCELLED", "CRASHED", "PAUSED", "CANCELLING"])
  .meta({ id: "StateType" });
export type StateType = z.output<typeof StateType>;

const details = <Time extends z.ZodType<string>>(Time: Time) => ({
  flow_run_id: Uuid.nullish(),
  task_run_id: Uuid.nullish(),
  child_flow_run_id: Uuid.nullish(),
  scheduled_time: Time.nullish(),
  cache_key: z.string().max(2000).nullish(),
  cache_expiration: Time.nullish(),
  deferred: z.boolean().nullish(),
  untrackable_result: z.boolean().nullish(),
  pause_timeout: Time.nullish(),
  pause_reschedule: z.boolean().nullish(),
  pause_key: z.string().max(255).nullish(),
  run_input_keyset: z.record(z.string(), z.string()).nullish(),
  refresh_cache: z.boolean().nullish(),
  retriable: z.boolean().nullish(),
  transition_id: Uuid.nullish(),
  task_parameters_id: Uuid.nullish(),
  traceparent: z.string().max(255).nullish(),
  deployment_concurrency_lease_id: Uuid.nullish(),
});

/** What a state carries beside its type and name. An absent key means its default (null or false). */
export const StateDetails = z.object(details(Timestamp)).meta({ id: "StateDetails" });
export type StateDetails = z.output<typeof StateDetails>;

const common = {
  id: Uuid,
  name: Name,
  timestamp: Timestamp,
  message: z.string().nullable(),
  /** Result metadata, opaque to the server and returned unchanged. */
  data: z.unknown(),
};

const plain = <T extends StateType>(type: T) => z.object({ type: z.literal(type), ...common, state_details: StateDetails });

const Scheduled = z.object({ type: z.literal("SCHEDULED"), ...common, state_details: StateDetails.extend({ scheduled_time: Timestamp }) });
const Paused = z.object({ type: z.literal("PAUSED"), ...common, state_details: StateDetails.extend({ pause_timeout: Timestamp }) });

/** A state a run is or was in. A scheduled state has a time, a paused one a timeout; no other shape parses. */
export const State = z
  .discriminatedUnion("type", [
    Scheduled,
    plain("PENDING"),
    plain("RUNNING"),
    plain("COMPLETED"),
    plain("FAILED"),
    plain("CANCELLED"),
    plain("CRASHED"),
    Paused,
    plain("CANCELLING"),
  ])
  .meta({ id: "State" });
export type State = z.output<typeof State>;

/** A state a client proposes; id and timestamp are the server's to give. */
export const StateCreate = z
  .strictObject({
    type: StateType,
    /** Default: the type in title case. */
    name: optional(Name),
    message: optional(z.string().max(100_000)),
    data: z.unknown().optional(),
    state_details: optional(z.strictObject(details(TimestampInput)).meta({ id: "StateDetailsInput" })),
    // older Prefect clients send these two; the server gives its own
    id: optional(Uuid),
    timestamp: optional(TimestampInput),
  })
  .meta({ id: "StateCreate" });
export type StateCreate = z.output<typeof StateCreate>;

/** The server's answer to a proposed state. `state` is what the run is in afterwards, if it was stored or is to be adopted. */
export const OrchestrationResult = z
  .object({
    status: z.enum(["ACCEPT", "REJECT", "ABORT", "WAIT"]),
    state: State.nullable(),
    details: z.discriminatedUnion("type", [
      z.object({ type: z.literal("accept_details") }),
      z.object({ type: z.literal("reject_details"), reason: z.string().nullable() }),
      z.object({ type: z.literal("abort_details"), reason: z.string().nullable() }),
      z.object({ type: z.literal("wait_details"), delay_seconds: z.number(), reason: z.string().nullable() }),
    ]),
  })
  .meta({ id: "OrchestrationResult" });
export type OrchestrationResult = z.output<typeof OrchestrationResult>;

/** Body of both `set_state` routes. */
export const SetState = z
  .strictObject({
    state: StateCreate,
    /** Skip the rules that protect a run from its reporter; a terminal state is still never overwritten by a late signal. */
    force: z
      .boolean()
      .nullish()
      .transform((value) => value ?? false),
    /** Fencing token of the lease the reporter holds (ours); an outdated one is refused. */
    epoch: z.int().min(0).optional(),
  })
  .meta({ id: "SetState" });
