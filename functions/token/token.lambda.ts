import { randomBytes } from "node:crypto";
import { dynamoDbClient } from "#cloud/clients.ts";
import { readEnvironment } from "#cloud/environment.ts";
import { putSecret } from "#cloud/secrets/put-secret.ts";
import { ssmClient } from "#cloud/secrets/ssm-client.ts";
import { openStore } from "#cloud/store/store.ts";
import { systemClock } from "#core/ports/system.ts";
import { answerCustomResource, type CustomResourceEvent } from "./custom-resource.ts";
import { edgeKeyWork } from "./mint-edge-key.ts";
import { mintToken } from "./mint-token.ts";
import { putAnswer } from "./put-answer.ts";

const { table, tokenParameter } = readEnvironment(process.env, "table", "tokenParameter");
const store = openStore({ client: dynamoDbClient(), table, clock: systemClock });
const ssm = ssmClient();

/** Mints the first token when the stack is created, and the key of what stands in front of the API. */
export async function handler(event: CustomResourceEvent): Promise<void> {
  const handOver = (token: string) => putSecret(ssm, tokenParameter, token);
  const work =
    event.ResourceProperties?.["Purpose"] === "edge-key"
      ? edgeKeyWork({ store, clock: systemClock, randomBytes }, event.PhysicalResourceId)
      : { create: () => mintToken({ store, clock: systemClock, randomBytes, handOver }) };
  await answerCustomResource(event, work, putAnswer);
}
