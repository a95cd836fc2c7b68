import type { Route } from "./route.ts";
import { adminRoutes } from "./routes/admin.ts";
import { artifactRoutes } from "./routes/artifacts.ts";
import { blobRoutes } from "./routes/blobs.ts";
import { flowRunRoutes } from "./routes/flow-runs.ts";
import { flowRoutes } from "./routes/flows.ts";
import { logRoutes } from "./routes/logs.ts";
import { stateRoutes } from "./routes/states.ts";
import { taskRunRoutes } from "./routes/task-runs.ts";

/** Every route by name: the source of the handlers' types, the OpenAPI document and the typed client. */
export const routes = {
  ...adminRoutes,
  ...flowRoutes,
  ...flowRunRoutes,
  ...taskRunRoutes,
  ...stateRoutes,
  ...logRoutes,
  ...artifactRoutes,
  ...blobRoutes,
} as const satisfies Record<string, Route>;

export type Routes = typeof routes;
export type RouteName = keyof Routes;
