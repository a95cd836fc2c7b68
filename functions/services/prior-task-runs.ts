import type { PriorTaskRun } from "#core/contract/agents.ts";
import type { TaskRunRecord } from "#core/contract/documents.ts";
import { hasKeptResult } from "#core/rules/states.ts";
import type { Services } from "./deps.ts";
import { byteLength } from "./documents/fit.ts";
import { runPartition, TASK_PREFIX } from "./documents/keys.ts";
import { taskRunRecord } from "./documents/task-run.ts";
import { getFlowRun } from "./lookups.ts";
import type { Parts } from "./parts.ts";

/** What the next attempt of a run, on whatever machine, can know of those before it. */
export function priorTaskRunServices({ store }: Pick<Parts, "store">): Pick<Services, "readPriorTaskRuns"> {
  return {
    async readPriorTaskRuns({ params, query }) {
      const run = await getFlowRun(store, params.id);
      const answer: PriorTaskRun[] = [];
      let bytes = 0;
      let cursor: string | undefined;
      do {
        const page = await store.query({
          index: "main",
          pk: runPartition(run.id),
          range: query.after === undefined ? { prefix: TASK_PREFIX } : { from: TASK_PREFIX + query.after, to: TASKS_END },
          limit: 250,
          ...(cursor === undefined ? undefined : { cursor }),
        });
        for (const document of page.documents) {
          if (document.sk === TASK_PREFIX + query.after) continue;
          const prior = withReusable(taskRunRecord(document), run.fresh_since);
          bytes += byteLength(prior);
          answer.push(prior);
          if (bytes > PAGE_BYTES) return answer;
        }
        cursor = page.cursor;
      } while (cursor !== undefined);
      return answer;
    },
  };
}

/** An answer of the API may have 6 MB at most. */
const PAGE_BYTES = 4_000_000;
/** Behind every key with the prefix. */
const TASKS_END = `${TASK_PREFIX}~`;

function withReusable(record: TaskRunRecord, freshSince: string | null): PriorTaskRun {
  const state = record.states.at(-1);
  const kept = state !== undefined && state.type === "COMPLETED" && hasKeptResult(state);
  return { ...record, reusable: kept && (freshSince === null || state.timestamp > freshSince) };
}
