// The public entry `millrace`: what authors of flows import.
export {
  type ArtifactOptions,
  createLinkArtifact,
  createMarkdownArtifact,
  createProgressArtifact,
  createTableArtifact,
  updateProgressArtifact,
} from "./artifacts/artifacts.ts";
export { concurrency, type SlotContext } from "./concurrency/concurrency.ts";
export type { LimitOptions } from "./concurrency/options.ts";
export { rateLimit } from "./concurrency/rate-limit.ts";
export { type FlowRunInfo, findRunContext, getRunContext, type RunContext, sleep, type TaskRunInfo } from "./context/run-context.ts";
export { withTags } from "./context/tags.ts";
export { type Deployment, deployment } from "./deployments/deployment.ts";
export { type EcsOptions, ecs } from "./deployments/ecs.ts";
export { type LambdaOptions, lambda } from "./deployments/lambda.ts";
export type {
  CatchUpOption,
  DeploymentOptions,
  DeploymentParameters,
  DeploymentScheduleDefinition,
  ScheduleOptions,
} from "./deployments/options.ts";
export { type DeploymentRunResult, type RunDeploymentOptions, runDeployment } from "./deployments/run-deployment.ts";
export { cronSchedule, type IntervalOptions, intervalSchedule, rruleSchedule } from "./deployments/schedules.ts";
export { type SubprocessOptions, subprocess } from "./deployments/subprocess.ts";
export {
  ApiUnreachableError,
  CancelledRunError,
  CrashedRunError,
  FlowCalledOnImportError,
  FlowNotFoundError,
  FlowRunFailedError,
  FlowTimeoutError,
  InvalidOptionsError,
  NoRunContextError,
  type ParameterIssue,
  ParameterValidationError,
  RunInputError,
  RunRefusedError,
  SuspendedRunError,
} from "./errors/flow-errors.ts";
export { LimitMissingError, SlotsLostError, SlotTimeoutError } from "./errors/limit-errors.ts";
export { isMillraceError, MillraceError } from "./errors/millrace-error.ts";
export {
  MissingResultError,
  ResultNotSerializableError,
  TaskNotImportableError,
  TaskTimeoutError,
  UnfinishedFutureError,
  UpstreamTaskError,
} from "./errors/task-errors.ts";
export { type Flow, type FlowDecorator, type FlowRunOutcome, flow } from "./flow/flow.ts";
export type { FlowHook, FlowOptions } from "./flow/options.ts";
export type { StandardSchema } from "./flow/standard-schema.ts";
export { getRunLogger, type LogExtras, type RunLogger } from "./logging/run-logger.ts";
export { type PauseOptions, pauseFlowRun, suspendFlowRun } from "./pause/pause.ts";
export { type ResumeOptions, resumeFlowRun } from "./pause/resume.ts";
export { type ClassCodec, registerClass } from "./results/classes.ts";
export { readResult } from "./results/read-result.ts";
export { ConcurrentTaskRunner } from "./runners/concurrent.ts";
export { SequentialTaskRunner } from "./runners/sequential.ts";
export type { TaskRunner } from "./runners/task-runner.ts";
export { WorkerThreadTaskRunner } from "./runners/worker-threads.ts";
export { allowFailure, type Resolvable, type Unmapped, unmapped } from "./task/arguments.ts";
export { exponentialBackoff } from "./task/backoff.ts";
export { taskInputHash } from "./task/cache-key.ts";
export type { TaskFuture } from "./task/future.ts";
export type { CacheKeyContext, RetryDelay, TaskHook, TaskOptions } from "./task/options.ts";
export { type CallOptions, type Mappables, type Task, type TaskDecorator, task } from "./task/task.ts";
