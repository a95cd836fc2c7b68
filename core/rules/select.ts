import type {
  DeploymentFilter,
  FlowFilter,
  FlowRunFilter,
  TaskRunFilter,
  WorkPoolFilter,
  WorkQueueFilter,
} from "#core/contract/filters.ts";
import {
  type DeploymentRow,
  type FlowRow,
  type FlowRunRow,
  matchesDeployment,
  matchesFlow,
  matchesFlowRun,
  matchesTaskRun,
  matchesWorkQueue,
  type TaskRunRow,
} from "./filters.ts";

/** The object filters of a list request. All given ones must hold; one on a related object holds if such an object exists. */
export interface ObjectFilters {
  readonly flows?: FlowFilter | undefined;
  readonly flow_runs?: FlowRunFilter | undefined;
  readonly task_runs?: TaskRunFilter | undefined;
  readonly deployments?: DeploymentFilter | undefined;
  readonly work_pools?: WorkPoolFilter | undefined;
  readonly work_pool_queues?: WorkQueueFilter | undefined;
}

/** Related rows a selection looks at; a list that no filter asks for may be left out. */
export interface FlowRunRelated {
  readonly flow?: FlowRow | null;
  readonly taskRuns?: readonly TaskRunRow[];
  readonly deployment?: DeploymentRow | null;
  /** The queue the run names. */
  readonly workQueue?: { readonly id: string; readonly name: string } | null;
}

/** Is the flow run in the list these filters ask for? */
export function selectsFlowRun(filters: ObjectFilters, row: FlowRunRow, related: FlowRunRelated = {}): boolean {
  return (
    !asksForAbsentObjects(filters) &&
    belongs(filters, related) &&
    matchesFlowRun(filters.flow_runs, row) &&
    (filters.flows === undefined || (related.flow != null && matchesFlow(filters.flows, related.flow))) &&
    hasTaskRun(filters, related.taskRuns)
  );
}

/** Is the flow in the list? Its run must have the task run itself if both are asked for. */
export function selectsFlow(
  filters: ObjectFilters,
  row: FlowRow,
  related: {
    readonly flowRuns?: readonly { readonly run: FlowRunRow; readonly taskRuns?: readonly TaskRunRow[] }[];
    readonly deployments?: readonly DeploymentRow[];
  } = {},
): boolean {
  if (asksForAbsentObjects(filters)) return false;
  const { deployments = [] } = related;
  if (!matchesFlow(filters.flows, row, { hasDeployment: deployments.length > 0 })) return false;
  if (says(filters.deployments) && !deployments.some((one) => matchesDeployment(filters.deployments, one))) return false;
  if (filters.flow_runs === undefined && filters.task_runs === undefined) return true;
  return (related.flowRuns ?? []).some(({ run, taskRuns }) => matchesFlowRun(filters.flow_runs, run) && hasTaskRun(filters, taskRuns));
}

/** Is the task run in the list? */
export function selectsTaskRun(
  filters: ObjectFilters,
  row: TaskRunRow,
  related: Pick<FlowRunRelated, "flow" | "deployment" | "workQueue"> & { readonly flowRun?: FlowRunRow | null } = {},
): boolean {
  return (
    !asksForAbsentObjects(filters) &&
    belongs(filters, related) &&
    matchesTaskRun(filters.task_runs, row) &&
    (filters.flow_runs === undefined || (related.flowRun != null && matchesFlowRun(filters.flow_runs, related.flowRun))) &&
    (filters.flows === undefined || (related.flow != null && matchesFlow(filters.flows, related.flow)))
  );
}

function hasTaskRun(filters: ObjectFilters, taskRuns: readonly TaskRunRow[] = []): boolean {
  return filters.task_runs === undefined || taskRuns.some((row) => matchesTaskRun(filters.task_runs, row));
}

/** True if a filter has a condition at all. */
export function says(filter: object | undefined): boolean {
  return filter !== undefined && Object.entries(filter).some(([key, value]) => key !== "operator" && value !== undefined);
}

function belongs(filters: ObjectFilters, { deployment, workQueue }: Pick<FlowRunRelated, "deployment" | "workQueue">): boolean {
  if (says(filters.deployments) && (deployment == null || !matchesDeployment(filters.deployments, deployment))) return false;
  return !says(filters.work_pool_queues) || (workQueue != null && matchesWorkQueue(filters.work_pool_queues, workQueue));
}

// There are no pools: a filter on them matches nothing unless it says nothing.
function asksForAbsentObjects({ work_pools }: ObjectFilters): boolean {
  return says(work_pools);
}
