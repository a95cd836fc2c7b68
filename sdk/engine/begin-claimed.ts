import type { FlowRun } from "#core/contract/flow-runs.ts";
import type { State } from "#core/contract/states.ts";
import { CancelledRunError, RunRefusedError } from "../errors/flow-errors.ts";
import type { Begun } from "./begin-flow.ts";
import { patienceOf } from "./conclude-flow.ts";
import { crashPoint } from "./crash-point.ts";
import type { FlowDefinition } from "./flow-definition.ts";
import type { FlowRunScope } from "./flow-run-scope.ts";
import { loadPrior } from "./load-prior.ts";
import { openScope } from "./open-scope.ts";
import { namedParameters } from "./parameter-names.ts";
import { invalidState, nameOfRun, policyOf, prepareArguments } from "./prepare-flow.ts";
import { persistently, proposeFlowState } from "./propose.ts";
import type { Runtime } from "./runtime.ts";

/** A run that an agent claimed for this process: PENDING, and held under the epoch. */
export interface ClaimedRun {
  readonly flowRun: FlowRun;
  readonly epoch: number;
  /** Earlier attempts may have left results to use again. */
  readonly hasPrior: boolean;
}

/** What takes a run in hand as soon as there is one. */
export interface ClaimedRunOptions {
  /** Told of the run before it enters RUNNING. */
  readonly onOpen?: (run: FlowRunScope) => void;
}

/**
 * Validates the parameters of a claimed run and proposes RUNNING, or FAILED if they do not fit. Waits for the run's time if that is yet to
 * come, and for the API while it is away.
 *
 * @throws RunRefusedError if the run is not ours any more, or has ended.
 */
export async function beginClaimedRun(
  runtime: Runtime,
  flow: FlowDefinition,
  { flowRun, epoch, hasPrior }: ClaimedRun,
  { onOpen }: ClaimedRunOptions,
): Promise<Begun> {
  const prepared = await prepareArguments(flow, argumentsOf(flow, flowRun.parameters as Record<string, unknown>));
  const parameters = namedParameters(flow.parameterNames, prepared.args);
  const first = flowRun.run_count === 0;
  const named =
    first && flow.options.runName !== undefined ? nameOfRun(flow, { id: flowRun.id, parameters, args: prepared.args }) : undefined;
  const error = prepared.error ?? named?.error;
  const policy = { ...policyOf(flow), ...withoutNulls(flowRun.empirical_policy) };
  const run = openScope({
    runtime,
    flow,
    id: flowRun.id,
    name: named?.name ?? flowRun.name,
    tags: flowRun.tags,
    parent: null,
    epoch,
    args: prepared.args,
    parameters,
    current: flowRun.state as State,
    claimed: true,
    // going on after a pause is not another attempt
    runCount: flowRun.run_count + (flowRun.empirical_policy.resuming === true ? 0 : 1),
    retries: policy.retries,
    persistByDefault: true,
  });
  onOpen?.(run);
  try {
    await tellAbout(run, named?.name, policy, flowRun);
    if (error !== undefined) {
      await enter(run, () => proposeFlowState(run, invalidState(error)));
      return { run, error };
    }
    await enter(run, () => proposeFlowState(run, { type: "RUNNING" }));
    crashPoint("flow:running");
    if (run.current.type === "CANCELLING") {
      await enter(run, () => proposeFlowState(run, { type: "CANCELLED", message: "It was cancelled before it began." }));
      return { run, error: new CancelledRunError(run.name, "somebody cancelled it before it began") };
    }
    if (run.current.type !== "RUNNING") throw new RunRefusedError(run.name, `it is ${run.current.name}`);
    if (hasPrior) await loadPrior(run);
    return { run };
  } catch (thrown) {
    run.reporter.close();
    await run.session.close();
    throw thrown;
  }
}

/**
 * The arguments for the parameters of a run: the one object they are, or each in its place for a function that names several. A function
 * with one parameter gets the value of that name where nothing else is given, as a call from code records it.
 */
export function argumentsOf(flow: FlowDefinition, parameters: Readonly<Record<string, unknown>>): readonly unknown[] {
  const names = flow.parameterNames;
  const [only] = names;
  if (flow.options.parameters !== undefined) return [parameters];
  if (only === undefined) return Object.keys(parameters).length === 0 ? [] : [parameters];
  if (names.length > 1) return names.map((name) => parameters[name]);
  const keys = Object.keys(parameters);
  return keys.length === 1 && keys[0] === only ? [parameters[only]] : [parameters];
}

/** What the flow adds to its run: a name of its own wording, and retries where the deployment says nothing. Most runs need no request. */
async function tellAbout(run: FlowRunScope, name: string | undefined, policy: object, flowRun: FlowRun): Promise<void> {
  const known = withoutNulls(flowRun.empirical_policy);
  const update = {
    ...(name !== undefined && name !== flowRun.name && { name }),
    ...(Object.keys(policy).length > Object.keys(known).length && { empirical_policy: policy }),
  };
  if (Object.keys(update).length > 0) await enter(run, () => run.runtime.client.updateFlowRun({ params: { id: run.id }, body: update }));
}

/** An agent keeps the run meanwhile, so there is time. */
function enter<T>(run: FlowRunScope, action: () => Promise<T>): Promise<T> {
  return persistently(action, patienceOf(run), run.hurry.signal);
}

function withoutNulls<T extends object>(value: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== null && part !== undefined)) as never;
}
