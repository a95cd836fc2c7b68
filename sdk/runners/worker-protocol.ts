import type { MessagePort } from "node:worker_threads";
import type { FlowRunInfo, TaskRunInfo } from "../context/run-context.ts";
import { type ErrorData, errorData } from "../engine/error-data.ts";
import type { LogExtras } from "../logging/run-logger.ts";

/** One call of a task as it is sent to a worker thread. */
export interface WorkerJob {
  readonly module: string;
  readonly name: string;
  readonly key: string;
  readonly args: readonly unknown[];
  readonly context: { readonly flowRun: FlowRunInfo; readonly taskRun: TaskRunInfo; readonly attempt: number };
  readonly level: number;
  readonly logPrints: boolean;
  /** Whether the flow's thread maps stacks to sources: names read off them are the same here. */
  readonly sourceMaps: boolean;
  readonly logs: MessagePort;
}

/** A log line on its way back. */
export interface WorkerLog {
  readonly level: number;
  readonly message: string;
  readonly extras: LogExtras | undefined;
}

/** How the call ended. */
export type WorkerAnswer =
  | { readonly kind: "value"; readonly value: unknown }
  | { readonly kind: "error"; readonly error: ErrorData }
  | { readonly kind: "missing"; readonly why: string };

/** An error as data; a class does not survive the way between threads, its name does. */
export function packError(error: unknown): ErrorData {
  return errorData(error);
}

/** An error with the name, message, stack and cause of the one in the thread. */
export function restoreError({ name, message, stack, cause }: ErrorData): Error {
  const error = new Error(message, cause === undefined ? undefined : { cause: restoreError(cause) });
  Object.defineProperty(error, "name", { value: name, configurable: true, writable: true });
  if (stack !== null) Object.defineProperty(error, "stack", { value: stack, configurable: true, writable: true });
  return error;
}
