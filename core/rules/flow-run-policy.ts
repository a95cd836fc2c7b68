import type { FlowRunRecord } from "#core/contract/documents.ts";
import { formatTimestamp, parseTimestamp } from "#core/contract/scalars.ts";
import type { StateCreate } from "#core/contract/states.ts";
import type { Decision } from "./decision.ts";
import { ANY, ANY_OR_NONE, abort, except, FINAL, keepCurrent, type Rule as PolicyRule, policyOf } from "./policy.ts";
import { retriesOf } from "./retries.ts";
import { carryConcurrencyLease, copyScheduledTime, storeEachTransitionOnce, waitForScheduledTime } from "./shared-rules.ts";
import { hasKeptResult, isFinal } from "./states.ts";

/** What a decision on a flow run depends on beside the record and the proposal. */
export interface FlowRunContext {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Skip the rules that protect a run from its reporter. Never skips: the fence, once-only transitions, the end being the end. */
  readonly force: boolean;
  /** Fencing token of the proposer's lease, if it holds one. */
  readonly epoch?: number | undefined;
}

/** What the policy says to a state proposed for a flow run. Pure: nothing is stored, the record is not changed. */
export function decideFlowRun(record: FlowRunRecord, proposed: StateCreate, context: FlowRunContext): Decision<FlowRunRecord> {
  return policy(record, proposed, context);
}

/** True if the epoch is not that of the run's last lease: its holder has lost the run to another and may report nothing more. */
export function isStaleEpoch(record: Pick<FlowRunRecord, "epoch">, epoch: number | undefined): boolean {
  return epoch !== undefined && epoch !== record.epoch;
}

type Rule = PolicyRule<FlowRunRecord, FlowRunContext>;

/** Ours (Prefect has no leases): whoever lost the run to another holder changes nothing any more, whatever it proposes. */
const fenceOffStaleHolders: Rule = {
  name: "fence-off-stale-holders",
  from: ANY_OR_NONE,
  to: ANY,
  evenForced: true,
  apply: ({ record, context }) =>
    isStaleEpoch(record, context.epoch)
      ? abort(`The lease with epoch ${context.epoch} is over; the run is at epoch ${record.epoch}.`)
      : undefined,
};

/**
 * The end is the end, unless somebody asks for another go.
 *
 * Prefect: a final state may be followed by almost anything; only CANCELLING, PAUSED and CRASHED are aborted, and a COMPLETED run with a
 * stored result stays so. With force anything goes, which is how its engine overwrites COMPLETED by CRASHED.
 * Ours: no final state is ever overwritten, forced or not, except by an explicit restart:
 * - SCHEDULED (any name but Late), asked with force, or without force if the run did not complete and a deployment can start it again;
 * - RUNNING named Retrying, asked with force: the same for a caller that runs it itself, at once;
 * - RUNNING for a subflow that completed without a kept result: its parent runs again and needs the result again (as Prefect).
 * A restart forgets pauses and the old lease, and fences its holder off. Refusals: CANCELLING, PAUSED, CRASHED and PENDING are aborted,
 * as in Prefect; anything else gets the state the run ended in, which every client adopts.
 */
const endOnce: Rule = {
  name: "end-once",
  from: FINAL,
  to: ANY,
  evenForced: true,
  apply: (transition) => {
    const { record, current, context, state } = transition;
    if (current === null) return undefined;
    if (isRestart(transition)) {
      const retry_type = state.type === "SCHEDULED" ? ("reschedule" as const) : null;
      const empirical_policy = { ...record.empirical_policy, pause_keys: [], resuming: false, retry_type };
      const fence = context.epoch === undefined ? { lease: null, epoch: record.epoch + 1 } : undefined;
      transition.patch = { ...transition.patch, empirical_policy, ...fence };
      return undefined;
    }
    if (state.type === "SCHEDULED" && current.type !== "COMPLETED" && state.name !== "Late") {
      return abort("Without a deployment nobody would start this run again. Ask with force if you will start it yourself.");
    }
    return ABORTED_AT_END.has(state.type) ? abort(`Run is already ${current.type}.`) : keepCurrent(`Run is already ${current.type}.`);
  },
};
const ABORTED_AT_END = new Set(["CANCELLING", "PAUSED", "CRASHED", "PENDING"]);

function isRestart({ record, current, context, state }: Parameters<Rule["apply"]>[0]): boolean {
  if (state.type === "SCHEDULED") {
    if (state.name === "Late") return false;
    return context.force || (current?.type !== "COMPLETED" && record.deployment_id !== null);
  }
  if (state.type !== "RUNNING") return false;
  if (context.force && state.name === "Retrying") return true;
  return record.parent_task_run_id !== null && current?.type === "COMPLETED" && !hasKeptResult(current);
}

