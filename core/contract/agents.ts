import * as z from "zod";
import { Bundle, Infrastructure } from "./deployments.ts";
import { TaskRunRecord } from "./documents.ts";
import { FlowRun, Lease } from "./flow-runs.ts";
import { Name, optional, orDefault, Timestamp, Uuid } from "./scalars.ts";
import { State } from "./states.ts";

// Ours: how agents get runs, keep them, and give them back. All of it may be repeated.

/** An agent as it names itself in every request. */
export const AgentIdentity = z
  .strictObject({
    /** Made by the agent when it starts; another start is another agent. */
    id: Uuid,
    /** For people; default `host:pid`. */
    name: Name,
    /** Of the program it is; agents of earlier versions do not say. */
    version: optional(z.string().max(64)),
  })
  .meta({ id: "AgentIdentity" });
export type AgentIdentity = z.output<typeof AgentIdentity>;

/** An agent that has polled lately. */
export const Agent = z
  .object({
    id: Uuid,
    name: Name,
    /** Of the program it is; null for one that does not say. */
    version: z.string().nullable(),
    work_queue_names: z.array(z.string()),
    created: Timestamp,
    last_seen: Timestamp,
    /** When its runs count as lost unless it is heard of again. */
    lease_expires_at: Timestamp,
    running: z.int(),
  })
  .meta({ id: "Agent" });
export type Agent = z.output<typeof Agent>;

/** What an agent is told about a run it holds. */
export const AgentSignal = z.object({ type: z.enum(["cancel", "suspend"]), flow_run_id: Uuid }).meta({ id: "AgentSignal" });
export type AgentSignal = z.output<typeof AgentSignal>;

/** One claimed run with all its process needs. It is PENDING, held under the lease, and its slots are taken. */
export const Claim = z
  .object({
    flow_run: FlowRun,
    flow_name: Name,
    lease: Lease,
    work_queue_name: z.string().nullable(),
    /** Null for a deployment without code of ours; such a run can't be started here. */
    bundle: Bundle.extend({ url: z.string() }).nullable(),
    infrastructure: Infrastructure,
    /** True if earlier attempts may have left task runs whose results can be used again (`readPriorTaskRuns`). */
    has_prior: z.boolean(),
  })
  .meta({ id: "Claim" });
export type Claim = z.output<typeof Claim>;

export const ClaimRequest = z
  .strictObject({
    agent: AgentIdentity,
    /** Names or ids, the most urgent first; queues of the same call with an own priority go by that. */
    work_queues: z.array(z.string().min(1).max(255)).min(1).max(100),
    /** How many runs at most; 0 only announces the agent. */
    limit: z.int().min(0).max(100),
    /** Every run the agent has in hand. Those it holds beside them were claimed by a request whose answer it never got, and go back. */
    held: optional(z.array(Uuid).max(1000)),
    /** Long poll: how long to wait for a first run, in seconds. A server that can't wait answers at once. */
    wait_seconds: orDefault(z.number().min(0).max(20), 0),
    /** Also claim runs due within so many seconds; their process waits for the time. */
    prefetch_seconds: orDefault(z.number().min(0).max(600), 0),
  })
  .meta({ id: "ClaimRequest" });
export type ClaimRequest = z.output<typeof ClaimRequest>;

export const ClaimAnswer = z
  .object({
    claims: z.array(Claim),
    lease_expires_at: Timestamp,
    signals: z.array(AgentSignal),
    /** Words of the request that name no queue; an agent waits for them to be created. */
    unknown_work_queues: z.array(z.string()),
    /** Seconds to pause before the next claim; 0 where the server waits itself. */
    poll_seconds: z.number(),
    /** Links that answer a plain GET as soon as something may be due, or after 20 seconds: better than the pause. Good for some minutes. */
    wait_urls: z.array(z.string()).optional(),
  })
  .meta({ id: "ClaimAnswer" });
export type ClaimAnswer = z.output<typeof ClaimAnswer>;

export const Heartbeat = z
  .strictObject({
    agent: AgentIdentity,
    /** The runs whose processes go on, with the epochs they are held under. */
    runs: z.array(z.strictObject({ id: Uuid, epoch: z.int() })).max(1000),
  })
  .meta({ id: "Heartbeat" });
export type Heartbeat = z.output<typeof Heartbeat>;

export const HeartbeatAnswer = z
  .object({
    lease_expires_at: Timestamp,
    signals: z.array(AgentSignal),
    /** Runs of the request that this agent does not hold any more: their processes are to be killed, and report nothing. */
    lost: z.array(Uuid),
    /** Seconds until the next heartbeat is wanted. */
    next_seconds: z.number(),
  })
  .meta({ id: "HeartbeatAnswer" });
export type HeartbeatAnswer = z.output<typeof HeartbeatAnswer>;

/** Claims one run by its id: a runner that was started for it. The lease is the run's own, renewed by reports, or the agent's. */
export const ClaimRun = z
  .strictObject({
    /** Names the runner, for people. */
    holder: Name,
    /** Given by an agent that was started for the run: it holds it as it does others. */
    agent: optional(AgentIdentity),
  })
  .meta({ id: "ClaimRun" });

export const ClaimRunAnswer = z
  .object({
    claim: Claim.nullable(),
    /** Why there is no claim. */
    why: z.string().nullable(),
  })
  .meta({ id: "ClaimRunAnswer" });

/** Gives a run back that the agent can't finish (it drains, or could not start it): SCHEDULED again, for others, not counted as an attempt lost. */
export const HandBack = z
  .strictObject({
    agent: AgentIdentity,
    runs: z.array(z.strictObject({ id: Uuid, epoch: z.int() })).max(1000),
    reason: z.string().max(2000),
    /** Its time was up here: it goes on at once elsewhere, under the slots it has, and not as another attempt. Default false. */
    continues: orDefault(z.boolean(), false),
  })
  .meta({ id: "HandBack" });

/** What a process died of: the run is Crashed, and tried again as its policy says. */
export const CrashReport = z
  .strictObject({
    epoch: z.int(),
    /** Such as `The process ended with code 137 (SIGKILL); it may have run out of memory.` */
    message: z.string().min(1).max(8000),
    /** False for what would happen again, such as a bundle that can't be loaded. Default true. */
    retriable: orDefault(z.boolean(), true),
  })
  .meta({ id: "CrashReport" });
export const CrashAnswer = z.object({ state: State, retried: z.boolean() }).meta({ id: "CrashAnswer" });

/**
 * A task run that earlier attempts left. If it is reusable (its result was kept, and no retry from scratch came since), the same call with
 * the same arguments needs no second run; else the call goes on under its id, with its history.
 */
export const PriorTaskRun = TaskRunRecord.extend({ reusable: z.boolean() }).meta({ id: "PriorTaskRun" });
export type PriorTaskRun = z.output<typeof PriorTaskRun>;

export const RetryFlowRun = z
  .strictObject({
    /** Also run again what completed. Default false. */
    from_scratch: orDefault(z.boolean(), false),
  })
  .meta({ id: "RetryFlowRun" });
