import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, createRoute, createRouter, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { deploymentQuery, deploymentsQuery } from "./api/deployments.ts";
import { flowQuery, flowsQuery, runQuery, taskRunQuery } from "./api/queries.ts";
import { workQueueQuery, workQueuesQuery } from "./api/work-queues.ts";
import { parseLimitsSearch } from "./features/concurrency/search.ts";
import { parseDeploymentSearch, parseDeploymentsSearch } from "./features/deployments/search.ts";
import { parseNotificationsSearch } from "./features/notifications/search.ts";
import { parseRunSearch } from "./features/run/search.ts";
import { RunsPage } from "./features/runs/runs-page.tsx";
import { parseRunsSearch } from "./features/runs/search.ts";
import { parseStorageSearch } from "./features/storage/search.ts";
import { parseWorkQueueSearch, parseWorkQueuesSearch } from "./features/work-queues/search.ts";
import { parseSearch, stringifySearch } from "./lib/search.ts";
import { Crash, NotFound } from "./shell/not-found.tsx";
import { Shell } from "./shell/shell.tsx";

interface Context {
  readonly queryClient: QueryClient;
}

const root = createRootRouteWithContext<Context>()({ component: Shell, notFoundComponent: () => <NotFound />, errorComponent: Crash });
const home = createRoute({
  getParentRoute: () => root,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/runs", replace: true });
  },
});
const runs = createRoute({ getParentRoute: () => root, path: "/runs", validateSearch: parseRunsSearch, component: RunsPage });
const run = createRoute({
  getParentRoute: () => root,
  path: "/runs/$id",
  validateSearch: parseRunSearch,
  // started beside the page's code, never waited for: the page shows its own loading and errors
  loader: ({ context, params }) => void context.queryClient.prefetchQuery(runQuery(params.id)),
  component: lazyRouteComponent(() => import("./features/run/run-page.tsx"), "RunPage"),
});
const flows = createRoute({
  getParentRoute: () => root,
  path: "/flows",
  loader: ({ context }) => void context.queryClient.prefetchQuery(flowsQuery()),
  component: lazyRouteComponent(() => import("./features/flows/flows-page.tsx"), "FlowsPage"),
});
const flow = createRoute({
  getParentRoute: () => root,
  path: "/flows/$id",
  validateSearch: parseRunsSearch,
  loader: ({ context, params }) => void context.queryClient.prefetchQuery(flowQuery(params.id)),
  component: lazyRouteComponent(() => import("./features/flows/flow-page.tsx"), "FlowPage"),
});
const taskRun = createRoute({
  getParentRoute: () => root,
  path: "/task-runs/$id",
  loader: ({ context, params }) => void context.queryClient.prefetchQuery(taskRunQuery(params.id)),
  component: lazyRouteComponent(() => import("./features/task-run/task-run-page.tsx"), "TaskRunPage"),
});
const deployments = createRoute({
  getParentRoute: () => root,
  path: "/deployments",
  validateSearch: parseDeploymentsSearch,
  loader: ({ context }) => void context.queryClient.prefetchQuery(deploymentsQuery()),
  component: lazyRouteComponent(() => import("./features/deployments/deployments-page.tsx"), "DeploymentsPage"),
});
const deployment = createRoute({
  getParentRoute: () => root,
  path: "/deployments/$id",
  validateSearch: (raw: Record<string, unknown>) => ({ ...parseRunsSearch(raw), ...parseDeploymentSearch(raw) }),
  loader: ({ context, params }) => void context.queryClient.prefetchQuery(deploymentQuery(params.id)),
  component: lazyRouteComponent(() => import("./features/deployments/deployment-page.tsx"), "DeploymentPage"),
});
const workQueues = createRoute({
  getParentRoute: () => root,
  path: "/work-queues",
  validateSearch: parseWorkQueuesSearch,
  loader: ({ context }) => void context.queryClient.prefetchQuery(workQueuesQuery()),
  component: lazyRouteComponent(() => import("./features/work-queues/work-queues-page.tsx"), "WorkQueuesPage"),
});
const workQueue = createRoute({
  getParentRoute: () => root,
  path: "/work-queues/$id",
  validateSearch: parseWorkQueueSearch,
  loader: ({ context, params }) => void context.queryClient.prefetchQuery(workQueueQuery(params.id)),
  component: lazyRouteComponent(() => import("./features/work-queues/work-queue-page.tsx"), "WorkQueuePage"),
});
const storage = createRoute({
  getParentRoute: () => root,
  path: "/storage",
  validateSearch: parseStorageSearch,
  component: lazyRouteComponent(() => import("./features/storage/storage-page.tsx"), "StoragePage"),
});
const concurrency = createRoute({
  getParentRoute: () => root,
  path: "/concurrency",
  validateSearch: parseLimitsSearch,
  component: lazyRouteComponent(() => import("./features/concurrency/limits-page.tsx"), "LimitsPage"),
});
const notifications = createRoute({
  getParentRoute: () => root,
  path: "/notifications",
  validateSearch: parseNotificationsSearch,
  component: lazyRouteComponent(() => import("./features/notifications/notifications-page.tsx"), "NotificationsPage"),
});
// the link the SDK and the CLI of Prefect print
const flowRunAlias = createRoute({
  getParentRoute: () => root,
  path: "/flow-runs/flow-run/$id",
  beforeLoad: ({ params }) => {
    throw redirect({ to: "/runs/$id", params, replace: true });
  },
});

const routeTree = root.addChildren([
  home,
  runs,
  run,
  flows,
  flow,
  deployments,
  deployment,
  workQueues,
  workQueue,
  storage,
  concurrency,
  notifications,
  taskRun,
  flowRunAlias,
]);

/** The pages of the console and their URLs. */
export function makeRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree,
    context: { queryClient },
    parseSearch,
    stringifySearch,
    defaultPreload: "intent",
    defaultPreloadStaleTime: 0,
    scrollRestoration: true,
    defaultNotFoundComponent: () => <NotFound />,
    defaultErrorComponent: Crash,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