/**
 * A run being cancelled ends cancelled.
 * Prefect answers CANCELLING to everything else and waits for a cleanup to end the run. Ours: when its process reports that it ended after
 * all (COMPLETED, FAILED, CRASHED), that is the end: the run is CANCELLED, and the message keeps what was reported.
 */
const cancellingEndsCancelled: Rule = {
  name: "cancelling-ends-cancelled",
  from: ["CANCELLING"],
  to: except("CANCELLED"),
  apply: ({ state }) =>
    isFinal(state.type)
      ? cancelled(`The run was being cancelled when it ended as ${state.type}.`, state)
      : keepCurrent("Run is being cancelled."),
};

/** The crash that a forced crash report tells of while a run is being cancelled is its cancellation: the process was told to stop. */
const crashWhileCancelling: Rule = {
  name: "crash-while-cancelling",
  from: ["CANCELLING"],
  to: ["CRASHED"],
  evenForced: true,
  apply: ({ state }) => cancelled("The run was being cancelled when it ended as CRASHED.", state),
};

/**
 * Cancelling needs no process to stop when none is there: the run is CANCELLED at once.
 * Prefect looks at infrastructure_pid alone; a live lease tells of a process too (one waiting in a pause or for its retry).
 */
const cancelWithoutInfrastructure: Rule = {
  name: "cancel-without-infrastructure",
  from: ["SCHEDULED", "PAUSED"],
  to: ["CANCELLING"],
  evenForced: true,
  apply: ({ record, current, context, state }) => {
    const suspended = current?.name === "Resuming" || (current?.type === "PAUSED" && current.state_details.pause_reschedule === true);
    const alive = record.infrastructure_pid !== null || isHeld(record, context.now);
    return suspended || !alive ? cancelled("Nothing was running, so there was nothing to wait for.", state) : undefined;
  },
};

/**
 * One starter only. PENDING is the lock between workers: whoever gets PENDING accepted starts the run.
 * As Prefect: PENDING after PENDING, RUNNING or CANCELLING is aborted, except that the holder may rename its own PENDING
 * (Submitting, InfrastructurePending).
 */
const onePendingHolder: Rule = {
  name: "one-pending-holder",
  from: ["PENDING", "RUNNING"],
  to: ["PENDING"],
  apply: ({ current, state }) => {
    const name = state.name ?? "Pending";
    return current?.type === "PENDING" && name !== "Pending" && name !== current.name
      ? undefined
      : abort(`Run is already ${current?.name}: somebody else took it.`);
  },
};

/**
 * A run that a process holds is not started by another, be it running, about to, or waiting in that process for its next attempt.
 * Prefect accepts RUNNING after RUNNING from anybody; so do we for runs without a lease (a restarted container), but not while a lease runs.
 */
const oneRunningHolder: Rule = {
  name: "one-running-holder",
  from: ["SCHEDULED", "PENDING", "RUNNING"],
  to: ["PENDING", "RUNNING"],
  apply: ({ record, context }) =>
    context.epoch === undefined && isHeld(record, context.now)
      ? abort(`The run is held by ${record.lease?.holder} until ${record.lease?.expires_at}.`)
      : undefined,
};

/** Only a scheduled run that is not late yet becomes Late; the mark comes from a sweep and may be outdated. As Prefect. */
const onlyScheduledBecomesLate: Rule = {
  name: "only-scheduled-becomes-late",
  from: ANY_OR_NONE,
  to: ["SCHEDULED"],
  evenForced: true,
  apply: ({ current, state }) =>
    state.name === "Late" && (current?.type !== "SCHEDULED" || current.name === "Late")
      ? keepCurrent("Only a scheduled run becomes late.")
      : undefined,
};

/**
 * Pausing. As Prefect: only a running run pauses, each pause key pauses once (a second try answers RUNNING, that is: go on), and a run that
 * leaves its process (pause_reschedule) needs a deployment to come back and no parent that waits for it.
 */
