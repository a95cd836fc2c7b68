import type { TaskInput } from "#core/contract/task-runs.ts";
import { newTaskRunRecord } from "#core/rules/transitions.ts";
import { currentScope } from "../context/scope.ts";
import { joinTags } from "../context/tags.ts";
import { RunRefusedError } from "../errors/flow-errors.ts";
import { levels } from "../logging/levels.ts";
import { writeLog } from "../logging/run-logger.ts";
import type { EngineFuture } from "../task/future.ts";
import { callPlainly } from "./call-plainly.ts";
import type { FlowRunScope } from "./flow-run-scope.ts";
import type { MadeValues } from "./made-values.ts";
import { startPaced } from "./pace.ts";
import { namedParameters } from "./parameter-names.ts";
import { type FoundFuture, findFutures } from "./resolve.ts";
import { runTask } from "./run-task.ts";
import type { TaskDefinition } from "./task-definition.ts";
import { TaskRunScope } from "./task-run-scope.ts";
import { refuseInThread } from "./thread.ts";

/** One call of a task. */
export interface TaskCall {
  readonly self: unknown;
  readonly args: readonly unknown[];
  /** Further futures to wait for. */
  readonly waitFor?: readonly unknown[] | undefined;
}

/** Starts a run of the task in the flow run that calls it; outside of any, just calls the function. */
export function callTask(task: TaskDefinition, call: TaskCall): EngineFuture<unknown> {
  const scope = currentScope();
  if (scope === undefined) return callPlainly(task, call);
  const { flowRun } = scope;
  refuseInThread(`task "${task.name}"`);
  if (flowRun.signal.aborted) throw flowRun.signal.reason;
  if (flowRun.ended)
    throw new RunRefusedError(flowRun.name, `it had ended when task "${task.name}" was called; await the code that calls it`);

  const parameters = call.args.length === 0 ? {} : namedParameters(task.parameterNames, call.args);
  const dependencies: FoundFuture[] = [];
  const inputs = inputsOf(parameters, call.waitFor, dependencies, flowRun.made);
  const number = flowRun.ledger.nextKey(task.key);
  const prior = flowRun.prior?.get(`${task.key}/${number}`);
  const record =
    prior === undefined ? recordOf(flowRun, task, number, inputs) : { ...prior.record, task_inputs: inputs, empirical_policy: task.policy };
  const run = new TaskRunScope({ flowRun, task, nested: scope.taskRun !== null, record, prior });
  run.args = call.args;
  flowRun.ledger.open(run.future);
  if (prior === undefined) flowRun.reporter.task(run.record);
  flowRun.called?.set(`${task.key}/${number}`, run);
  writeLog(flowRun, levels.DEBUG, `Created task run '${run.name}' for task '${task.name}'`, { keep: false });
  flowRun.running.add(run);
  const start = () => void runTask(run, call.self, dependencies);
  // virtual time must not pass between the starts of one burst
  if (flowRun.runtime.live) startPaced(start);
  else start();
  return run.future;
}

function recordOf(flowRun: FlowRunScope, task: TaskDefinition, number: number, task_inputs: Record<string, TaskInput[]>) {
  const { runtime } = flowRun;
  const made = { id: runtime.ids.runId(), now: runtime.clock.now() };
  return newTaskRunRecord(
    {
      name: `${task.name}-${number}`.slice(0, 255),
      flow_run_id: flowRun.id,
      task_key: task.key,
      dynamic_key: String(number),
      task_version: task.version,
      empirical_policy: task.policy,
      tags: [...joinTags(task.options.tags ?? [])],
      task_inputs,
    },
    made,
  );
}

/** Which parameter comes from which task runs, as a future or as the value one gave; collects the futures on the way. */
function inputsOf(
  parameters: Readonly<Record<string, unknown>>,
  waitFor: readonly unknown[] | undefined,
  dependencies: FoundFuture[],
  made: MadeValues,
): Record<string, TaskInput[]> {
  const inputs: Record<string, TaskInput[]> = {};
  const add = (name: string, id: string) => {
    inputs[name] ??= [];
    if (inputs[name].length < MOST_INPUTS) inputs[name].push({ input_type: "task_run", id });
  };
  const note = (name: string, value: unknown) => {
    const from = dependencies.length;
    findFutures(value, dependencies);
    for (const { future } of dependencies.slice(from)) add(name, future.taskRunId);
    for (const maker of made.makersOf(value)) add(name, maker);
  };
  for (const name in parameters) note(name.slice(0, 255), parameters[name]);
  if (waitFor !== undefined) note("wait_for", waitFor);
  // one object that stands for all parameters
  const maker = made.makerOf(parameters);
  if (maker !== undefined) add("parameters", maker);
  return inputs;
}

/** A task that gathers ten thousand others need not name each of them. */
const MOST_INPUTS = 1_000;
