import { formatTimestamp } from "#core/contract/scalars.ts";
import type { State } from "#core/contract/states.ts";
import { joinTags } from "../context/tags.ts";
import { RunRefusedError } from "../errors/flow-errors.ts";
import { jsonSafe } from "../results/json-safe.ts";
import type { FlowDefinition } from "./flow-definition.ts";
import type { FlowRunScope } from "./flow-run-scope.ts";
import { openScope } from "./open-scope.ts";
import { namedParameters } from "./parameter-names.ts";
import { invalidState, nameOfRun, policyOf, prepareArguments } from "./prepare-flow.ts";
import type { Runtime } from "./runtime.ts";

/** Who calls a subflow. */
export interface Parent {
  readonly flowRun: FlowRunScope;
  /** The task run that stands for the subflow in its parent. */
  readonly taskRunId: string;
}

/** A run that was begun; with an `error` its function is not to be entered. */
export interface Begun {
  readonly run: FlowRunScope;
  readonly error?: unknown;
}

/**
 * Validates the parameters, and creates the run in one request: RUNNING, or FAILED if the parameters do not fit.
 *
 * @throws ApiUnreachableError, RunRefusedError; then there is no run.
 */
export async function beginFlowRun(
  runtime: Runtime,
  flow: FlowDefinition,
  given: readonly unknown[],
  parent: Parent | null,
): Promise<Begun> {
  const id = runtime.ids.runId();
  const prepared = await prepareArguments(flow, given);
  const parameters = namedParameters(flow.parameterNames, prepared.args);
  const named = nameOfRun(flow, { id, parameters, args: prepared.args });
  const error = prepared.error ?? named.error;
  const tags = joinTags(flow.options.tags ?? []);

  const { flow_run, lease } = await runtime.client.beginFlowRun({
    body: {
      id,
      flow: { name: flow.name, tags: [...(flow.options.tags ?? [])] },
      name: named.name,
      state: error === undefined ? { type: "RUNNING" } : invalidState(error),
      holder: runtime.holder,
      parameters: jsonSafe(parameters) as Record<string, unknown>,
      tags: [...tags],
      flow_version: flow.version,
      empirical_policy: policyOf(flow),
      parent_task_run_id: parent?.taskRunId,
      parent_flow_run_id: parent?.flowRun.id,
    },
  });

  const run = openScope({
    runtime,
    flow,
    id,
    name: flow_run.name,
    tags,
    parent: parent?.flowRun ?? null,
    epoch: lease?.epoch ?? 0,
    args: prepared.args,
    parameters,
    current: flow_run.state ?? assumed(runtime, error),
  });
  if (error !== undefined) return { run, error };
  if (lease === null) {
    run.reporter.close();
    throw new RunRefusedError(run.name, `it is ${run.current.name}`);
  }
  return { run };
}

function assumed(runtime: Runtime, error: unknown): State {
  const type = error === undefined ? "RUNNING" : "FAILED";
  return {
    id: runtime.ids.uuid(),
    type,
    name: type === "RUNNING" ? "Running" : "Failed",
    timestamp: formatTimestamp(runtime.clock.now()),
    message: null,
    data: null,
    state_details: {},
  };
}
