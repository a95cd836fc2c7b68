import type { State, StateType } from "#core/contract/states.ts";
import type { FlowRunInfo, RunContext } from "../context/run-context.ts";
import type { Scope } from "../context/scope.ts";
import type { Reporter } from "../report/reporter.ts";
import type { RunnerSession } from "../runners/task-runner.ts";
import type { EngineFuture } from "../task/future.ts";
import type { EarlierCall } from "./earlier-call.ts";
import type { FlowDefinition } from "./flow-definition.ts";
import type { Hold } from "./hold.ts";
import { Ledger } from "./ledger.ts";
import { MadeValues } from "./made-values.ts";
import type { Runtime } from "./runtime.ts";
import type { TaskRunScope } from "./task-run-scope.ts";

/** One flow run while it lives. */
export class FlowRunScope implements Scope {
  readonly runtime: Runtime;
  readonly flow: FlowDefinition;
  readonly id: string;
  readonly name: string;
  readonly tags: readonly string[];
  readonly parent: FlowRunScope | null;
  readonly reporter: Reporter;
  readonly session: RunnerSession;
  readonly logPrints: boolean;
  readonly persistResult: boolean;
  /** Nobody asked for results to be kept: one that cannot be is no failure. */
  readonly persistLeniently: boolean;
  readonly epoch: number;
  /** True for a run that an agent claimed: its end is told to the agent too, and a crash is judged by the retry policy. */
  readonly claimed: boolean;
  /** Set when the run is given back to its agent, which reports the end. */
  handedBack = false;
  /** Another process has the run now. */
  lost = false;
  /** It is to go on in another process as soon as nothing would be lost by that. */
  leaving = false;
  /** Its end is being reported. */
  concluding = false;
  /** Aborted when what is left to report is to be spooled soon rather than tried for long. */
  readonly hurry = new AbortController();
  /** As the function receives them. */
  readonly args: readonly unknown[];
  readonly parameters: Readonly<Record<string, unknown>>;
  /** The state the API knows. */
  current: State;
  /** 1 in the first attempt. */
  runCount = 1;
  ledger = new Ledger();
  readonly made = new MadeValues();
  /** The calls of this attempt, if another may follow, and of those before, if there were any: by task key and number. */
  called: Map<string, EarlierCall> | undefined;
  prior: ReadonlyMap<string, EarlierCall> | undefined;
  /** Of a subflow: stands for the arguments it was called with, and is kept with its result. */
  input: string | undefined;
  /** Set while the run is paused: nothing new starts. */
  hold: Hold | undefined;
  /** How long it has been paused here, in all. */
  pausedMs = 0;
  /** How many pauses this attempt came to. */
  pauses = 0;
  /** Told of states the run enters beside its beginning and its end. */
  onState: (() => void) | undefined;
  /** Told of each task or subflow that was completed here, and whether its result is kept, so that another process need not do it again. */
  onProgress: ((kept: boolean) => void) | undefined;
  /** No more tasks can be called. */
  ended = false;
  /** Called after each task run or subflow that ended. */
  onEnded: (() => void) | undefined;
  readonly children = new Set<FlowRunScope>();
  readonly running = new Set<TaskRunScope>();
  #controller = new AbortController();

  constructor(about: {
    runtime: Runtime;
    flow: FlowDefinition;
    id: string;
    name: string;
    tags: readonly string[];
    parent: FlowRunScope | null;
    reporter: Reporter;
    session: RunnerSession;
    logPrints: boolean;
    persistResult: boolean;
    persistLeniently: boolean;
    epoch: number;
    claimed?: boolean;
    runCount?: number;
    retries: number;
    args: readonly unknown[];
    parameters: Readonly<Record<string, unknown>>;
    current: State;
  }) {
    this.runtime = about.runtime;
    this.flow = about.flow;
    this.id = about.id;
    this.name = about.name;
    this.tags = about.tags;
    this.parent = about.parent;
    this.reporter = about.reporter;
    this.session = about.session;
    this.logPrints = about.logPrints;
    this.persistResult = about.persistResult;
    this.persistLeniently = about.persistLeniently;
    this.claimed = about.claimed ?? false;
    this.runCount = about.runCount ?? 1;
    this.epoch = about.epoch;
    this.args = about.args;
    this.parameters = about.parameters;
    this.current = about.current;
    if (about.retries > 0) this.called = new Map();
  }

  get flowRun(): FlowRunScope {
    return this;
  }
  get taskRun(): null {
    return null;
  }

  get state(): StateType {
    return this.current.type;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Tells the function, the tasks and the subflows to stop. The first reason counts. */
  abort(reason: unknown): void {
    if (this.signal.aborted) return;
    this.#controller.abort(reason);
    this.hold?.release();
    for (const child of this.children) child.abort(reason);
    for (const run of this.running) run.abort(reason);
  }

  /** Stops the run and leaves its end to the agent: what it did is reported, its end is not. A run that reports its end just hurries. */
  handBack(reason: unknown): void {
    if (!this.concluding) {
      this.handedBack = true;
      this.abort(reason);
    }
    this.hurry.abort();
  }

  /** A fresh start for the next attempt. */
  renew(): void {
    this.#controller = new AbortController();
    this.ledger = new Ledger();
    this.runCount += 1;
    this.pauses = 0;
    // a call the failed attempt did not come to may be known from an earlier one
    this.prior = new Map([...(this.prior ?? []), ...(this.called ?? [])]);
    this.called = new Map();
  }

  /** Notes the end of a task run or subflow. */
  childEnded(child: TaskRunScope | FlowRunScope | null, future: EngineFuture<unknown>, completed: boolean): void {
    if (child instanceof FlowRunScope) {
      this.children.delete(child);
      if (completed) this.onProgress?.(child.persistResult);
    } else if (child !== null) this.running.delete(child);
    this.ledger.close(future, completed);
    this.onEnded?.();
  }

  get info(): FlowRunInfo {
    return {
      id: this.id,
      name: this.name,
      flowName: this.flow.name,
      tags: this.tags,
      parameters: this.parameters,
      runCount: this.runCount,
    };
  }

  context(): RunContext {
    return { flowRun: this.info, taskRun: null, parameters: this.parameters, signal: this.signal, attempt: this.runCount };
  }
}
