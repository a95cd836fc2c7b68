import type { FlowRunRecord } from "#core/contract/documents.ts";
import { formatTimestamp } from "#core/contract/scalars.ts";
import type { StateType } from "#core/contract/states.ts";
import type { DocumentKey } from "#core/ports/store.ts";
import { isFinal } from "#core/rules/states.ts";

// Index `holder` says what is to be done about a run, and by whom. A run lies in one of its partitions while something is, and for good
// when it has ended badly; one that completes leaves no entry behind, so that it costs none.

/** Runs that wait for an agent: those of a queue, or those that name none. */
export const queuePartition = (workQueue: string | null): string => `QUEUE#${workQueue ?? ""}`;
/** Runs that wait to be started by themselves, by the kind of their infrastructure. No agent takes them. */
export const placementPartition = (placement: string): string => `PLACEMENT#${placement}`;
/** The kinds of infrastructure that start runs by themselves. */
export const PLACEMENTS = ["lambda", "ecs"] as const;
/** Runs that wait for a slot of a limit, in the order they were due. */
export const waitingPartition = (limit: string): string => `WAITING#${limit}`;
/** Runs an agent holds. */
export const agentPartition = (agentId: string): string => `AGENT#${agentId}`;
/** Runs that left their process in a pause, by the time it runs out. */
export const SUSPENDED = "SUSPENDED";
/** Runs under a lease, by the time it runs out. */
export const LEASED = "LEASED";
/** Runs that go on without a lease and on no agent, as clients of the plain API drive them; by their place in time. */
export const OPEN = "OPEN";
/** Runs that ended in this state, by their place in time. */
export const endedPartition = (type: EndedBadly): string => `ENDED#${type}`;

/** The final states that are rare and asked for. */
export const ENDED_BADLY = ["FAILED", "CRASHED", "CANCELLED"] as const;
export type EndedBadly = (typeof ENDED_BADLY)[number];

/** The entry of a run in index `holder`, if it has one; `place` is its sort key in the indexes by time. */
export function holderOf(record: FlowRunRecord, place: string): DocumentKey | undefined {
  const { lease, state_type } = record;
  if (state_type === null) return undefined;
  if (isFinal(state_type)) {
    const ended = endedAs(state_type, record.state_name);
    return ended && { pk: endedPartition(ended), sk: place };
  }
  if (lease?.agent_id != null) return { pk: agentPartition(lease.agent_id), sk: record.id };
  if (lease !== null) return { pk: LEASED, sk: `${lease.expires_at}#${record.id}` };
  switch (state_type) {
    case "SCHEDULED": {
      if (record.deployment_id === null && record.work_queue_name === null) return undefined;
      const due = `${record.next_scheduled_start_time ?? formatTimestamp(0)}#${record.id}`;
      return { pk: waitingPlace(record), sk: due };
    }
    case "PAUSED":
      if (record.deployment_id === null) return { pk: OPEN, sk: place };
      return { pk: SUSPENDED, sk: `${record.states.at(-1)?.state_details.pause_timeout ?? formatTimestamp(0)}#${record.id}` };
    case "PENDING":
      // clients make runs they never begin; those would add up
      return undefined;
    default:
      return { pk: OPEN, sk: place };
  }
}

function waitingPlace({ waiting_for, placement, work_queue_name }: FlowRunRecord): string {
  if (waiting_for !== null) return waitingPartition(waiting_for);
  return placement === null ? queuePartition(work_queue_name) : placementPartition(placement);
}

// One that completed under the name of a bad end is found by that name.
function endedAs(type: StateType, name: string | null): EndedBadly | undefined {
  return ENDED_BADLY.find((bad) => bad === type) ?? (name === null ? undefined : NAMES_OF_BAD_ENDS[name]);
}

/** What bad ends are called, and which of them is. */
export const NAMES_OF_BAD_ENDS: Readonly<Record<string, EndedBadly>> = {
  Failed: "FAILED",
  TimedOut: "FAILED",
  Crashed: "CRASHED",
  Cancelled: "CANCELLED",
};
