import type { FlowRun } from "#core/contract/flow-runs.ts";
import type { StateType } from "#core/contract/states.ts";

/** One run as its process gets it. */
export interface Job {
  readonly flowRun: FlowRun;
  readonly epoch: number;
  /** Name of the flow inside the bundle. */
  readonly flowName: string;
  /** Path of the verified bundle. */
  readonly bundleFile: string;
  /** Put over the environment of the agent. */
  readonly env: Readonly<Record<string, string>>;
  /** The working directory. */
  readonly directory: string;
  /** Where a report goes that could not be delivered; its agent takes care of it. */
  readonly spoolDirectory: string;
  /** Milliseconds it gets to report what it did once its agent is gone. */
  readonly orphanGraceMs: number;
  /** Earlier attempts may have left results to use again. */
  readonly hasPrior: boolean;
}

/** What an agent tells a process. */
export type ToProcess =
  | { readonly type: "run"; readonly job: Job }
  /** Stop; the agent reports the end once the whole tree is gone. */
  | { readonly type: "stop"; readonly why: "cancel" | "hand-back"; readonly reason: string }
  | { readonly type: "suspend" }
  /** Leave between two tasks: the run goes on in another process. */
  | { readonly type: "leave" };

/** What a process tells its agent. */
export type FromProcess =
  | { readonly type: "ready" }
  /** A first task was completed whose result is kept, or is not. */
  | { readonly type: "progress"; readonly kept: boolean }
  | {
      readonly type: "ended";
      readonly stateType: StateType;
      readonly stateName: string;
      /** False if the agent is to report the end. */
      readonly reported: boolean;
      /** The run is not ours any more. */
      readonly lost: boolean;
      /** It left between two tasks, as it was told. */
      readonly leaves?: boolean;
    }
  /** The bundle can't be loaded, which would happen again. */
  | { readonly type: "unloadable"; readonly message: string }
  /** The API does not let the run go on here. */
  | { readonly type: "refused"; readonly message: string };
