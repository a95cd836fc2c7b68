import type { House } from "./house.ts";
import { pause } from "./patience.ts";
import { stopRun } from "./signals.ts";

/** How long an agent that stops waits, and for what. */
export interface DrainOptions {
  /** How long runs get to finish. */
  readonly graceMs: number;
  /** Aborted by a second signal: no waiting. */
  readonly now: AbortSignal;
  /** Ends all waiting for an API that is away. */
  readonly giveUp: AbortController;
}

/** Lets runs finish within the grace, stops the others and gives them back, and takes the agent off the list. */
export async function drain(house: House, { graceMs, now, giveUp }: DrainOptions): Promise<void> {
  if (house.running.size > 0) house.events.draining(house.running.size);
  const done = new AbortController();
  const grace = pause(graceMs, AbortSignal.any([now, done.signal])).then(() => "over");
  while (house.running.size > 0 && (await Promise.race([house.changed(), grace])) !== "over");
  done.abort();
  for (const held of house.running.values()) stopRun(house, held, "hand-back", "its agent stops", now.aborted ? 0 : STOP_MS);
  now.addEventListener("abort", () => {
    for (const { process } of house.running.values()) process?.kill();
  });
  const last = setTimeout(() => giveUp.abort(), LONGEST_MS);
  while (house.running.size > 0) await house.changed();
  clearTimeout(last);
  house.pool.close();
  const short = AbortSignal.timeout(2_000);
  await house.patiently(() => house.client.retireAgent({ body: { agent: house.identity } }), short).catch(() => {});
}

/** How long a process gets to report what it did before it is killed. */
const STOP_MS = 5_000;
/** How long the agent tries to tell the API. What is not told by then is noticed when its lease runs out. */
const LONGEST_MS = 15_000;
