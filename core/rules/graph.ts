import type { Artifact } from "#core/contract/artifacts.ts";
import type { FlowRunRecord, TaskRunRecord } from "#core/contract/documents.ts";
import type { FlowRunGraph } from "#core/contract/flow-runs.ts";
import { childFlowRunId } from "./filters.ts";

/** The key of `task_inputs` under which a run names the runs it was called inside of. */
export const CALLERS_KEY = "__parents__";

/** What a graph is drawn from. */
export interface GraphSource {
  readonly flowRun: FlowRunRecord;
  readonly taskRuns: readonly TaskRunRecord[];
  /** The subflow runs called; one that is missing is drawn from the task run that stands for it. */
  readonly subflowRuns?: readonly FlowRunRecord[];
  readonly artifacts?: readonly (Artifact & { readonly is_latest?: boolean })[];
  /** Leave out what ended before this timestamp. */
  readonly since?: string | undefined;
}

type Node = FlowRunGraph["nodes"][number][1];
type GraphArtifact = FlowRunGraph["artifacts"][number];

/**
 * The graph of a run: a node for each task run, or for the subflow it stands for. Edges follow the inputs; `encapsulating` names the runs a
 * node was called inside of. Roots have neither. Nodes are ordered by start; one that never started has the time it was expected.
 */
export function graphOf({ flowRun, taskRuns, subflowRuns = [], artifacts = [], since }: GraphSource): FlowRunGraph {
  const subflows = new Map(subflowRuns.map((run) => [run.id, run]));
  const nodeIds = new Map(taskRuns.map((run) => [run.id, childFlowRunId(run) ?? run.id]));
  const nodes = new Map<string, Node>();
  for (const run of taskRuns) nodes.set(nodeIds.get(run.id)!, node(run, subflows, nodeIds));
  for (const [id, { parents }] of nodes) for (const parent of parents) nodes.get(parent.id)?.children.push({ id });
  for (const artifact of artifacts) {
    if (artifact.task_run_id !== null) nodes.get(nodeIds.get(artifact.task_run_id) ?? "")?.artifacts.push(graphArtifact(artifact));
  }
  const kept = [...nodes].filter(([, { end_time }]) => since === undefined || end_time === null || end_time >= since).sort(byStart);
  return {
    start_time: flowRun.start_time,
    end_time: flowRun.end_time,
    root_node_ids: kept.filter(([, { parents, encapsulating }]) => parents.length === 0 && encapsulating.length === 0).map(([id]) => id),
    nodes: kept,
    artifacts: artifacts.filter((artifact) => artifact.task_run_id === null).map(graphArtifact),
    states: flowRun.states.map(({ id, timestamp, type, name }) => ({ id, timestamp, type, name })),
  };
}

function node(run: TaskRunRecord, subflows: ReadonlyMap<string, FlowRunRecord>, nodeIds: ReadonlyMap<string, string>): Node {
  const childId = childFlowRunId(run);
  const shown = (childId === null ? undefined : subflows.get(childId)) ?? run;
  const { [CALLERS_KEY]: callers = [], ...inputs } = run.task_inputs;
  return {
    kind: childId === null ? "task-run" : "flow-run",
    id: childId ?? run.id,
    label: shown.name,
    state_type: shown.state_type ?? "PENDING",
    start_time: shown.start_time ?? shown.expected_start_time ?? shown.created,
    end_time: shown.end_time,
    parents: runsAmong(Object.values(inputs).flat(), nodeIds),
    children: [],
    encapsulating: runsAmong(callers, nodeIds),
    artifacts: [],
  };
}

// An input from outside this run (another flow run's task, say) has no node to point to.
function runsAmong(
  inputs: readonly TaskRunRecord["task_inputs"][string][number][],
  nodeIds: ReadonlyMap<string, string>,
): { id: string }[] {
  const own = new Set(nodeIds.values());
  const ids = inputs.map((input) =>
    input.input_type === "task_run" ? nodeIds.get(input.id) : input.input_type === "flow_run" && own.has(input.id) ? input.id : undefined,
  );
  return [...new Set(ids)].filter((id) => id !== undefined).map((id) => ({ id }));
}

function graphArtifact({ id, created, key, type, data, is_latest }: Artifact & { readonly is_latest?: boolean }): GraphArtifact {
  return { id, created, key, type, is_latest: is_latest ?? true, data };
}

function byStart([aId, a]: [string, Node], [bId, b]: [string, Node]): number {
  return a.start_time < b.start_time || (a.start_time === b.start_time && aId < bId) ? -1 : 1;
}
