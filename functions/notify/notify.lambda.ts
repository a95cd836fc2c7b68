import { OTLP_HEADERS } from "#cloud/environment.ts";
import { queues } from "#core/contract/messages.ts";
import { createParts } from "../services/parts.ts";
import { behindSqs } from "../sqs.ts";
import { cloudDeps } from "../wiring.lambda.ts";
import { createDeliver } from "./deliver.ts";
import { createOtlpHeaders } from "./otlp-headers.ts";

const deps = cloudDeps();
const parameter = process.env[OTLP_HEADERS];
const read = async (name: string) => (await import("#cloud/secrets/open-secret.ts")).openSecret(name);
const parts = createParts({ ...deps, ...(parameter && { otlpHeaders: createOtlpHeaders(() => read(parameter), deps.clock) }) });

/** Sends what is to be delivered to people and hooks. */
export const handler = behindSqs(createDeliver(parts), {
  extend: (receipt, delayMs) => parts.queue.extend(queues.notifications, receipt, delayMs),
  log: parts.log,
});
