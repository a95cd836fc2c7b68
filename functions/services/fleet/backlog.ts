import { formatTimestamp } from "#core/contract/scalars.ts";
import { FLEET_AGENT, type FleetSettings } from "../documents/fleet.ts";
import { agentPartition } from "../documents/flow-run-holder.ts";
import type { Parts } from "../parts.ts";
import { dueRuns } from "../work-queues/due.ts";
import { allWorkQueues } from "../work-queues/hints.ts";
import { allAgents } from "../work-queues/queue-state.ts";

/** An agent takes about so long to start, so that what is due by then counts as waiting. */
const AHEAD_MS = 60_000;

/** How many runs keep the fleet busy: those that wait in its queues or are due at once, and those its agents hold. Counts no further than the fleet may grow. */
export async function fleetBacklog(parts: Parts, settings: FleetSettings): Promise<number> {
  const most = Math.max(1, settings.max) * settings.runs_at_once;
  const held = await heldByFleet(parts, most);
  if (held >= most) return most;
  const queues = (await allWorkQueues(parts.store)).filter(
    ({ name, is_paused, concurrency_limit }) => settings.work_queues.includes(name) && !is_paused && concurrency_limit !== 0,
  );
  if (queues.length === 0) return held;
  const due = await dueRuns(parts.store, queues, formatTimestamp(parts.clock.now() + AHEAD_MS), most - held);
  return held + due.length;
}

async function heldByFleet(parts: Parts, most: number): Promise<number> {
  const agents = (await allAgents(parts)).filter(({ name, gone }) => !gone && name.startsWith(FLEET_AGENT));
  const pages = await Promise.all(
    agents.map(({ id }) => parts.store.query({ index: "holder", pk: agentPartition(id), limit: Math.min(most, 1000) })),
  );
  return pages.reduce((sum, { documents }) => sum + documents.length, 0);
}
