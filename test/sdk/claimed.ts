import type { Client } from "#core/contract/client.ts";
import { systemIds } from "#core/ports/system.ts";
import type { FlowRunScope } from "#sdk/engine/flow-run-scope.ts";
import { type FlowRunEnd, runClaimedFlow } from "#sdk/engine/run-flow.ts";
import { currentRuntime } from "#sdk/engine/runtime.ts";
import type { Flow } from "#sdk/flow/flow.ts";
import { flowDefinitionOf } from "#sdk/flow/registry.ts";

/** A run of a deployment, due now. */
export async function scheduleRun(
  client: Client,
  flow: { readonly name: string },
  parameters: Record<string, unknown> = {},
): Promise<string> {
  const { id } = await client.createFlow({ body: { name: flow.name } });
  const body = { flow_id: id, deployment_id: systemIds.uuid(), parameters, state: { type: "SCHEDULED" as const } };
  return (await client.createFlowRun({ body })).id;
}

/** Takes the run as an agent's process does, and runs it to the end of this attempt. Call it inside a runtime. */
export async function runAttempt(
  flow: Flow<never, unknown>,
  id: string,
  onOpen?: (run: FlowRunScope) => void,
  epoch = 0,
): Promise<FlowRunEnd> {
  const runtime = await currentRuntime();
  await runtime.client.setFlowRunState({ params: { id }, body: { state: { type: "PENDING" } } });
  const flowRun = await runtime.client.readFlowRun({ params: { id } });
  const definition = flowDefinitionOf(flow);
  if (definition === undefined) throw new Error("not a flow");
  return runClaimedFlow(runtime, definition, { flowRun, epoch, hasPrior: true }, onOpen === undefined ? {} : { onOpen });
}

/** What an API does to a run whose process is gone: it is due again, at once. */
export async function reschedule(client: Client, id: string): Promise<void> {
  await client.setFlowRunState({ params: { id }, body: { state: { type: "SCHEDULED", name: "AwaitingRetry" }, force: true } });
}
