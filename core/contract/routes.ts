import { adminRoutes } from "./routes/admin.ts";
import { agentRoutes } from "./routes/agents.ts";
import { artifactRoutes } from "./routes/artifacts.ts";
import { blobRoutes } from "./routes/blobs.ts";
import { blockRoutes } from "./routes/blocks.ts";
import { concurrencyLimitRoutes } from "./routes/concurrency-limits.ts";
import { deploymentRoutes } from "./routes/deployments.ts";
import { eventRoutes } from "./routes/events.ts";
import { flowRunRoutes } from "./routes/flow-runs.ts";
import { flowRoutes } from "./routes/flows.ts";
import { logRoutes } from "./routes/logs.ts";
import { notificationRoutes } from "./routes/notifications.ts";
import { runInputRoutes } from "./routes/run-inputs.ts";
import { stateRoutes } from "./routes/states.ts";
import { storageRoutes } from "./routes/storages.ts";
import { taskRunRoutes } from "./routes/task-runs.ts";
import { tokenRoutes } from "./routes/tokens.ts";
import { variableRoutes } from "./routes/variables.ts";
import { workQueueRoutes } from "./routes/work-queues.ts";

// named part by part: spelled out as one, the type is longer than a declaration file may hold
export type Routes = typeof adminRoutes &
  typeof flowRoutes &
  typeof flowRunRoutes &
  typeof runInputRoutes &
  typeof taskRunRoutes &
  typeof stateRoutes &
  typeof logRoutes &
  typeof artifactRoutes &
  typeof blobRoutes &
  typeof deploymentRoutes &
  typeof workQueueRoutes &
  typeof agentRoutes &
  typeof concurrencyLimitRoutes &
  typeof blockRoutes &
  typeof storageRoutes &
  typeof variableRoutes &
  typeof eventRoutes &
  typeof notificationRoutes &
  typeof tokenRoutes;
export type RouteName = keyof Routes;

/** Every route by name: the source of the handlers' types, the OpenAPI document and the typed client. */
export const routes: Routes = {
  ...adminRoutes,
  ...flowRoutes,
  ...flowRunRoutes,
  ...runInputRoutes,
  ...taskRunRoutes,
  ...stateRoutes,
  ...logRoutes,
  ...artifactRoutes,
  ...blobRoutes,
  ...deploymentRoutes,
  ...workQueueRoutes,
  ...agentRoutes,
  ...concurrencyLimitRoutes,
  ...eventRoutes,
  ...notificationRoutes,
  ...blockRoutes,
  ...storageRoutes,
  ...variableRoutes,
  ...tokenRoutes,
};
