import { randomBytes } from "node:crypto";
import { createServices } from "../services/services.ts";
import { createTell } from "../services/tell.ts";
import { cloudDeps } from "../wiring.lambda.ts";
import { createAttempts } from "./attempts.ts";
import { behindEdge } from "./behind-edge.ts";
import { judgedByGateway } from "./gateway-callers.ts";
import { createApiHandler } from "./handler.ts";
import { tokenCallers } from "./token-callers.ts";

const deps = cloudDeps();
const { store, clock } = deps;

const api = createApiHandler(createServices(deps), {
  version: deps.settings.version,
  callers: judgedByGateway(tokenCallers({ store, clock, randomBytes, isHttps: () => true, attempts: createAttempts(clock) })),
  tell: createTell(deps),
  compress: true,
});

/** Serves every route of the API behind the HTTP API, called directly or through CloudFront. */
export const handler = behindEdge(api, { store });
