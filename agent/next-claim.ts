import type { ClaimAnswer } from "#core/contract/agents.ts";
import { pause } from "./patience.ts";

/**
 * Waits until it is worth claiming again: at the links the answer gave, if it gave some, else for the pause it asked for. A link that fails
 * costs no more than the pause: what counts is what the next claim finds.
 */
export async function untilNextClaim({ wait_urls = [], poll_seconds }: ClaimAnswer, closing: AbortSignal): Promise<void> {
  const pauseMs = Math.min(poll_seconds, MOST_SECONDS) * 1000;
  if (wait_urls.length === 0) return pause(pauseMs, closing);
  const woken = new AbortController();
  const signal = AbortSignal.any([closing, woken.signal, AbortSignal.timeout(LONGEST_WAIT_MS)]);
  await Promise.race(wait_urls.map((url) => answered(url, pauseMs, signal)));
  woken.abort();
}

/** The slowest an agent may notice a run that is due. */
const MOST_SECONDS = 5;
/** Links answer after 20 seconds; one that hangs is left. */
const LONGEST_WAIT_MS = 25_000;

async function answered(url: string, pauseMs: number, signal: AbortSignal): Promise<void> {
  try {
    const answer = await fetch(url, { signal });
    await answer.arrayBuffer();
    if (!answer.ok) await pause(pauseMs, signal);
  } catch {
    await pause(pauseMs, signal);
  }
}
