import type { State } from "#core/contract/states.ts";
import { Reporter } from "../report/reporter.ts";
import { ConcurrentTaskRunner } from "../runners/concurrent.ts";
import type { FlowDefinition } from "./flow-definition.ts";
import { FlowRunScope } from "./flow-run-scope.ts";
import { noticePause } from "./pause-run.ts";
import type { Runtime } from "./runtime.ts";
import { stopRun } from "./stop-run.ts";

/** What is known of a run when its scope opens. */
export interface ScopeAbout {
  readonly runtime: Runtime;
  readonly flow: FlowDefinition;
  readonly id: string;
  readonly name: string;
  readonly tags: readonly string[];
  readonly parent: FlowRunScope | null;
  readonly epoch: number;
  readonly args: readonly unknown[];
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly current: State;
  /** Keep results where neither flow nor task says; default: those of flows with retries. */
  readonly persistByDefault?: boolean;
  /** How often a failed run is tried again, if not as often as the flow says. */
  readonly retries?: number | undefined;
  /** An agent claimed it. */
  readonly claimed?: boolean;
  /** Which attempt begins; default 1. */
  readonly runCount?: number;
}

/** Opens the scope of a run that begins, with its reporter and the session of its task runner. */
export function openScope(about: ScopeAbout): FlowRunScope {
  const { runtime, flow, id, parent, epoch } = about;
  const { options } = flow;
  const retries = about.retries ?? options.retries ?? 0;
  const asked = options.persistResult ?? parent?.persistResult;
  const run: FlowRunScope = new FlowRunScope({
    ...about,
    retries,
    reporter: new Reporter({
      runtime,
      flowRunId: id,
      epoch,
      onStop: (why, detail) => stopRun(run, why, detail),
      onPause: () => noticePause(run),
    }),
    session: (options.taskRunner ?? ConcurrentTaskRunner()).open(),
    logPrints: options.logPrints ?? parent?.logPrints ?? false,
    persistResult: asked ?? (about.persistByDefault === true || retries > 0),
    persistLeniently: options.persistResult === undefined && (parent?.persistLeniently ?? about.persistByDefault === true),
  });
  return run;
}
