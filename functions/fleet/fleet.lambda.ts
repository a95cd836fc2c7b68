import { randomBytes } from "node:crypto";
import { dynamoDbClient } from "#cloud/clients.ts";
import { readEnvironment } from "#cloud/environment.ts";
import { openParameter } from "#cloud/secrets/parameter.ts";
import { ssmClient } from "#cloud/secrets/ssm-client.ts";
import { openStore } from "#cloud/store/store.ts";
import { systemClock as clock } from "#core/ports/system.ts";
import { answerCustomResource, type CustomResourceEvent } from "../token/custom-resource.ts";
import { putAnswer } from "../token/put-answer.ts";
import { ensureAgentToken, removeAgentToken } from "./agent-token.ts";
import { forgetFleet, registerFleet } from "./register.ts";

const { table, tokenParameter } = readEnvironment(process.env, "table", "tokenParameter");
const store = openStore({ client: dynamoDbClient(), table, clock });
const parameter = openParameter(ssmClient(), tokenParameter);

/** Prepares the server for agents deployed beside it, and cleans up after them: their token, and what they are. */
export async function handler(event: CustomResourceEvent & { readonly ResourceProperties: Record<string, unknown> }): Promise<void> {
  const given = event.ResourceProperties;
  const token = { store, clock, randomBytes, parameter };
  const keep = () => ensureAgentToken(token, String(given["Rotation"] ?? ""));
  const register = () => registerFleet({ store, clock }, given);
  const work =
    given["Kind"] === "token"
      ? { create: keep, update: keep, delete: () => removeAgentToken(token) }
      : { create: register, update: register, delete: () => forgetFleet({ store, clock }) };
  await answerCustomResource(event, work, putAnswer);
}
