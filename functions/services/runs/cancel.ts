import { orchestrateFlowRun } from "#core/rules/orchestrate.ts";
import type { Parts } from "../parts.ts";
import { changeState } from "./write-state.ts";

/** Asks for a run's end: CANCELLED at once where nothing runs, else CANCELLING until its process has stopped. */
export async function cancelFlowRun(parts: Parts, id: string, message: string): Promise<void> {
  await changeState(parts, id, (run) => {
    if (run === null || run.state_type === "CANCELLING") return { result: undefined };
    const { record, changed } = orchestrateFlowRun(run, { type: "CANCELLING", message }, { now: parts.clock.now(), force: false });
    return changed ? { record, result: undefined } : { result: undefined };
  });
}
