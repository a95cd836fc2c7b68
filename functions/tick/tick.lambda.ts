import { TICK_QUEUE } from "../services/deployments/materialise.ts";
import { createParts } from "../services/parts.ts";
import { behindSqs } from "../sqs.ts";
import { cloudDeps } from "../wiring.lambda.ts";
import { tick } from "./tick.ts";

const parts = createParts(cloudDeps());

/** Does what timers set off: makes the next runs of a deployment and announces those that are due soon. */
export const handler = behindSqs(
  async (messages) => {
    for (const { body } of messages) await tick(parts, body);
    return { again: [] };
  },
  { extend: (receipt, delayMs) => parts.queue.extend(TICK_QUEUE, receipt, delayMs), log: parts.log },
);
