import { lazyPort } from "#cloud/lazy-port.ts";
import { queues } from "#core/contract/messages.ts";
import type { AgentFleet } from "#core/ports/agent-fleet.ts";
import { createParts } from "../services/parts.ts";
import { behindSqs } from "../sqs.ts";
import { cloudDeps } from "../wiring.lambda.ts";
import { createReact } from "./react.ts";
import { runLines } from "./run-lines.ts";
import type { Transition } from "./transition.ts";

const fleet = lazyPort<AgentFleet>({ size: true, resize: true }, async () => (await import("#cloud/ecs/open-ecs.ts")).openEcsFleet());
const parts = createParts({ ...cloudDeps(), fleet });

const tell = (transitions: readonly Transition[]) => {
  for (const line of runLines(transitions, parts.clock.now())) parts.log(line);
};

/** Does what must follow transitions: the events, and the deliveries of notifications. */
export const handler = behindSqs(createReact(parts, { onTransitions: tell }), {
  extend: (receipt, delayMs) => parts.queue.extend(queues.events, receipt, delayMs),
  log: parts.log,
});
