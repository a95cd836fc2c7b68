import { ApiError } from "#core/contract/client.ts";
import type { House } from "./house.ts";
import { pause } from "./patience.ts";
import { obey, startAnew } from "./signals.ts";

/** Renews the one lease of all runs while there are any, and hears what to do with them; until `stopped` is aborted. */
export async function beat(house: House, stopped: AbortSignal): Promise<void> {
  for (let seconds = FIRST_SECONDS; !stopped.aborted; ) {
    if (house.running.size === 0) {
      await house.changed();
      continue;
    }
    await pause(seconds * 1000, stopped);
    if (stopped.aborted || house.running.size === 0) continue;
    const { id } = house.identity;
    try {
      const answer = await house.patiently(() => house.client.heartbeatAgent({ body: bodyOf(house) }), stopped);
      seconds = answer.next_seconds;
      obey(house, answer.signals, answer.lost);
    } catch (error) {
      if (error instanceof ApiError && error.status === 409) startAnew(house, id);
      // an API that refuses a heartbeat may take the next one
      seconds = FIRST_SECONDS;
    }
  }
}

// made anew for each try: after an outage it is the runs of now that count
function bodyOf({ identity, running }: House) {
  return { agent: identity, runs: [...running.values()].slice(0, 1000).map(({ id, epoch }) => ({ id, epoch })) };
}

const FIRST_SECONDS = 1;
