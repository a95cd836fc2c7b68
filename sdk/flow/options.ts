import type { State } from "#core/contract/states.ts";
import type { FlowRunInfo } from "../context/run-context.ts";
import type { TaskRunner } from "../runners/task-runner.ts";
import type { StandardSchema } from "./standard-schema.ts";

/** A function called when a flow run enters a state. What it throws is logged and changes nothing. */
export type FlowHook = (about: {
  readonly flow: { readonly name: string };
  readonly flowRun: FlowRunInfo;
  readonly state: State;
}) => unknown;

/** How a flow is run. Every option may be left out. Times are in seconds. */
export interface FlowOptions<A extends readonly unknown[] = readonly never[]> {
  /** Known by this name in the console; default: the name of the function, or of the variable in `const load = flow(…)`, with dashes for underscores. */
  readonly name?: string;
  readonly description?: string;
  /** Default: a digest of the function's source. */
  readonly version?: string;
  /** Labels for filtering runs; those of `withTags` are added. */
  readonly tags?: readonly string[];
  /**
   * A zod schema, or any Standard Schema, for the flow's single object argument. The function receives what the schema gives; text
   * where a number, boolean or date is expected is converted. If it does not fit, the function is not entered, a FAILED run names
   * each field, and the call rejects with ParameterValidationError.
   */
  readonly parameters?: StandardSchema;
  /** False runs the function with the arguments as they are, though there is a schema. Default true. */
  readonly validateParameters?: boolean;
  /** How often a failed run is tried again as a whole, 0 (default) to 1000. Tasks whose result was kept are not run again. */
  readonly retries?: number;
  /** Default 0. */
  readonly retryDelaySeconds?: number;
  /** How long one attempt may take; then its tasks are aborted and the run fails, named TimedOut. The time it is
   * paused does not count. Default: no limit. */
  readonly timeoutSeconds?: number;
  /** Default: `ConcurrentTaskRunner()`. */
  readonly taskRunner?: TaskRunner;
  /** Keep the results of the flow and of its tasks, unless those say otherwise. Default false, and true with retries. */
  readonly persistResult?: boolean;
  /** Turn `console.*` inside the flow and its tasks into log lines. Default false. */
  readonly logPrints?: boolean;
  /** Name of each run: a template over the parameters such as `train {model}`, or a function. Default: an adjective and an animal. */
  readonly runName?: string | ((about: { readonly parameters: Readonly<Record<string, unknown>>; readonly args: A }) => string);
  readonly onRunning?: FlowHook | readonly FlowHook[];
  readonly onCompletion?: FlowHook | readonly FlowHook[];
  /** After the last attempt. */
  readonly onFailure?: FlowHook | readonly FlowHook[];
  readonly onCancellation?: FlowHook | readonly FlowHook[];
  readonly onCrashed?: FlowHook | readonly FlowHook[];
}
