import { formatTimestamp } from "#core/contract/scalars.ts";
import type { State, StateCreate } from "#core/contract/states.ts";
import { generateRunName, renderRunName } from "#core/rules/names.ts";
import { joinTags } from "../context/tags.ts";
import { CancelledRunError, RunRefusedError } from "../errors/flow-errors.ts";
import { validateParameters } from "../flow/validate.ts";
import { Reporter } from "../report/reporter.ts";
import { jsonSafe } from "../results/json-safe.ts";
import { ConcurrentTaskRunner } from "../runners/concurrent.ts";
import { errorData } from "./error-data.ts";
import type { FlowDefinition } from "./flow-definition.ts";
import { FlowRunScope } from "./flow-run-scope.ts";
import { namedParameters } from "./parameter-names.ts";
import { plainName } from "./run-name.ts";
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
  const prepared = await prepare(flow, given);
  const parameters = namedParameters(flow.parameterNames, prepared.args);
  const named = nameOf(flow, parameters, prepared.args, id);
  const error = prepared.error ?? named.error;
  const tags = joinTags(flow.options.tags ?? []);

  const { flow_run, lease } = await runtime.client.beginFlowRun({
    body: {
      id,
      flow: { name: flow.name, tags: [...(flow.options.tags ?? [])] },
      name: named.name,
      state: error === undefined ? { type: "RUNNING" } : invalid(error),
      holder: runtime.holder,
      parameters: jsonSafe(parameters) as Record<string, unknown>,
      tags: [...tags],
      flow_version: flow.version,
      empirical_policy: policyOf(flow),
      parent_task_run_id: parent?.taskRunId,
      parent_flow_run_id: parent?.flowRun.id,
    },
  });

  const above = parent?.flowRun ?? null;
  const { options } = flow;
  const run: FlowRunScope = new FlowRunScope({
    runtime,
    flow,
    id,
    name: flow_run.name,
    tags,
    parent: above,
    reporter: new Reporter({
      runtime,
      flowRunId: id,
      epoch: lease?.epoch ?? 0,
      onStop: (why, detail) => run.abort(new CancelledRunError(run.name, stopped(why, detail))),
    }),
    session: (options.taskRunner ?? ConcurrentTaskRunner()).open(),
    logPrints: options.logPrints ?? above?.logPrints ?? false,
    persistResult: options.persistResult ?? above?.persistResult ?? (options.retries ?? 0) > 0,
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

async function prepare(flow: FlowDefinition, given: readonly unknown[]): Promise<{ args: readonly unknown[]; error?: unknown }> {
  const { parameters: schema, validateParameters: wanted = true } = flow.options;
  if (schema === undefined || !wanted) return { args: given };
  try {
    return { args: [await validateParameters(flow.name, schema, given[0] ?? {}), ...given.slice(1)] };
  } catch (error) {
    return { args: given, error };
  }
}

function nameOf(
  flow: FlowDefinition,
  parameters: Readonly<Record<string, unknown>>,
  args: readonly unknown[],
  id: string,
): { name: string; error?: unknown } {
  const { runName } = flow.options;
  try {
    if (runName === undefined) return { name: generateRunName(id) };
    return { name: typeof runName === "string" ? renderRunName(runName, parameters) : plainName(runName({ parameters, args })) };
  } catch (error) {
    return { name: generateRunName(id), error };
  }
}

function invalid(error: unknown): StateCreate {
  return {
    type: "FAILED",
    message: error instanceof Error ? error.message : String(error),
    data: errorData(error),
    state_details: { retriable: false },
  };
}

function policyOf(flow: FlowDefinition) {
  const { retries, retryDelaySeconds } = flow.options;
  return { ...(retries !== undefined && { retries }), ...(retryDelaySeconds !== undefined && { retry_delay: retryDelaySeconds }) };
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

function stopped(why: "cancelling" | "lost", detail: string): string {
  return why === "cancelling" ? "somebody cancelled it" : `its report was refused, since ${detail}`;
}
