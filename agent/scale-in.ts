import type { House } from "./house.ts";
import { pause } from "./patience.ts";

/**
 * Asks ECS to stop other agents rather than this one while it holds runs, until `stopped` is aborted. An agent that is stopped all the same
 * hands its runs back, so what fails here costs a run a second start and nothing else.
 *
 * `address` is what ECS puts into the variable ECS_AGENT_URI of each container.
 */
export async function protectWhileBusy(house: Pick<House, "running" | "changed">, address: string, stopped: AbortSignal): Promise<void> {
  let known = false;
  let good = 0;
  while (!stopped.aborted) {
    const busy = house.running.size > 0;
    if (busy !== known || (busy && performance.now() > good)) {
      if (await protect(address, busy)) {
        known = busy;
        good = performance.now() + RENEWED_MS;
      } else await pause(AGAIN_MS, stopped);
      continue;
    }
    const over = new AbortController();
    const signal = AbortSignal.any([stopped, over.signal]);
    await Promise.race([house.changed(), pause(busy ? RENEWED_MS : LONG_MS, signal)]);
    over.abort();
  }
}

const FOR_MINUTES = 60;
const RENEWED_MS = 30 * 60_000;
const AGAIN_MS = 10_000;
const LONG_MS = 2 ** 31 - 1;

async function protect(address: string, on: boolean): Promise<boolean> {
  try {
    const answer = await fetch(`${address}/task-protection/v1/state`, {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(on ? { ProtectionEnabled: true, ExpiresInMinutes: FOR_MINUTES } : { ProtectionEnabled: false }),
      signal: AbortSignal.timeout(10_000),
    });
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    return false;
  }
}
