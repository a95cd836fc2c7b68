import { lazyPort } from "#cloud/lazy-port.ts";
import { queues } from "#core/contract/messages.ts";
import type { AgentFleet } from "#core/ports/agent-fleet.ts";
import { countByLog } from "../counts.ts";
import { createParts } from "../services/parts.ts";
import { behindSqs } from "../sqs.ts";
import { cloudDeps } from "../wiring.lambda.ts";
import { createReact } from "./react.ts";
import { runLines, transitionCounts } from "./run-lines.ts";
import type { Transition } from "./transition.ts";

const fleet = lazyPort<AgentFleet>({ size: true, resize: true }, async () => (await import("#cloud/ecs/open-ecs.ts")).openEcsFleet());
const parts = createParts({ ...cloudDeps(), fleet });

const tell = async (transitions: readonly Transition[]) => {
  for (const line of runLines(transitions)) parts.log(line);
  await countByLog(transitionCounts(transitions));
};

/** Does what must follow transitions: the events, and the deliveries of notifications. */
export const handler = behindSqs(createReact(parts, { onTransitions: tell, count: countByLog }), {
  extend: (receipt, delayMs) => parts.queue.extend(queues.events, receipt, delayMs),
  log: parts.log,
});
