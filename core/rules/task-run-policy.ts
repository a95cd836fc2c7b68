import type { FlowRunRecord, TaskRunRecord } from "#core/contract/documents.ts";
import { formatTimestamp, parseTimestamp } from "#core/contract/scalars.ts";
import type { State, StateCreate } from "#core/contract/states.ts";
import type { Decision } from "./decision.ts";
import { ANY, ANY_OR_NONE, abort, FINAL, keepCurrent, NOT_FINAL, type Rule as PolicyRule, policyOf } from "./policy.ts";
import { retriesOf, retryDelaySeconds } from "./retries.ts";
import { carryConcurrencyLease, copyScheduledTime, storeEachTransitionOnce, waitForScheduledTime } from "./shared-rules.ts";
import { hasKeptResult, isFinal } from "./states.ts";

/** What a decision on a task run depends on beside the record and the proposal. */
export interface TaskRunContext {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly force: boolean;
  /** The flow run the task belongs to; null if it has none, or if its state is not to be asked. */
  readonly flowRun: Pick<FlowRunRecord, "state_type" | "run_count"> | null;
  /** The completed state stored under the proposal's cache key, if there is one. */
  readonly cached?: State | undefined;
  /** In [0, 1); spreads retry delays. */
  readonly random: number;
}

/** What the policy says to a state proposed for a task run. Pure: nothing is stored, the record is not changed. */
export function decideTaskRun(record: TaskRunRecord, proposed: StateCreate, context: TaskRunContext): Decision<TaskRunRecord> {
  return policy(record, proposed, context);
}

type Rule = PolicyRule<TaskRunRecord, TaskRunContext>;

/**
 * The end is the end, unless the flow runs again or somebody asks for another go.
 *
 * Prefect lets a task leave any final state but COMPLETED with a kept result, at any time. Ours: only
 * - for a flow that runs again (its run_count has grown since): RUNNING, PENDING and SCHEDULED start the task's own retries anew, unless
 *   its result was kept;
 * - asked with force: SCHEDULED, or RUNNING named Retrying.
 * Refusals: CANCELLING, PAUSED and CRASHED are aborted, as in Prefect; anything else gets the state the task ended in.
 */
const endOnce: Rule = {
  name: "end-once",
  from: FINAL,
  to: ANY,
  evenForced: true,
  apply: (transition) => {
    const { record, current, context, state } = transition;
    if (current === null) return undefined;
    const again = state.type === "RUNNING" || state.type === "PENDING" || state.type === "SCHEDULED";
    const flowRunsAgain = context.flowRun !== null && context.flowRun.run_count > record.flow_run_run_count;
    const asked = context.force && (state.type === "SCHEDULED" || (state.type === "RUNNING" && state.name === "Retrying"));
    if (asked || (again && flowRunsAgain && !(current.type === "COMPLETED" && hasKeptResult(current)))) {
      transition.patch = { ...transition.patch, run_count: 0 };
      if (state.type === "RUNNING" && isPlainRunning(state)) transition.state = { ...state, name: "Retrying" };
      return undefined;
    }
    const reason = `Task run is already ${current.type}.`;
    return state.type === "CANCELLING" || state.type === "PAUSED" || state.type === "CRASHED" ? abort(reason) : keepCurrent(reason);
  },
};

/** A result stored under the task's cache key and still fresh takes the place of running it. As Prefect 2. */
const retrieveFromCache: Rule = {
  name: "retrieve-from-cache",
  from: ANY_OR_NONE,
  to: ["RUNNING"],
  apply: ({ context, state }) => {
    const { cached } = context;
    if (cached === undefined || cached.type !== "COMPLETED" || state.state_details?.refresh_cache === true) return undefined;
    const { cache_key: key, cache_expiration: expiration } = cached.state_details;
    if (expiration && parseTimestamp(expiration) <= context.now) return undefined;
    if (key && state.state_details?.cache_key && key !== state.state_details.cache_key) return undefined;
    const details: NonNullable<StateCreate["state_details"]> = {};
    if (key) details.cache_key = key;
    if (expiration) details.cache_expiration = expiration;
    if (state.state_details?.transition_id) details.transition_id = state.state_details.transition_id;
    return {
      status: "REJECT",
      reason: "Retrieved state from cache",
      state: { type: "COMPLETED", name: "Cached", message: cached.message ?? undefined, data: cached.data, state_details: details },
    };
  },
};

