import type { FlowFilter, TaskRunFilter } from "#core/contract/filters.ts";
import type { Store } from "#core/ports/store.ts";
import { matchesFlow, matchesTaskRun } from "#core/rules/filters.ts";
import { flowOf } from "../documents/flow.ts";
import { flowKey, runPartition, TASK_PREFIX } from "../documents/keys.ts";
import { taskRunRecord } from "../documents/task-run.ts";
import { pages, type ReadBudget } from "./scan.ts";

/** Tells whether a flow meets the filter, reading each flow once. */
export function flowMatcher(store: Store, filter: FlowFilter): (flowId: string) => Promise<boolean> {
  const known = new Map<string, Promise<boolean>>();
  return (flowId) => {
    let answer = known.get(flowId);
    if (answer === undefined) {
      answer = store.get(flowKey(flowId)).then((document) => document !== null && matchesFlow(filter, flowOf(document)));
      known.set(flowId, answer);
    }
    return answer;
  };
}

/** Does the flow run have a task run that meets the filter? */
export async function hasTaskRun(store: Store, flowRunId: string, filter: TaskRunFilter, budget: ReadBudget): Promise<boolean> {
  for await (const page of pages(
    store,
    { index: "main", pk: runPartition(flowRunId), range: { prefix: TASK_PREFIX }, limit: 200 },
    budget,
  )) {
    if (page.some((document) => matchesTaskRun(filter, taskRunRecord(document)))) return true;
  }
  return false;
}
