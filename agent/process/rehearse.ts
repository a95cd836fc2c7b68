import type { FlowRun } from "#core/contract/flow-runs.ts";
import { formatTimestamp } from "#core/contract/scalars.ts";
import type { State, StateCreate } from "#core/contract/states.ts";
import { makeState } from "#core/rules/states.ts";
import { resolveHere } from "#sdk/bundle/resolve-here.ts";
import { runClaimedFlow } from "#sdk/engine/run-flow.ts";
import type { Runtime } from "#sdk/engine/runtime.ts";
import { defineFlow } from "#sdk/flow/define-flow.ts";
import { loadFlowModule } from "#sdk/flow/load-module.ts";
import { task } from "#sdk/task/task.ts";

/**
 * Runs a flow that exists nowhere, with an API that is not asked, so that the code a run goes through is compiled before there is a run:
 * the first run of a process takes several times as long as the next.
 */
export async function rehearse(runtime: Runtime): Promise<void> {
  resolveHere();
  await loadFlowModule('data:text/javascript,import "millrace"');
  const step = task({ name: "rehearsal" }, async (n: number) => n + 1);
  const flow = defineFlow({ name: "rehearsal" }, async () => step(await step(await step(0))));
  for (let at = 0; at < TIMES; at += 1) {
    const id = runtime.ids.runId();
    const flowRun = { ...RUN, id, state: stateOf(runtime, { type: "PENDING" }) };
    await runClaimedFlow({ ...runtime, client: stageClient(runtime), print: () => {}, spool: null }, flow, {
      flowRun,
      epoch: 1,
      hasPrior: false,
    });
  }
}

const TIMES = 4;

function stageClient(runtime: Runtime): Runtime["client"] {
  return {
    ...runtime.client,
    setFlowRunState: async ({ body }) => ({ status: "ACCEPT", state: stateOf(runtime, body.state), details: { type: "accept_details" } }),
    reportTaskRuns: async () => ({ lease_expires_at: null, state_type: "RUNNING", state_name: "Running" }),
  };
}

function stateOf({ ids, clock }: Runtime, { type, data }: Pick<StateCreate, "type" | "data">): State {
  return makeState({ type, data }, { id: ids.uuid(), timestamp: formatTimestamp(clock.now()) });
}

/** What the engine reads of a run. */
const RUN = { name: "rehearsal", run_count: 0, parameters: {}, tags: [], empirical_policy: {} } as unknown as FlowRun;
