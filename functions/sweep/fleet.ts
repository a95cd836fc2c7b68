import { queues } from "#core/contract/messages.ts";
import { fleetNeedsLook } from "../services/fleet/resize.ts";
import type { Parts } from "../services/parts.ts";
import { DUE } from "../services/work-queues/hints.ts";

/** Has the number of agents looked at where it may not be right: by a message, since it takes rights that the sweep does not have. */
export async function lookAfterFleet(parts: Parts): Promise<number> {
  if (!(await fleetNeedsLook(parts))) return 0;
  await parts.queue.send(queues.events, [{ body: DUE }]);
  return 0;
}
