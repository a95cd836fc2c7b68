import { createServices } from "../services/services.ts";
import { cloudDeps } from "../wiring.lambda.ts";
import { judgedByGateway } from "./callers.ts";
import { createApiHandler } from "./handler.ts";

const deps = cloudDeps();

/** Serves every route of the API behind the HTTP API. */
export const handler = createApiHandler(createServices(deps), {
  version: deps.settings.version,
  callers: judgedByGateway,
  compress: true,
});
