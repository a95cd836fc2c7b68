import { randomBytes } from "node:crypto";
import { dynamoDbClient, sqsClient } from "#cloud/clients.ts";
import { readEnvironment } from "#cloud/environment.ts";
import { depths } from "#cloud/queue/depth.ts";
import { measureTable } from "#cloud/store/measure.ts";
import { UNKNOWN_SIZES } from "../services/admin.ts";
import { createServices } from "../services/services.ts";
import { createTell } from "../services/tell.ts";
import { createWrongTokens } from "../token/wrong-tokens.ts";
import { cloudDeps } from "../wiring.lambda.ts";
import { createAttempts } from "./attempts.ts";
import { behindEdge } from "./behind-edge.ts";
import { judgedByGateway } from "./gateway-callers.ts";
import { createApiHandler } from "./handler.ts";
import { tokenCallers } from "./token-callers.ts";

const { table, deadLetters } = readEnvironment(process.env, "table", "deadLetters");
const deps = {
  ...cloudDeps(),
  async measure() {
    const { documents, bytes } = await measureTable(dynamoDbClient(), table);
    return { ...UNKNOWN_SIZES, documents, database_bytes: bytes };
  },
  deadLetters: () => depths(sqsClient(), deadLetters),
};
const { store, clock } = deps;

const api = createApiHandler(createServices(deps), {
  version: deps.settings.version,
  callers: judgedByGateway(
    clock,
    tokenCallers({ store, clock, randomBytes, isHttps: () => true, attempts: createAttempts(clock), wrongTokens: createWrongTokens(deps) }),
  ),
  tell: createTell(deps),
  compress: true,
});

/** Serves every route of the API behind the HTTP API, called directly or through CloudFront. */
export const handler = behindEdge(api, { store });
