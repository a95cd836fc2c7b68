import { ApiError } from "#core/contract/client.ts";
import type { RunOutcome } from "./events.ts";
import type { House } from "./house.ts";
import { isAway, pause } from "./patience.ts";
import { runClaim } from "./run-claim.ts";

/**
 * Claims the one run this agent was started for and runs it; resolves when that has ended, or the agent closes. A run that is not there to be
 * claimed (it was cancelled, waits for a slot, or another has it) is left: whoever lets it go on starts another agent for it.
 */
export async function claimOneRun(house: House, flowRunId: string, ended: (outcome: RunOutcome) => void): Promise<void> {
  const claim = await askFor(house, flowRunId);
  if (claim === null) return;
  const running = runClaim(house, claim).then(ended);
  const closing = new AbortController();
  await Promise.race([running, pause(FOR_EVER_MS, AbortSignal.any([house.closing, closing.signal]))]);
  closing.abort();
}

async function askFor(house: House, id: string) {
  const { identity, client, closing } = house;
  const body = { holder: identity.name, agent: identity };
  try {
    const { claim, why } = await house.patiently(() => client.claimFlowRun({ params: { id }, body }, { signal: closing }), closing);
    if (claim === null) house.events.nothingToRun(why ?? "");
    return claim;
  } catch (error) {
    if (closing.aborted || isAway(error)) return null;
    if (!(error instanceof ApiError && (error.status === 404 || error.status === 409))) throw error;
    house.events.nothingToRun(error.message);
    return null;
  }
}

const FOR_EVER_MS = 2 ** 31 - 1;
