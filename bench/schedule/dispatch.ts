import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "#core/contract/client.ts";
import { formatTimestamp, parseTimestamp } from "#core/contract/scalars.ts";
import { systemIds } from "#core/ports/system.ts";
import { type Deployable, dueTogether, runAt } from "./deployments.ts";

const PATIENCE_MS = 120_000;

/** Claims what is due on a queue and does nothing with it: what is left is the way from the schedule to the agent. */
export async function claimDriver(client: Client, queue: string, claimed: (run: string, at: number) => void, until: AbortSignal) {
  const agent = { id: systemIds.uuid(), name: "claims only" };
  const given: string[] = [];
  while (!until.aborted) {
    // only what the last answers gave is named, since a thousand is the most
    const body = { agent, work_queues: [queue], limit: 100, wait_seconds: 20 };
    const { claims } = await client.claimFlowRuns({ body }, { signal: until }).catch(() => ({ claims: [] }));
    const now = Date.now();
    for (const { flow_run } of claims) {
      given.push(flow_run.id);
      claimed(flow_run.id, now);
    }
  }
  return given;
}

/** From due to the claim in the agent's hands, one run at a time, in milliseconds. */
export async function singleClaims(client: Client, deployable: Deployable, repeats: number): Promise<number[]> {
  await client.createWorkQueue({ body: { name: "single" } });
  const { id } = await client.createDeployment({ body: { ...deployable, name: "single", work_queue_name: "single" } });
  const stop = new AbortController();
  const claimedAt = new Map<string, number>();
  const driver = claimDriver(client, "single", (run, at) => claimedAt.set(run, at), stop.signal);
  const found: number[] = [];
  for (let n = 0; n < repeats; n++) {
    // at any moment, not at whole seconds
    const due = Date.now() + 700 + Math.random() * 300;
    const run = await runAt(client, id, due);
    while (!claimedAt.has(run)) {
      if (Date.now() > due + PATIENCE_MS) throw new Error(`Run ${run} was due and is not claimed.`);
      await sleep(10);
    }
    found.push(claimedAt.get(run)! - due);
  }
  stop.abort();
  await driver;
  return found;
}

/** From due to the claim for many deployments due in the same second, with several agents that wait. */
export async function burstOfClaims(client: Client, deployable: Deployable, count: number, agents: number): Promise<number[]> {
  await client.createWorkQueue({ body: { name: "burst" } });
  const due = await dueTogether(client, deployable, "burst", count);
  const stop = new AbortController();
  const claimedAt = new Map<string, number>();
  const drivers = Array.from({ length: agents }, () => claimDriver(client, "burst", (run, at) => claimedAt.set(run, at), stop.signal));
  while (claimedAt.size < count) {
    if (Date.now() > due + PATIENCE_MS)
      throw new Error(`${claimedAt.size} of ${count} runs are claimed ${PATIENCE_MS / 1000} s after they were due.`);
    await sleep(20);
  }
  stop.abort();
  const given = (await Promise.all(drivers)).flat();
  if (new Set(given).size !== given.length) throw new Error("A run was claimed twice.");
  return [...claimedAt.values()].map((at) => at - due);
}

/** From due to Running by the agents on the queue, one run at a time. */
export async function singleStarts(client: Client, deployable: Deployable, queue: string, repeats: number): Promise<number[]> {
  const { id } = await client.createDeployment({ body: { ...deployable, name: "alone", work_queue_name: queue } });
  const found: number[] = [];
  for (let n = -1; n < repeats; n++) {
    // a pause in which the agent fills its pool again
    const due = Date.now() + 1_500 + Math.random() * 500;
    const run = await runAt(client, id, due);
    const [took] = await startsOf(client, due, 1, run);
    // the first one only warms the machine
    if (n >= 0) found.push(took!);
  }
  return found;
}

/** From due to the timestamp of Running, which each run's own process said, once so many that were due then are completed. */
export async function startsOf(client: Client, due: number, count: number, run?: string): Promise<number[]> {
  const time = formatTimestamp(due);
  const state = { type: { any_: ["COMPLETED" as const] } };
  const which = run === undefined ? { expected_start_time: { after_: time, before_: time } } : { id: { any_: [run] } };
  for (;;) {
    const runs = await client.filterFlowRuns({ body: { flow_runs: { ...which, state }, limit: 200 } });
    if (runs.length >= count) return runs.map(({ start_time }) => parseTimestamp(start_time!) - due);
    if (Date.now() > due + 5 * PATIENCE_MS) throw new Error(`${runs.length} of ${count} runs are completed.`);
    await sleep(run === undefined ? 500 : 50);
  }
}
