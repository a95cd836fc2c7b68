import { dynamoDbClient } from "#cloud/clients.ts";
import { readEnvironment } from "#cloud/environment.ts";
import { openByKey } from "#cloud/store/by-key.ts";
import { systemClock } from "#core/ports/system.ts";
import { createIsEdge } from "#functions/token/edge-keys.ts";
import { createWrongTokens } from "#functions/token/wrong-tokens.ts";
import { type AuthorizerEvent, type AuthorizerResult, authorize } from "./authorizer.ts";

const { table } = readEnvironment(process.env, "table");
const store = openByKey({ client: dynamoDbClient(), table, clock: systemClock });

const lookup = {
  store,
  clock: systemClock,
  isEdge: createIsEdge({ store }),
  wrongTokens: createWrongTokens({ store, clock: systemClock }),
};

/** Judges the bearer token of a request to the HTTP API. */
export async function handler(event: AuthorizerEvent): Promise<AuthorizerResult> {
  return authorize(event, lookup);
}