const pause: Rule = {
  name: "pause",
  from: ANY_OR_NONE,
  to: ["PAUSED"],
  apply: (transition) => {
    const { record, current, state } = transition;
    if (current === null) return abort("A run without a state cannot be paused.");
    if (current.type !== "RUNNING") return keepCurrent(`Only a running run can be paused; this one is ${current.name}.`);
    const key = state.state_details?.pause_key;
    const used = record.empirical_policy.pause_keys ?? [];
    if (key && used.includes(key)) return keepCurrent("This pause has been passed already.");
    if (state.state_details?.pause_reschedule === true) {
      if (record.parent_task_run_id !== null) return abort("A subflow cannot be suspended: its parent waits for it. Pause it instead.");
      if (record.deployment_id === null)
        return abort("Without a deployment nobody would resume this run. Pause it instead of suspending it.");
    }
    if (key)
      transition.patch = {
        ...transition.patch,
        empirical_policy: { ...record.empirical_policy, ...transition.patch?.empirical_policy, pause_keys: [...used, key] },
      };
    return undefined;
  },
};

/**
 * Resuming. As Prefect: a paused run goes on (RUNNING or SCHEDULED, not counted as another attempt), is being cancelled, or ends.
 * Going on after the timeout makes it FAILED.
 */
const resume: Rule = {
  name: "resume",
  from: ["PAUSED"],
  to: ANY,
  apply: (transition) => {
    const { record, current, context, state } = transition;
    if (isFinal(state.type) || state.type === "CANCELLING") return undefined;
    if (state.type !== "RUNNING" && state.type !== "SCHEDULED") return keepCurrent("A paused run can only go on, be cancelled or end.");
    const details = current?.state_details;
    if (details?.pause_timeout && parseTimestamp(details.pause_timeout) < context.now) {
      return {
        status: "REJECT",
        state: { type: "FAILED", message: "The flow was paused and never resumed.", state_details: carriedFrom(state) },
        reason: "The pause has timed out.",
      };
    }
    if (details?.pause_reschedule === true && record.deployment_id === null)
      return keepCurrent("Without a deployment nobody would resume this run.");
    transition.patch = { ...transition.patch, empirical_policy: { ...record.empirical_policy, resuming: true } };
    return undefined;
  },
};

/**
 * A failed run with retries left waits for its next attempt, in the process that ran it. As Prefect; message and data of the failure stay
 * on the waiting state. Ours: an attempt that was lost with its machine is made good by a policy of its own, and uses up none of these retries.
 * `retriable: false` (a retry condition said no) ends it at once, which Prefect knows for tasks only.
 */
const retryFailed: Rule = {
  name: "retry-failed",
  from: ["RUNNING"],
  to: ["FAILED"],
  apply: (transition) => {
    const { record, context, state } = transition;
    const policy = record.empirical_policy;
    if (record.run_count - record.lost_attempts > retriesOf(policy) || state.state_details?.retriable === false) {
      if (policy.retry_type) transition.patch = { ...transition.patch, empirical_policy: { ...policy, retry_type: null } };
      return undefined;
    }
    const delaySeconds = policy.retry_delay ?? policy.retry_delay_seconds ?? 0;
    return {
      status: "REJECT",
      reason: "Retrying",
      state: {
        ...state,
        type: "SCHEDULED",
        name: "AwaitingRetry",
        state_details: { ...state.state_details, scheduled_time: formatTimestamp(context.now + delaySeconds * 1000) },
      },
      patch: { empirical_policy: { ...policy, retry_type: "in_process", pause_keys: [], resuming: false } },
    };
  },
};

/** All rules for flow runs, in the order they are asked. */
export const flowRunRules: readonly Rule[] = [
  fenceOffStaleHolders,
  storeEachTransitionOnce as Rule,
  carryConcurrencyLease as Rule,
  endOnce,
  crashWhileCancelling,
  cancellingEndsCancelled,
  cancelWithoutInfrastructure,
  onePendingHolder,
  oneRunningHolder,
  onlyScheduledBecomesLate,
  pause,
  resume,
  copyScheduledTime as Rule,
  waitForScheduledTime as Rule,
  retryFailed,
];

const policy = policyOf<FlowRunRecord, FlowRunContext>(flowRunRules);

function isHeld(record: FlowRunRecord, now: number): boolean {
  // an agent's lease is on the agent itself; a sweep takes its runs away when that runs out
  return record.lease !== null && (record.lease.agent_id != null || parseTimestamp(record.lease.expires_at) > now);
}

function cancelled(reason: string, proposed: StateCreate) {
  const message = [proposed.message, reason].filter(Boolean).join(" ");
  return { status: "REJECT" as const, state: { type: "CANCELLED" as const, message, state_details: carriedFrom(proposed) }, reason };
}

// A state stored in a proposal's stead keeps its id, so that the proposal repeated is recognised, and the concurrency lease to give back.
function carriedFrom(proposed: StateCreate): NonNullable<StateCreate["state_details"]> {
  const { transition_id, deployment_concurrency_lease_id } = proposed.state_details ?? {};
  return { transition_id, deployment_concurrency_lease_id };
}
