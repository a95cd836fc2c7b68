import { type Schema, Validator } from "@cfworker/json-schema";
import { formatTimestamp } from "#core/contract/scalars.ts";
import type { OrchestrationResult, State, StateCreate } from "#core/contract/states.ts";
import { crashPoint } from "../crash-point.ts";
import type { Services } from "./deps.ts";
import { runInputKey, runInputOf } from "./documents/run-input.ts";
import { getFlowRun } from "./lookups.ts";
import type { Parts } from "./parts.ts";
import { Reply } from "./reply.ts";
import { writeInput } from "./run-inputs.ts";

/**
 * Resuming: the input is checked and stored first, so that a run that goes on finds it. A paused run is RUNNING again in its process; one
 * that was suspended is SCHEDULED, named Resuming, for an agent. As Prefect, a run that is not paused is an ABORT, and input that
 * does not fit a REJECT; neither changes anything.
 */
export function resumeServices(parts: Parts, { setFlowRunState }: Pick<Services, "setFlowRunState">): Pick<Services, "resumeFlowRun"> {
  return {
    async resumeFlowRun({ params, body }, context) {
      const run = await getFlowRun(parts.store, params.id);
      const state = run.states.at(-1);
      if (state?.type !== "PAUSED") return new Reply(200, aborted(`The run is not paused, it is ${state?.name ?? "without a state"}.`));
      const input = body?.run_input ?? {};
      const fault = await faultOf(parts, run.id, state, input);
      if (fault !== undefined) return new Reply(200, rejected(state, fault));
      const key = state.state_details.run_input_keyset?.response;
      // its sender is the pause it ends, so that a later pause under the same key takes no old answer
      const answer = { flow_run_id: run.id, value: JSON.stringify(input), sender: state.id };
      if (key !== undefined) await writeInput(parts, { ...answer, key }, "any");
      crashPoint("resume:input-written");
      const next: StateCreate =
        state.state_details.pause_reschedule === true
          ? { type: "SCHEDULED", name: "Resuming", state_details: { scheduled_time: formatTimestamp(parts.clock.now()) } }
          : { type: "RUNNING" };
      return setFlowRunState({ params, query: undefined, body: { state: next, force: false } }, context);
    },
  };
}

/** Why the input does not fit what the run waits for; undefined if it does, or if the run waits for none. */
async function faultOf({ store }: Parts, flowRunId: string, state: State, input: object): Promise<string | undefined> {
  const key = state.state_details.run_input_keyset?.schema;
  if (key === undefined) return undefined;
  const document = await store.get(runInputKey(flowRunId, key));
  if (document === null) return "The run has not said yet what input it waits for. Try again in a moment.";
  const { valid, errors } = new Validator(JSON.parse(runInputOf(document).value) as Schema, "2020-12", false).validate(input);
  if (valid) return undefined;
  const faults = errors.map(({ instanceLocation, error }) => `${instanceLocation.replace(/^#/, "$").replaceAll("/", ".")}: ${error}`);
  return `The input does not fit what the run waits for: ${[...new Set(faults)].slice(-5).join(" ")}`;
}

function aborted(reason: string): OrchestrationResult {
  return { status: "ABORT", state: null, details: { type: "abort_details", reason } };
}

function rejected(state: State, reason: string): OrchestrationResult {
  return { status: "REJECT", state, details: { type: "reject_details", reason } };
}
