import { ecsClient } from "#cloud/clients.ts";
import { openFleet } from "#cloud/ecs/fleet.ts";
import { queues } from "#core/contract/messages.ts";
import { createParts } from "../services/parts.ts";
import { behindSqs } from "../sqs.ts";
import { cloudDeps } from "../wiring.lambda.ts";
import { createReact } from "./react.ts";

const parts = createParts({ ...cloudDeps(), fleet: openFleet(ecsClient()) });

/** Does what must follow transitions: the events, and the deliveries of notifications. */
export const handler = behindSqs(createReact(parts), {
  extend: (receipt, delayMs) => parts.queue.extend(queues.events, receipt, delayMs),
  log: parts.log,
});
