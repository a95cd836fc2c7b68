import type { State } from "#core/contract/states.ts";
import type { FlowRunInfo, RunContext, TaskRunInfo } from "../context/run-context.ts";

/** A function called when a task run enters a state. What it throws is logged and changes nothing. */
export type TaskHook = (about: {
  readonly task: { readonly name: string };
  readonly taskRun: TaskRunInfo;
  readonly flowRun: FlowRunInfo;
  readonly state: State;
}) => unknown;

/** What a cache key is computed from. */
export interface CacheKeyContext {
  readonly task: { readonly name: string; readonly key: string };
  readonly run: RunContext;
}

/** Seconds before each retry: one number for all, one number per retry (the last one goes on), or {@link exponentialBackoff}. */
export type RetryDelay = number | readonly number[];

/** How a task is run. Every option may be left out. Times are in seconds. */
export interface TaskOptions<A extends readonly unknown[] = readonly never[]> {
  /** Default: the name of the function, or of the variable in `const load = task(…)`. Name it yourself if you minify your code. */
  readonly name?: string;
  readonly description?: string;
  /** Default: a digest of the function's source. */
  readonly version?: string;
  /** Labels for filtering; those of `withTags` are added. */
  readonly tags?: readonly string[];
  /** How often a failed run is tried again, 0 (default) to 1000. */
  readonly retries?: number;
  /** Default 0. */
  readonly retryDelaySeconds?: RetryDelay;
  /** Spreads each delay d over d to d·(1 + factor), so that many tasks do not come back at once. Default 0. */
  readonly retryJitterFactor?: number;
  /** Says whether this error is worth another attempt. Default: every error is. */
  readonly retryCondition?: (error: unknown, attempt: number) => boolean | Promise<boolean>;
  /**
   * How long one attempt may take. Then `getRunContext().signal` is aborted and the run fails, named TimedOut; retries apply.
   * A function that ignores the signal goes on, unheeded. Default: no limit.
   */
  readonly timeoutSeconds?: number;
  /** A key under which the result is kept and found again by later runs, or a function giving one (null: do not cache). See {@link taskInputHash}. */
  readonly cacheKey?: string | ((context: CacheKeyContext, args: A) => string | null | undefined);
  /** How long a cached result may be used, in seconds. Default: for ever. */
  readonly cacheExpiration?: number;
  /** Run although there is a cached result, and replace it. Default false. */
  readonly refreshCache?: boolean;
  /** Keep the result: up to 4 KB in the run itself, more in the results storage. Default: the flow's choice, and true with a `cacheKey`. */
  readonly persistResult?: boolean;
  /** Turn `console.*` inside the task into log lines. Default: the flow's choice. */
  readonly logPrints?: boolean;
  /** Name of each run: a template over the parameters such as `load {day}`, or a function. Default: the task's name and a number. */
  readonly runName?: string | ((about: { readonly parameters: Readonly<Record<string, unknown>>; readonly args: A }) => string);
  /** The module that exports the task, for worker threads: `import.meta.url`. Default: the module that called `task(…)`. */
  readonly module?: string;
  readonly onRunning?: TaskHook | readonly TaskHook[];
  readonly onCompletion?: TaskHook | readonly TaskHook[];
  /** After the last attempt. */
  readonly onFailure?: TaskHook | readonly TaskHook[];
}
