import type { TaskRunRecord } from "#core/contract/documents.ts";
import { parseTimestamp } from "#core/contract/scalars.ts";
import type { State } from "#core/contract/states.ts";
import { hasKeptResult } from "#core/rules/states.ts";
import { enterTaskRunState, mirrorOf, newTaskRunRecord } from "#core/rules/transitions.ts";
import { currentScope } from "../context/scope.ts";
import { CancelledRunError, CrashedRunError, FlowRunFailedError, RunRefusedError } from "../errors/flow-errors.ts";
import { refuseWhileLoading } from "../flow/load-module.ts";
import { EngineFuture } from "../task/future.ts";
import { type EarlierCall, inputHash, type Reused } from "./earlier-call.ts";
import type { FlowDefinition } from "./flow-definition.ts";
import type { FlowRunScope } from "./flow-run-scope.ts";
import { findFutures, replaceFutures } from "./resolve.ts";
import { type FlowRunEnd, runFlow } from "./run-flow.ts";
import { currentRuntime } from "./runtime.ts";
import { refuseInThread } from "./thread.ts";

/** Runs the flow, and answers how it ended; rejects only if there could be no run. Inside another flow, it is a subflow of that. */
export async function runFlowToEnd(flow: FlowDefinition, self: unknown, args: readonly unknown[]): Promise<FlowRunEnd> {
  refuseInThread(`flow "${flow.name}"`);
  refuseWhileLoading(flow.name);
  const scope = currentScope();
  if (scope === undefined) return runFlow(await currentRuntime(), flow, { self, args, parent: null });
  const { future, end } = startSubflow(scope.flowRun, flow, self, args);
  future.observed = true;
  return end;
}

/** Runs the flow, and answers its value. */
export function callFlow(flow: FlowDefinition, self: unknown, args: readonly unknown[]): Promise<unknown> {
  refuseWhileLoading(flow.name);
  const scope = currentScope();
  if (scope === undefined) return runFlowToEnd(flow, self, args).then(valueOfRun);
  return startSubflow(scope.flowRun, flow, self, args).future;
}

/** Starts a subflow: a run of its own, and a task run that stands for it in the parent and takes on each of its states. */
function startSubflow(
  parent: FlowRunScope,
  flow: FlowDefinition,
  self: unknown,
  args: readonly unknown[],
): { future: EngineFuture<unknown>; end: Promise<FlowRunEnd> } {
  refuseInThread(`flow "${flow.name}"`);
  if (parent.signal.aborted) throw parent.signal.reason;
  if (parent.ended)
    throw new RunRefusedError(parent.name, `it had ended when subflow "${flow.name}" was called; await the code that calls it`);
  const { runtime } = parent;
  const found = findFutures(args);
  const sources = new Set([...found.map(({ future }) => future.taskRunId), ...args.flatMap((value) => parent.made.makersOf(value))]);
  const key = `flow:${flow.name}`;
  const number = parent.ledger.nextKey(key);
  const place = `${key}/${number}`;
  const earlier = parent.prior?.get(place);
  const prior = earlier?.record.state_type === "COMPLETED" ? earlier : undefined;
  const task_inputs: TaskRunRecord["task_inputs"] =
    sources.size === 0 ? {} : { arguments: [...sources].map((id) => ({ input_type: "task_run" as const, id })) };
  let record =
    prior?.record ??
    newTaskRunRecord(
      {
        name: `${flow.name}-${number}`.slice(0, 255),
        flow_run_id: parent.id,
        task_key: key,
        // an attempt of the parent that finds no result calls the subflow anew
        dynamic_key: earlier === undefined ? String(number) : `${number}-${parent.runCount}`,
        task_inputs,
      },
      { id: runtime.ids.runId(), now: runtime.clock.now() },
    );
  const source = {
    id: record.id,
    name: record.name,
    get state(): State {
      return record.states.at(-1) as State;
    },
    sleep: runtime.clock.sleep,
  };
  const future = new EngineFuture<unknown>(source);
  parent.ledger.open(future);
  if (prior === undefined) parent.reporter.task(record);

  const mirror = (run: FlowRunScope) => {
    const { current } = run;
    record = {
      ...enterTaskRunState(record, mirrorOf(run.id, current), { now: parseTimestamp(current.timestamp) }),
      flow_run_run_count: parent.runCount,
    };
    parent.reporter.task(record);
  };
  const start = async () => {
    const values = new Map<unknown, unknown>();
    for (const { future: given, allowFailure } of found)
      values.set(given, await given.outcome.catch((error: unknown) => (allowFailure ? error : Promise.reject(error))));
    const resolved = args.map((value) => replaceFutures(value, ({ future: given }) => values.get(given)));
    const done = prior === undefined ? undefined : await prior.reuse(resolved);
    if (done !== undefined) return endOf(record, done);
    while (parent.hold !== undefined && !parent.signal.aborted) await parent.hold.pass();
    parent.signal.throwIfAborted();
    const input = inputHash(resolved);
    parent.called?.set(
      place,
      subflowCall(() => record, input, future),
    );
    return runFlow(runtime, flow, { self, args: resolved, parent: { flowRun: parent, taskRunId: record.id }, input, onState: mirror });
  };
  const end = start();
  end.then(valueOfRun).then(
    (value) => {
      parent.made.note(value, record.id);
      future.complete(value);
      parent.childEnded(null, future, true);
    },
    (error: unknown) => {
      future.fail(error);
      parent.childEnded(null, future, false);
    },
  );
  return { future, end };
}

/** The end of a subflow that an earlier attempt of its parent ran. */
function endOf(record: TaskRunRecord, came: Reused): FlowRunEnd {
  const state = record.states.at(-1) as State;
  return { flowRunId: state.state_details.child_flow_run_id ?? record.id, flowRunName: record.name, state, came };
}

/** The call of a subflow, as the next attempt of its parent in this process finds it. */
function subflowCall(record: () => TaskRunRecord, input: string | undefined, future: EngineFuture<unknown>): EarlierCall {
  return {
    get record() {
      return record();
    },
    async reuse(args) {
      const state = record().states.at(-1) as State;
      if (state.type !== "COMPLETED" || !hasKeptResult(state) || input === undefined || input !== inputHash(args)) return undefined;
      return { value: await future.outcome };
    },
  };
}

/** The value of a completed run; throws what it failed with. */
export function valueOfRun({ state, came, flowRunName }: FlowRunEnd): unknown {
  if (state.type === "COMPLETED") return "value" in came ? came.value : undefined;
  if ("error" in came) throw came.error;
  const message = state.message ?? "no reason was given";
  if (state.type === "CANCELLED") throw new CancelledRunError(flowRunName, message);
  if (state.type === "CRASHED") throw new CrashedRunError(flowRunName, message);
  throw new FlowRunFailedError(flowRunName, state.name, state.message, undefined);
}
