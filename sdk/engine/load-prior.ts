import type { PriorTaskRun } from "#core/contract/agents.ts";
import { isFinal } from "#core/rules/states.ts";
import { isMillraceError } from "../errors/millrace-error.ts";
import { levels } from "../logging/levels.ts";
import { writeLog } from "../logging/run-logger.ts";
import { isResultData, readKept } from "../results/keep.ts";
import { type EarlierCall, inputHash } from "./earlier-call.ts";
import type { FlowRunScope } from "./flow-run-scope.ts";
import { GRACE_MS, persistently } from "./propose.ts";

/**
 * Loads what attempts of the run in other processes left, so that its calls take over results that were kept and go on with the task
 * runs of the others. Called before the function of a run that was claimed again.
 *
 * @throws ApiUnreachableError, ApiError.
 */
export async function loadPrior(run: FlowRunScope): Promise<void> {
  const found = new Map<string, EarlierCall & { readonly reusable: boolean }>();
  for await (const prior of pages(run)) {
    // a subflow has a task run for each attempt: its number comes first
    const key = `${prior.task_key}/${prior.dynamic_key.split("-", 1)[0]}`;
    if (prior.reusable || found.get(key)?.reusable !== true) found.set(key, keptCall(run, prior));
  }
  run.prior = found;
}

async function* pages(run: FlowRunScope): AsyncGenerator<PriorTaskRun> {
  let after: string | undefined;
  for (;;) {
    const query = after === undefined ? {} : { after };
    const page = await persistently(() => run.runtime.client.readPriorTaskRuns({ params: { id: run.id }, query }), GRACE_MS);
    yield* page;
    const last = page.at(-1);
    if (last === undefined) return;
    after = last.id;
  }
}

function keptCall(run: FlowRunScope, { reusable, ...prior }: PriorTaskRun): EarlierCall & { readonly reusable: boolean } {
  // attempts that a lost process began are not counted against the task
  const record = isFinal(prior.state_type) ? prior : { ...prior, run_count: 0 };
  const data = prior.states.at(-1)?.data;
  return {
    record,
    reusable,
    async reuse(args) {
      if (!reusable || !isResultData(data) || data.input === undefined || data.input !== inputHash(args)) return undefined;
      try {
        return { value: await persistently(() => readKept(data, run.runtime.blobs), GRACE_MS) };
      } catch (error) {
        if (!isMillraceError(error, "missing-result")) throw error;
        writeLog(run, levels.WARNING, `${error.message} Task run '${record.name}' runs again.`);
        return undefined;
      }
    },
  };
}
