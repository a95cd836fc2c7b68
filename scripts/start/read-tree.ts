import { readTaskRuns } from "#cli/read-task-runs.ts";
import type { Client } from "#core/contract/client.ts";
import type { TaskRun } from "#core/contract/task-runs.ts";

/** A task run, and how many flows within flows it lies in. */
export interface Placed {
  readonly task: TaskRun;
  readonly depth: number;
}

/** The task runs of a flow run, those of each subflow below the task run that stands for it. */
export async function readTree(client: Client, flowRunId: string, depth = 0): Promise<Placed[]> {
  const [tasks, children] = await Promise.all([
    readTaskRuns(client, flowRunId),
    client.filterFlowRuns({ body: { flow_runs: { parent_flow_run_id: { any_: [flowRunId] } }, sort: "EXPECTED_START_TIME_ASC" } }),
  ]);
  const below = await Promise.all(
    children.map(async (child) => [child.parent_task_run_id, depth < DEEPEST ? await readTree(client, child.id, depth + 1) : []] as const),
  );
  return tasks.flatMap((task) => [{ task, depth }, ...below.filter(([parent]) => parent === task.id).flatMap(([, placed]) => placed)]);
}

const DEEPEST = 3;
