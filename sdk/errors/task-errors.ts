import { MillraceError } from "./millrace-error.ts";

/** A future was used as if it were its value (in text, a sum, JSON, a loop). */
export class UnfinishedFutureError extends MillraceError {
  override readonly name = "UnfinishedFutureError";
  readonly code = "unfinished-future";
  constructor(taskRunName: string, use: string) {
    super({
      what: `The future of task run "${taskRunName}" was used ${use}, but a future is not the value of its task.`,
      do: "Write `await` in front of the call, or pass the future on to another task, which receives its value.",
    });
  }
}

/** One attempt of a task took longer than its `timeoutSeconds`. */
export class TaskTimeoutError extends MillraceError {
  override readonly name = "TaskTimeoutError";
  readonly code = "task-timeout";
  constructor(taskRunName: string, seconds: number) {
    super({
      what: `Task run "${taskRunName}" exceeded its timeout of ${seconds} second(s).`,
      do: "Raise timeoutSeconds, or make the function stop sooner; it can watch getRunContext().signal.",
    });
  }
}

/** A task was not run because a task it depends on did not complete. The cause is that task's error. */
export class UpstreamTaskError extends MillraceError {
  override readonly name = "UpstreamTaskError";
  readonly code = "upstream-task";
  constructor(taskRunName: string, upstreamName: string, cause: unknown) {
    super({
      what: `Task run "${taskRunName}" was not started: task run "${upstreamName}", which it depends on, did not complete.`,
      do: "Correct that task, or wrap its future in allowFailure(…) to receive its error as the argument instead.",
      cause,
    });
  }
}

/** A result that was to be kept cannot be written down. */
export class ResultNotSerializableError extends MillraceError {
  override readonly name = "ResultNotSerializableError";
  readonly code = "result-not-serializable";
  /** Where in the value the obstacle is, such as `.rows[3].callback`; empty for the value itself. */
  readonly path: string;
  constructor(of: string, path: string, cause: unknown) {
    super({
      what: `The result of ${of} cannot be kept: ${reason(cause)}${path === "" ? "" : ` (at result${path})`}.`,
      do: "Return plain data, teach us the class with registerClass(…), or set persistResult: false.",
      cause,
    });
    this.path = path;
  }
}

/** A result was asked for that was never kept, or is gone. */
export class MissingResultError extends MillraceError {
  override readonly name = "MissingResultError";
  readonly code = "missing-result";
  constructor(what: string) {
    super({ what, do: "Set persistResult: true on the task or flow, and run it again." });
  }
}

/** A task cannot be run in a worker thread, because the thread cannot import it. */
export class TaskNotImportableError extends MillraceError {
  override readonly name = "TaskNotImportableError";
  readonly code = "task-not-importable";
  constructor(taskName: string, why: string) {
    super({
      what: `Task "${taskName}" cannot run in a worker thread: ${why}.`,
      do: "Export the task by name from a module of its own, one that runs no flow when it is imported.",
    });
  }
}

function reason(cause: unknown): string {
  return cause instanceof Error ? cause.message.replace(/\.$/, "") : String(cause);
}
