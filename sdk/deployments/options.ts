import type { Infrastructure } from "#core/contract/deployments.ts";
import type { Overlap, Schedule } from "#core/contract/schedules.ts";
import type { Flow } from "../flow/flow.ts";

/** What to do about times that passed while nothing could run them. */
export type CatchUpOption = "all" | "latest" | "none" | { readonly withinSeconds: number };

/** What may be said of one schedule; what is left out is the deployment's. */
export interface ScheduleOptions {
  /** Name such as `Europe/Kyiv`; default UTC. Times without an offset are read on its wall clock. */
  readonly timezone?: string;
  /** What to do when a run is due while an earlier one of this schedule still goes on. */
  readonly overlap?: Overlap;
  readonly catchUp?: CatchUpOption;
  /** True: it is kept, and makes no runs. Default false. */
  readonly paused?: boolean;
  /** Put over the deployment's own parameters. */
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** Tells this schedule apart from the others by a name, so that changing it changes it and makes no other. */
  readonly slug?: string;
}

/** When a deployment runs: made by `intervalSchedule`, `cronSchedule` or `rruleSchedule`. */
export interface DeploymentScheduleDefinition extends Omit<ScheduleOptions, "timezone"> {
  readonly schedule: Schedule;
}

type NotNamed = readonly unknown[] | Date | ReadonlyMap<unknown, unknown> | ReadonlySet<unknown> | ((...args: never[]) => unknown);

/** The parameters a deployment may set beforehand: of a flow with one object argument some of its fields, else arguments by name. */
export type DeploymentParameters<A extends readonly unknown[]> = A extends readonly [(infer P)?]
  ? P extends NotNamed
    ? Readonly<Record<string, unknown>>
    : P extends object
      ? Readonly<Partial<P>>
      : Readonly<Record<string, unknown>>
  : Readonly<Record<string, unknown>>;

/** A flow with what it takes to run it without its author. All but `flow` may be left out. Times are in seconds. */
export interface DeploymentOptions<A extends readonly unknown[] = readonly never[], R = unknown> {
  readonly flow: Flow<A, R>;
  /** Default: `default`. Flow and name together are the deployment; deploying again brings it up to date. */
  readonly name?: string;
  readonly schedule?: DeploymentScheduleDefinition;
  /** Instead of `schedule`, where there are several. */
  readonly schedules?: readonly DeploymentScheduleDefinition[];
  /** Given to each run; work queues choose by them. */
  readonly tags?: readonly string[];
  /** Those left out must be given when a run is made. */
  readonly parameters?: DeploymentParameters<A>;
  /** The queue that runs go to. Default: any queue whose tags match. */
  readonly workQueue?: string;
  /** Default: `subprocess()`. */
  readonly infrastructure?: Infrastructure;
  /** How often a failed run is tried again as a whole. Default: as the flow says. */
  readonly retries?: number;
  readonly retryDelaySeconds?: number;
  /** How often a run is started again whose process or machine was lost. Default 3. */
  readonly crashRetries?: number;
  /** How many runs may go on at once; the next waits, or is cancelled with `onCollision: "cancel-new"`. Default: no limit. */
  readonly concurrency?: number | { readonly limit: number; readonly onCollision?: "enqueue" | "cancel-new" };
  /** Of schedules that say nothing themselves. Default `allow`. */
  readonly overlap?: Overlap;
  /** Of schedules that say nothing themselves. Default `all`. */
  readonly catchUp?: CatchUpOption;
  /** Default: the flow's. */
  readonly version?: string;
  /** Default: the flow's. */
  readonly description?: string;
  /** True: nothing is scheduled until it is resumed. Left out, deploying again leaves that as it is. */
  readonly paused?: boolean;
}

/** The same of any flow. */
export type AnyDeploymentOptions = Omit<DeploymentOptions, "flow" | "parameters"> & {
  readonly parameters?: Readonly<Record<string, unknown>>;
};
