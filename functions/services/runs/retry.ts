import { ProblemError } from "#core/contract/problem.ts";
import { formatTimestamp } from "#core/contract/scalars.ts";
import { orchestrateFlowRun } from "#core/rules/orchestrate.ts";
import { isFinal } from "#core/rules/states.ts";
import { crashPoint } from "../../crash-point.ts";
import type { Services } from "../deps.ts";
import { flowRunAnswer } from "../lookups.ts";
import { fetchParameters } from "../parameters.ts";
import type { Parts } from "../parts.ts";
import { notFound } from "../refusals.ts";
import { hint } from "../work-queues/hints.ts";
import { changeState } from "./write-state.ts";

/** Running an ended run again. */
export function retryServices(parts: Parts): Pick<Services, "retryFlowRun"> {
  const { clock } = parts;
  return {
    async retryFlowRun({ params, body }) {
      const scratch = body?.from_scratch === true;
      const run = await changeState(parts, params.id, (before) => {
        if (before === null) throw notFound("flow run", params.id);
        if (!isFinal(before.state_type)) throw notEnded(before.state_name);
        if (before.deployment_id === null) throw noDeployment();
        const now = clock.now();
        const message = scratch ? "Retried from scratch." : "Retried from what did not complete.";
        const state = { type: "SCHEDULED" as const, name: "AwaitingRetry", message };
        const { record, changed } = orchestrateFlowRun(before, state, { now, force: true });
        if (!changed) throw notEnded(before.state_name);
        const fresh_since = scratch ? formatTimestamp(now) : before.fresh_since;
        const next = { ...record, fresh_since, crash_count: 0, slots: [], waiting_for: null };
        return { record: next, result: next };
      });
      crashPoint("retry:written");
      await hint(parts, run);
      return flowRunAnswer(parts, await fetchParameters(parts.blobs, run));
    },
  };
}

function notEnded(state: string | null): ProblemError {
  return new ProblemError("conflict", {
    what: `The run has not ended; it is ${state}.`,
    got: state,
    expected: "a run that completed, failed, crashed or was cancelled",
    do: "Wait for its end, or cancel it first.",
  });
}

function noDeployment(): ProblemError {
  return new ProblemError("conflict", {
    what: "The run has no deployment, so no agent has its code.",
    do: "Run the script again that made it; or deploy its flow and run the deployment.",
  });
}
