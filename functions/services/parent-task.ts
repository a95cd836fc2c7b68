import { parseTimestamp } from "#core/contract/scalars.ts";
import { enterTaskRunState, mirrorOf } from "#core/rules/transitions.ts";
import { crashPoint } from "../crash-point.ts";
import { change } from "./change.ts";
import type { StoredFlowRun } from "./documents/flow-run.ts";
import { epochOfRank, taskRunDocument, taskRunRecord } from "./documents/task-run.ts";
import { findTaskRun } from "./lookups.ts";
import type { Parts } from "./parts.ts";

/**
 * Shows a subflow's current state on the task run of its parent. Safe to repeat: a state that is already there, or older than what is
 * there, changes nothing. Without a parent task run (yet) there is nothing to do.
 */
export async function mirrorToParent({ store }: Pick<Parts, "store">, run: StoredFlowRun): Promise<void> {
  const state = run.states.at(-1);
  if (run.parent_task_run_id === null || state === undefined) return;
  const parent = await findTaskRun(store, run.parent_task_run_id);
  if (parent === null) return;
  await change(store, parent, "task run", (current) => {
    if (current === null) return { result: undefined };
    const task = taskRunRecord(current);
    const last = task.states.at(-1);
    if (last !== undefined && last.state_details.child_flow_run_id === run.id && last.timestamp >= state.timestamp)
      return { result: undefined };
    const next = enterTaskRunState(task, mirrorOf(run.id, state), { now: parseTimestamp(state.timestamp) });
    return { document: taskRunDocument(next, epochOfRank(current.rank)), result: undefined };
  });
  crashPoint("set-state:parent-written");
}
