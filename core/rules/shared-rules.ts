import { parseTimestamp } from "#core/contract/scalars.ts";
import { ANY, ANY_OR_NONE, keepCurrent, type Rule, type RunLike } from "./policy.ts";

/**
 * A proposal that was stored already is not stored again, so that a repeated request is safe.
 * Prefect compares with the current state only; we look through the states kept, since another state may have come in between.
 */
export const storeEachTransitionOnce: Rule<RunLike, unknown> = {
  name: "store-each-transition-once",
  from: ANY,
  to: ANY,
  evenForced: true,
  apply: ({ record, state }) => {
    const id = state.state_details?.transition_id;
    if (id === undefined || id === null) return undefined;
    return record.states.some((stored) => stored.state_details.transition_id === id)
      ? keepCurrent("This transition was stored already.")
      : undefined;
  },
};

/** The concurrency lease of a run stays on its states though reporters leave it out; lost, its slots would leak. As Prefect. */
export const carryConcurrencyLease: Rule<RunLike, unknown> = {
  name: "carry-concurrency-lease",
  from: ANY_OR_NONE,
  to: ANY,
  evenForced: true,
  apply: (transition) => {
    const id = transition.current?.state_details.deployment_concurrency_lease_id;
    if (id === undefined || id === null || transition.state.state_details?.deployment_concurrency_lease_id) return;
    transition.state = { ...transition.state, state_details: { ...transition.state.state_details, deployment_concurrency_lease_id: id } };
  },
};

/** The time a run was scheduled for stays known while it is pending, so that it still waits for it. As Prefect. */
export const copyScheduledTime: Rule<RunLike, unknown> = {
  name: "copy-scheduled-time",
  from: ["SCHEDULED", "PENDING"],
  to: ["PENDING"],
  apply: (transition) => {
    const time = transition.current?.state_details.scheduled_time;
    if (time === undefined || time === null || transition.state.state_details?.scheduled_time) return;
    transition.state = { ...transition.state, state_details: { ...transition.state.state_details, scheduled_time: time } };
  },
};

/**
 * A run does not start before its time. Prefect truncates the wait to whole seconds and so starts up to a second early;
 * ours is exact (and rounded up on the wire).
 */
export const waitForScheduledTime: Rule<RunLike, { readonly now: number }> = {
  name: "wait-for-scheduled-time",
  from: ["SCHEDULED", "PENDING"],
  to: ["RUNNING"],
  apply: ({ current, context }) => {
    const time = current?.state_details.scheduled_time;
    if (time === undefined || time === null) return undefined;
    const delayMs = parseTimestamp(time) - context.now;
    return delayMs > 0 ? { status: "WAIT", delaySeconds: delayMs / 1000, reason: "Scheduled time is in the future" } : undefined;
  },
};
