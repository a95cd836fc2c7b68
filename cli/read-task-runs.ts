import type { Client } from "#core/contract/client.ts";
import type { TaskRun } from "#core/contract/task-runs.ts";

/** All task runs of a flow run in the order they were expected to start. */
export async function readTaskRuns(client: Client, flowRunId: string): Promise<TaskRun[]> {
  const tasks: TaskRun[] = [];
  for (;;) {
    const page = await client.filterTaskRuns({
      body: { flow_runs: { id: { any_: [flowRunId] } }, sort: "EXPECTED_START_TIME_ASC", limit: PAGE, offset: tasks.length },
    });
    tasks.push(...page);
    if (page.length < PAGE) return tasks;
  }
}

const PAGE = 200;
