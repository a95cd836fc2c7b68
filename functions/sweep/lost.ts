import type { Lease } from "#core/contract/flow-runs.ts";
import { ProblemError } from "#core/contract/problem.ts";
import { formatTimestamp } from "#core/contract/scalars.ts";
import type { StoreQuery } from "#core/ports/store.ts";
import { crashPoint } from "../crash-point.ts";
import { endAgent } from "../services/agents/agent-lease.ts";
import { agentKey } from "../services/documents/agent.ts";
import { flowRunRecord } from "../services/documents/flow-run.ts";
import { agentPartition, LEASED } from "../services/documents/flow-run-holder.ts";
import { flowRunKey } from "../services/documents/keys.ts";
import type { Parts } from "../services/parts.ts";
import { crashRun } from "../services/runs/crash.ts";
import { allAgents } from "../services/work-queues/queue-state.ts";
import { createLeaseWatch, type LeaseWatch } from "./lease-watch.ts";

/**
 * Crashes the runs of agents whose lease ran out. The agent is ended first, so that it can't claim or renew while its runs are taken away. `tell`
 * hears how many agents are there.
 */
export async function crashLostAgents(parts: Parts, { watch = oneClock(parts), tell }: LostAgentsOptions = {}): Promise<number> {
  const { clock } = parts;
  let lost = 0;
  const agents = await allAgents(parts);
  const there = new Set(agents.filter((agent) => !agent.gone && !watch.hasEnded(agent.id, agent.lease_expires_at)));
  tell?.(there.size);
  for (const agent of agents) {
    // one that is gone may hold what a claim wrote while it was being ended, or what a pass left that was cut short
    if (there.has(agent)) continue;
    const ended = agent.gone || (await endAgent(parts, agent.id, agent.lease_expires_at));
    crashPoint("sweep:agent-ended");
    if (!ended) continue;
    const why = `Agent "${agent.name}" was last heard of at ${agent.last_seen.slice(0, 19)}Z and is taken for lost.`;
    const taken = await crashAll(
      parts,
      { index: "holder", pk: agentPartition(agent.id) },
      {
        isLost: (lease) => lease.agent_id === agent.id,
        why: () => why,
      },
    );
    lost += taken;
    // agents that come and go must not add up to work for each pass; what one that still lives might do is fenced by its epochs
    if (taken === 0 && agent.last_seen < formatTimestamp(clock.now() - FORGOTTEN_MS)) await parts.store.delete(agentKey(agent.id));
  }
  return lost;
}

/** How long an agent that is gone is remembered, in milliseconds. */
const FORGOTTEN_MS = 600_000;

/** Crashes the runs whose own lease ran out: those of scripts, and subflows. */
export function crashLostRuns(parts: Parts, watch: LeaseWatch = oneClock(parts)): Promise<number> {
  const to = formatTimestamp(parts.clock.now());
  const ended = ({ expires_at, epoch }: Lease, id: string) => watch.hasEnded(`${id}#${epoch}`, expires_at);
  return crashAll(
    parts,
    { index: "holder", pk: LEASED, range: { to } },
    {
      isLost: (lease, id) => lease.agent_id == null && ended(lease, id),
      why: ({ holder }) => `Process ${holder} stopped reporting and is taken for lost.`,
    },
  );
}

interface LostAgentsOptions {
  readonly watch?: LeaseWatch;
  readonly tell?: (there: number) => void;
}

function oneClock({ clock }: Parts): LeaseWatch {
  return createLeaseWatch(clock, 0, 0);
}

interface Loss {
  /** Is the run still lost, under the lease it is under now? It may have gone to another since it was listed. */
  readonly isLost: (lease: Lease, id: string) => boolean;
  readonly why: (lease: Lease) => string;
}

async function crashAll(parts: Parts, query: StoreQuery, { isLost, why }: Loss): Promise<number> {
  let lost = 0;
  const page = await parts.store.query({ ...query, limit: 200 });
  for (const { pk } of page.documents) {
    // the listing may be outdated by now; what counts is the run itself
    const document = await parts.store.get(flowRunKey(pk.slice("RUN#".length)));
    if (document === null) continue;
    const run = flowRunRecord(document);
    if (run.lease === null || !isLost(run.lease, run.id)) continue;
    try {
      await crashRun(parts, run.id, run.epoch, why(run.lease));
      lost += 1;
    } catch (error) {
      if (!(error instanceof ProblemError && error.code === "stale-epoch")) throw error;
    }
    crashPoint("sweep:run-crashed");
  }
  return lost;
}
