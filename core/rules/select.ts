import type {
  DeploymentFilter,
  FlowFilter,
  FlowRunFilter,
  TaskRunFilter,
  WorkPoolFilter,
  WorkQueueFilter,
} from "#core/contract/filters.ts";
import { type FlowRow, type FlowRunRow, matchesFlow, matchesFlowRun, matchesTaskRun, type TaskRunRow } from "./filters.ts";

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
}

/** Is the flow run in the list these filters ask for? */
export function selectsFlowRun(filters: ObjectFilters, row: FlowRunRow, related: FlowRunRelated = {}): boolean {
  return (
    !asksForAbsentObjects(filters) &&
    matchesFlowRun(filters.flow_runs, row) &&
    (filters.flows === undefined || (related.flow != null && matchesFlow(filters.flows, related.flow))) &&
    hasTaskRun(filters, related.taskRuns)
  );
}

/** Is the flow in the list? Its run must have the task run itself if both are asked for. */
export function selectsFlow(
  filters: ObjectFilters,
  row: FlowRow,
  related: { readonly flowRuns?: readonly { readonly run: FlowRunRow; readonly taskRuns?: readonly TaskRunRow[] }[] } = {},
): boolean {
  if (asksForAbsentObjects(filters) || !matchesFlow(filters.flows, row)) return false;
  if (filters.flow_runs === undefined && filters.task_runs === undefined) return true;
  return (related.flowRuns ?? []).some(({ run, taskRuns }) => matchesFlowRun(filters.flow_runs, run) && hasTaskRun(filters, taskRuns));
}

/** Is the task run in the list? */
export function selectsTaskRun(
  filters: ObjectFilters,
  row: TaskRunRow,
  related: { readonly flowRun?: FlowRunRow | null; readonly flow?: FlowRow | null } = {},
): boolean {
  return (
    !asksForAbsentObjects(filters) &&
    matchesTaskRun(filters.task_runs, row) &&
    (filters.flow_runs === undefined || (related.flowRun != null && matchesFlowRun(filters.flow_runs, related.flowRun))) &&
    (filters.flows === undefined || (related.flow != null && matchesFlow(filters.flows, related.flow)))
  );
}

function hasTaskRun(filters: ObjectFilters, taskRuns: readonly TaskRunRow[] = []): boolean {
  return filters.task_runs === undefined || taskRuns.some((row) => matchesTaskRun(filters.task_runs, row));
}

// There are no deployments, pools and queues yet: a filter on them matches nothing unless it says nothing.
function asksForAbsentObjects({ deployments, work_pools, work_pool_queues }: ObjectFilters): boolean {
  return [deployments, work_pools, work_pool_queues].some(
    (filter) => filter !== undefined && Object.entries(filter).some(([key, value]) => key !== "operator" && value !== undefined),
  );
}
