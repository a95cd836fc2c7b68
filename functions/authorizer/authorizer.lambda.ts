import { dynamoDbClient } from "#cloud/clients.ts";
import { readEnvironment } from "#cloud/environment.ts";
import { openStore } from "#cloud/store/store.ts";
import { systemClock } from "#core/ports/system.ts";
import { type AuthorizerEvent, type AuthorizerResult, authorize } from "./authorizer.ts";

const { table } = readEnvironment(process.env, "table");
const store = openStore({ client: dynamoDbClient(), table, clock: systemClock });

/** Judges the bearer token of a request to the HTTP API. */
export async function handler(event: AuthorizerEvent): Promise<AuthorizerResult> {
  return authorize(event, { store, clock: systemClock });
}
