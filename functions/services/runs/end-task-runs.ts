import { isFinal } from "#core/rules/states.ts";
import { enterTaskRunState } from "#core/rules/transitions.ts";
import { change } from "../change.ts";
import type { StoredFlowRun } from "../documents/flow-run.ts";
import { runPartition, TASK_PREFIX } from "../documents/keys.ts";
import { epochOfRank, taskRunDocument, taskRunRecord } from "../documents/task-run.ts";
import type { Parts } from "../parts.ts";

/**
 * Ends the task runs that went on in a process that lost its run, once that crashed or was cancelled; they would look as if they still did.
 * Safe to repeat, and to be late. What the last holder of the run reported is left alone: it may still tell how those ended.
 */
export async function endTaskRuns(
  { store, clock }: Pick<Parts, "store" | "clock">,
  run: StoredFlowRun,
  message = run.states.at(-1)?.message ?? undefined,
): Promise<void> {
  const { state_type: type, epoch } = run;
  if (type !== "CRASHED" && type !== "CANCELLED") return;
  let cursor: string | undefined;
  do {
    const page = await store.query({
      index: "main",
      pk: runPartition(run.id),
      range: { prefix: TASK_PREFIX },
      limit: 200,
      ...(cursor !== undefined && { cursor }),
    });
    for (const document of page.documents) {
      if (isFinal(taskRunRecord(document).state_type)) continue;
      await change(store, { pk: document.pk, sk: document.sk }, "task run", (current) => {
        if (current === null || epochOfRank(current.rank) >= epoch) return { result: undefined };
        const task = taskRunRecord(current);
        if (isFinal(task.state_type)) return { result: undefined };
        const next = enterTaskRunState(task, { type, message }, { now: clock.now() });
        return { document: taskRunDocument(next, epochOfRank(current.rank)), result: undefined };
      });
    }
    cursor = page.cursor;
  } while (cursor !== undefined);
}
