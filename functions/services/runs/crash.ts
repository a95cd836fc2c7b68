import type { State } from "#core/contract/states.ts";
import { crashed } from "#core/rules/crash.ts";
import { isStaleEpoch } from "#core/rules/flow-run-policy.ts";
import { isFinal } from "#core/rules/states.ts";
import { crashPoint } from "../../crash-point.ts";
import type { Services } from "../deps.ts";
import type { StoredFlowRun } from "../documents/flow-run.ts";
import type { Parts } from "../parts.ts";
import { notFound, staleEpoch } from "../refusals.ts";
import { hint } from "../work-queues/hints.ts";
import { endTaskRuns } from "./end-task-runs.ts";
import { changeState } from "./write-state.ts";

/** Telling that the process of a run was lost. */
export function crashServices(parts: Parts): Pick<Services, "crashFlowRun"> {
  return {
    async crashFlowRun({ params, body }) {
      const { run, retried } = await crashRun(parts, params.id, body.epoch, body.message, body.retriable);
      return { state: run.states.at(-1) as State, retried };
    },
  };
}

/**
 * Crashes a run that is held under that epoch, and starts it again where its policy says so. Repeating it is safe: the epoch has moved on.
 * A run that has ended stays as it is. What follows and was cut short is done by others: the hint by the sweep, the end of the task runs by
 * `react`, to which the crash was announced.
 *
 * @throws ProblemError `not-found`, `stale-epoch`.
 */
export async function crashRun(
  parts: Parts,
  id: string,
  epoch: number,
  message: string,
  retriable = true,
): Promise<{ readonly run: StoredFlowRun; readonly retried: boolean }> {
  const outcome = await changeState(parts, id, (run) => {
    if (run === null) throw notFound("flow run", id);
    if (isFinal(run.state_type) && run.epoch === epoch) return { result: { run, retried: false } };
    if (isStaleEpoch(run, epoch)) throw staleEpoch(id, epoch, run.epoch);
    const next = crashed(run, { now: parts.clock.now(), message, retriable });
    if (next === null) return { result: { run, retried: false } };
    return { record: next.record, result: { run: next.record, retried: next.retried } };
  });
  crashPoint("crash:written");
  if (outcome.retried) await hint(parts, outcome.run, Date.parse(outcome.run.next_scheduled_start_time ?? "") - parts.clock.now() || 0);
  else await endTaskRuns(parts, outcome.run, message);
  return outcome;
}
