import { randomBytes } from "node:crypto";
import { createServices } from "../services/services.ts";
import { createTell } from "../services/tell.ts";
import { cloudDeps } from "../wiring.lambda.ts";
import { createAttempts } from "./attempts.ts";
import { judgedByGateway } from "./gateway-callers.ts";
import { createApiHandler } from "./handler.ts";
import { tokenCallers } from "./token-callers.ts";

const deps = cloudDeps();
const { store, clock } = deps;

/** Serves every route of the API behind the HTTP API. */
export const handler = createApiHandler(createServices(deps), {
  version: deps.settings.version,
  callers: judgedByGateway(tokenCallers({ store, clock, randomBytes, isHttps: () => true, attempts: createAttempts(clock) })),
  tell: createTell(deps),
  compress: true,
});
