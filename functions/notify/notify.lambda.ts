import { queues } from "#core/contract/messages.ts";
import { createParts } from "../services/parts.ts";
import { behindSqs } from "../sqs.ts";
import { cloudDeps } from "../wiring.lambda.ts";
import { createDeliver } from "./deliver.ts";

const parts = createParts(cloudDeps());

/** Sends what is to be delivered to people and hooks. */
export const handler = behindSqs(createDeliver(parts), {
  extend: (receipt, delayMs) => parts.queue.extend(queues.notifications, receipt, delayMs),
  log: parts.log,
});