/** No task starts in a flow run that does not run: it waits (PAUSED, NotReady) for a paused one and is told to stop by any other. As Prefect. */
const onlyInRunningFlow: Rule = {
  name: "only-in-running-flow",
  from: ANY_OR_NONE,
  to: ["RUNNING"],
  apply: ({ context, state }) => {
    const { flowRun, now } = context;
    if (flowRun === null || flowRun.state_type === "RUNNING") return undefined;
    if (flowRun.state_type !== "PAUSED") return abort(`The flow run is ${flowRun.state_type}; only a running one starts tasks.`);
    const transition_id = state.state_details?.transition_id;
    return {
      status: "REJECT",
      reason: "The flow run is paused.",
      state: {
        type: "PAUSED",
        name: "NotReady",
        message: "The flow run is paused; the task starts when it goes on.",
        state_details: { pause_timeout: formatTimestamp(now + NOT_READY_MS), ...(transition_id ? { transition_id } : undefined) },
      },
    };
  },
};
const NOT_READY_MS = 600_000;

/** A background task (one without a flow run) is started by one worker only: PENDING is the lock. As Prefect. */
const onePendingHolder: Rule = {
  name: "one-pending-holder",
  from: ["PENDING", "RUNNING"],
  to: ["PENDING"],
  apply: ({ record, current, state }) => {
    if (record.flow_run_id !== null) return undefined;
    const name = state.name ?? "Pending";
    return current?.type === "PENDING" && name !== "Pending" && name !== current.name
      ? undefined
      : abort(`Task run is already ${current?.name}: somebody else took it.`);
  },
};

/**
 * A failed task with retries left waits for its next attempt; `retriable: false` (a retry condition said no) ends it at once. As Prefect,
 * but a flow run that is being cancelled or has ended has no next attempt to wait for.
 */
const retryFailed: Rule = {
  name: "retry-failed",
  from: ["RUNNING"],
  to: ["FAILED"],
  apply: ({ record, context, state }) => {
    if (record.run_count > retriesOf(record.empirical_policy) || state.state_details?.retriable === false) return undefined;
    if (context.flowRun?.state_type === "CANCELLING" || isFinal(context.flowRun?.state_type)) return undefined;
    const delaySeconds = retryDelaySeconds(record.empirical_policy, record.run_count, context.random);
    return {
      status: "REJECT",
      reason: "Retrying",
      state: {
        ...state,
        type: "SCHEDULED",
        name: "AwaitingRetry",
        state_details: { ...state.state_details, scheduled_time: formatTimestamp(context.now + delaySeconds * 1000) },
      },
    };
  },
};

/** A second attempt is named for why it happens: Retrying after a wait for it, else Rerunning. A name of the proposer's own is kept. As Prefect. */
const nameReruns: Rule = {
  name: "name-reruns",
  from: NOT_FINAL,
  to: ["RUNNING"],
  apply: (transition) => {
    if (transition.record.run_count === 0 || !isPlainRunning(transition.state)) return;
    transition.state = { ...transition.state, name: transition.current?.name === "AwaitingRetry" ? "Retrying" : "Rerunning" };
  },
};

/** The task remembers in which attempt of its flow it ran last. As Prefect. */
const trackFlowAttempt: Rule = {
  name: "track-flow-attempt",
  from: ANY_OR_NONE,
  to: ["RUNNING"],
  evenForced: true,
  apply: (transition) => {
    const { flowRun } = transition.context;
    if (flowRun === null || flowRun.run_count === transition.record.flow_run_run_count) return;
    transition.patch = { ...transition.patch, flow_run_run_count: flowRun.run_count };
  },
};

/** All rules for task runs, in the order they are asked. */
export const taskRunRules: readonly Rule[] = [
  storeEachTransitionOnce as Rule,
  carryConcurrencyLease as Rule,
  endOnce,
  retrieveFromCache,
  onlyInRunningFlow,
  onePendingHolder,
  copyScheduledTime as Rule,
  waitForScheduledTime as Rule,
  retryFailed,
  nameReruns,
  trackFlowAttempt,
];

const policy = policyOf<TaskRunRecord, TaskRunContext>(taskRunRules);

function isPlainRunning(state: StateCreate): boolean {
  return state.name === undefined || state.name === "Running";
}
