import type { RunnerFailureMessage } from "#core/contract/messages.ts";
import { ProblemError } from "#core/contract/problem.ts";
import type { Parts } from "../services/parts.ts";
import { crashRun } from "../services/runs/crash.ts";

/**
 * Crashes the run whose invocation failed, if it is still that one's: what Lambda tells comes minutes before the lease would run out. An
 * invocation that never began has claimed nothing; the sweep starts another for its run.
 */
export async function crashFailedInvocation(parts: Parts, { call, error, began }: RunnerFailureMessage): Promise<void> {
  if (!began) return;
  try {
    await crashRun(parts, call.flow_run_id, call.epoch + 1, `The runner function ended before the run did: ${error}${hintOf(error)}`);
  } catch (thrown) {
    if (!(thrown instanceof ProblemError && (thrown.code === "stale-epoch" || thrown.code === "not-found"))) throw thrown;
  }
}

function hintOf(error: string): string {
  if (/signal: killed|OutOfMemory|SIGKILL/i.test(error))
    return ". It may have run out of memory; the deployment in AWS says how much it has (`runner`).";
  if (/timed out/i.test(error)) return ". Its process did not stop when its time was up.";
  return "";
}
