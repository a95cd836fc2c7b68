import type { AgentIdentity } from "#core/contract/agents.ts";
import { ProblemError } from "#core/contract/problem.ts";
import { formatTimestamp, parseTimestamp } from "#core/contract/scalars.ts";
import { change } from "../change.ts";
import { type AgentRecord, agentDocument, agentKey, agentOf } from "../documents/agent.ts";
import { LEASE_SECONDS, type Parts } from "../parts.ts";

/**
 * Renews the lease of an agent, which is that of all runs it holds, and notes which queues it asks. Written only when half of the lease is
 * over or the queues are others, so that most calls of an agent write nothing.
 *
 * @throws ProblemError `stale-epoch` for an agent that counts as lost: its runs are others' now, and it has to start anew under another id.
 */
export async function renewAgent(parts: Parts, agent: AgentIdentity, workQueueNames?: readonly string[]): Promise<AgentRecord> {
  const leaseMs = (parts.settings.leaseSeconds ?? LEASE_SECONDS) * 1000;
  const now = parts.clock.now();
  return change(parts.store, agentKey(agent.id), "agent", (current) => {
    const before = current === null ? null : agentOf(current);
    if (before?.gone === true) throw agentGone(agent);
    const work_queue_names = workQueueNames ?? before?.work_queue_names ?? [];
    const isFresh =
      before !== null &&
      parseTimestamp(before.lease_expires_at) - now > leaseMs / 2 &&
      before.name === agent.name &&
      before.version === agent.version &&
      before.work_queue_names.join("\n") === work_queue_names.join("\n");
    if (isFresh) return { result: before };
    const next: AgentRecord = {
      id: agent.id,
      name: agent.name,
      ...(agent.version !== undefined && { version: agent.version }),
      created: before?.created ?? formatTimestamp(now),
      last_seen: formatTimestamp(now),
      lease_expires_at: formatTimestamp(now + leaseMs),
      work_queue_names,
      gone: false,
    };
    return { document: agentDocument(next, now), result: next };
  });
}

/**
 * Marks an agent as gone: it gets no runs and renews nothing any more. True if it was not gone before. With a lease that was seen, nothing
 * happens to an agent that has another since.
 */
export async function endAgent(parts: Parts, id: string, unlessRenewedSince?: AgentRecord["lease_expires_at"]): Promise<boolean> {
  return change(parts.store, agentKey(id), "agent", (current) => {
    const before = current === null ? null : agentOf(current);
    if (before === null || before.gone) return { result: false };
    if (unlessRenewedSince !== undefined && before.lease_expires_at !== unlessRenewedSince) return { result: false };
    return { document: agentDocument({ ...before, gone: true }, parts.clock.now()), result: true };
  });
}

function agentGone(agent: AgentIdentity): ProblemError {
  return new ProblemError("stale-epoch", {
    what: `Agent ${JSON.stringify(agent.name)} was not heard of for longer than its lease and counts as lost; its runs were given to others.`,
    got: agent.id,
    do: "Stop its processes, and go on under a new id.",
  });
}
