import type { TaskRunRecord } from "#core/contract/documents.ts";
import type { State, StateCreate } from "#core/contract/states.ts";
import { orchestrateTaskRun } from "#core/rules/orchestrate.ts";
import { hasKeptResult } from "#core/rules/states.ts";
import type { RunContext, TaskRunInfo } from "../context/run-context.ts";
import type { Scope } from "../context/scope.ts";
import { EngineFuture, type FutureSource } from "../task/future.ts";
import { type EarlierCall, haveSameText, type Reused } from "./earlier-call.ts";
import type { FlowRunScope } from "./flow-run-scope.ts";
import { namedParameters } from "./parameter-names.ts";
import type { TaskDefinition } from "./task-definition.ts";

/** One task run while it lives: its record, its future, its signal. */
export class TaskRunScope implements Scope, FutureSource, EarlierCall {
  readonly flowRun: FlowRunScope;
  readonly task: TaskDefinition;
  readonly future: EngineFuture<unknown>;
  readonly logPrints: boolean;
  /** Called by another task: takes no room of its own. */
  readonly nested: boolean;
  /** The same call in the attempt of the flow before this one. */
  readonly prior: EarlierCall | undefined;
  record: TaskRunRecord;
  args: readonly unknown[] = [];
  /** Rejects the attempt that is going on. */
  interrupt: ((reason: unknown) => void) | undefined;
  #controller: AbortController | undefined;

  constructor(about: {
    flowRun: FlowRunScope;
    task: TaskDefinition;
    record: TaskRunRecord;
    nested: boolean;
    prior?: EarlierCall | undefined;
  }) {
    this.prior = about.prior;
    this.flowRun = about.flowRun;
    this.task = about.task;
    this.record = about.record;
    this.nested = about.nested;
    this.logPrints = about.task.options.logPrints ?? about.flowRun.logPrints;
    this.future = new EngineFuture(this);
  }

  get id(): string {
    return this.record.id;
  }
  get name(): string {
    return this.record.name;
  }
  get state(): State {
    return this.record.states.at(-1) as State;
  }
  get taskRun(): TaskRunScope {
    return this;
  }

  sleep(ms: number, signal: AbortSignal): Promise<void> {
    return this.flowRun.runtime.clock.sleep(ms, signal);
  }

  /** Asks the rules, enters the state they settle on, and notes it for the next report. Answers that state. */
  propose(state: StateCreate, { cached, force = false }: { readonly cached?: State | undefined; readonly force?: boolean } = {}): State {
    const { runtime, runCount, state: flowState, reporter } = this.flowRun;
    const outcome = orchestrateTaskRun(this.record, state, {
      now: runtime.clock.now(),
      force,
      flowRun: { state_type: flowState, run_count: runCount },
      cached,
      random: runtime.random(),
    });
    if (outcome.changed) {
      this.record = outcome.record;
      reporter.task(this.record);
    }
    return this.state;
  }

  async reuse(args: readonly unknown[]): Promise<Reused | undefined> {
    if (this.state.type !== "COMPLETED" || !hasKeptResult(this.state) || !haveSameText(this.args, args)) return undefined;
    return { value: await this.future.outcome };
  }

  /** Lets go of what nobody asks an ended run for: futures may be kept by the ten thousand. */
  slim(): void {
    if (this.flowRun.called !== undefined) return;
    this.args = [];
    this.record = { ...this.record, states: this.record.states.slice(-1), task_inputs: {} };
  }

  /** A fresh signal for the next attempt. */
  renewSignal(): void {
    this.#controller = undefined;
  }

  /** Aborts the attempt that is going on. */
  abort(reason: unknown): void {
    this.#controller?.abort(reason);
    this.interrupt?.(reason);
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.flowRun.signal.aborted) this.#controller.abort(this.flowRun.signal.reason);
    }
    return this.#controller.signal;
  }

  get info(): TaskRunInfo {
    const { id, name, tags, run_count } = this.record;
    return { id, name, taskName: this.task.name, tags, runCount: Math.max(run_count, 1) };
  }

  get parameters(): Readonly<Record<string, unknown>> {
    return namedParameters(this.task.parameterNames, this.args);
  }

  context(): RunContext {
    // the signal is made only for those who ask for it
    const scope = this;
    const attempt = Math.max(this.record.run_count, 1);
    return {
      flowRun: this.flowRun.info,
      taskRun: this.info,
      parameters: this.parameters,
      get signal() {
        return scope.signal;
      },
      attempt,
    };
  }
}
