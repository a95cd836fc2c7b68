import { MillraceError } from "./millrace-error.ts";

/** Options of a flow, task, runner or helper that make no sense. Thrown where they are given. */
export class InvalidOptionsError extends MillraceError {
  override readonly name = "InvalidOptionsError";
  readonly code = "invalid-options";
}

/** One thing wrong with the parameters of a run. */
export interface ParameterIssue {
  /** Such as `settings.trees`; empty for the parameters as a whole. */
  readonly path: string;
  readonly message: string;
}

/** The parameters of a flow did not fit its schema. The flow's function was not entered; a FAILED run says so. */
export class ParameterValidationError extends MillraceError {
  override readonly name = "ParameterValidationError";
  readonly code = "parameter-validation";
  readonly issues: readonly ParameterIssue[];
  constructor(flowName: string, issues: readonly ParameterIssue[]) {
    super({
      what: `Flow "${flowName}" received invalid parameters: ${issues.map(({ path, message }) => (path === "" ? message : `${path}: ${message}`)).join("; ")}.`,
      do: "Correct them; the flow was not entered.",
    });
    this.issues = issues;
  }
}

/** A flow took longer than its `timeoutSeconds`. */
export class FlowTimeoutError extends MillraceError {
  override readonly name = "FlowTimeoutError";
  readonly code = "flow-timeout";
  constructor(flowRunName: string, seconds: number) {
    super({
      what: `Flow run "${flowRunName}" exceeded its timeout of ${seconds} second(s).`,
      do: "Raise timeoutSeconds, or make the work stop sooner; it can watch getRunContext().signal.",
    });
  }
}

/** The function of a flow returned, but what it returned or left behind makes the run fail. The cause is the first task's error. */
export class FlowRunFailedError extends MillraceError {
  override readonly name = "FlowRunFailedError";
  readonly code = "flow-run-failed";
  constructor(flowRunName: string, stateName: string, message: string | null, cause: unknown) {
    super({
      what: `Flow run "${flowRunName}" ended ${stateName}${message === null || message === "" ? "" : `: ${message.replace(/\.$/, "")}`}.`,
      do: "See its task runs for the errors; await a task to handle its error in the flow.",
      cause,
    });
  }
}

/** The run was cancelled: by a person, by Ctrl-C, or because another process holds it now. */
export class CancelledRunError extends MillraceError {
  override readonly name = "CancelledRunError";
  readonly code = "cancelled-run";
  constructor(runName: string, why: string) {
    super({ what: `Run "${runName}" was cancelled: ${why}.`, do: "Start it again if that was not meant." });
  }
}

/** The run was suspended: it leaves its process at a task boundary, and goes on from its kept results once it is resumed. */
export class SuspendedRunError extends MillraceError {
  override readonly name = "SuspendedRunError";
  readonly code = "suspended-run";
  constructor(runName: string) {
    super({
      what: `Run "${runName}" was suspended and leaves its process.`,
      do: "Resume it: an agent starts it again, and it goes on from its kept results.",
    });
  }
}

/** A paused run went on with input that its flow can't use. */
export class RunInputError extends MillraceError {
  override readonly name = "RunInputError";
  readonly code = "run-input";
  constructor(runName: string, why: string, cause?: unknown) {
    super({
      what: `Run "${runName}" went on without the input it waited for: ${why.replace(/\.$/, "")}.`,
      do: "Resume it with resumeFlowRun(id, { input }) or from the console rather than by setting its state.",
      cause,
    });
  }
}

/** The process had to stop while the run was going on. */
export class CrashedRunError extends MillraceError {
  override readonly name = "CrashedRunError";
  readonly code = "crashed-run";
  constructor(runName: string, why: string, cause?: unknown) {
    super({ what: `Run "${runName}" crashed: ${why}.`, do: "Start it again.", cause });
  }
}

/** The API refused to let the run go on, for instance since it ended already. */
export class RunRefusedError extends MillraceError {
  override readonly name = "RunRefusedError";
  readonly code = "run-refused";
  constructor(runName: string, reason: string) {
    super({
      what: `The API refused run "${runName}": ${reason.replace(/\.$/, "")}.`,
      do: "Look at the run in the console, and start a new one if need be.",
    });
  }
}

/** Something that belongs to a run was asked for outside of one. */
export class NoRunContextError extends MillraceError {
  override readonly name = "NoRunContextError";
  readonly code = "no-run-context";
  constructor(call: string) {
    super({
      what: `${call} was called outside of a flow or task run.`,
      do: "Call it in a function wrapped by flow(…) or task(…), while that runs.",
    });
  }
}

/** A module that was imported for its flows has none of that name. */
export class FlowNotFoundError extends MillraceError {
  override readonly name = "FlowNotFoundError";
  readonly code = "flow-not-found";
  constructor(flowName: string, there: readonly string[]) {
    super({
      what: `The module defines no flow "${flowName}".`,
      got: there.length === 0 ? "a module that defines no flow" : there.map((name) => JSON.stringify(name)).join(", "),
      do: "Define the flow while the module loads, under the name that its deployment has, and create the deployment again.",
    });
  }
}

/** A file that is imported for its flows called one of them. */
export class FlowCalledOnImportError extends MillraceError {
  override readonly name = "FlowCalledOnImportError";
  readonly code = "flow-called-on-import";
  constructor(flowName: string) {
    super({
      what: `Flow "${flowName}" was called by a file that is only being imported, to find its flows and deployments.`,
      do: "Put the call under `if (import.meta.main) { … }`; then `node file.ts` still runs it.",
    });
  }
}

/** The API could not be reached, or kept failing, for as long as we try. */
export class ApiUnreachableError extends MillraceError {
  override readonly name = "ApiUnreachableError";
  readonly code = "api-unreachable";
  readonly url: string;
  constructor(url: string, about: { readonly why: string; readonly do: string; readonly cause?: unknown }) {
    super({ what: `The Millrace API at ${url} cannot be reached: ${about.why}.`, do: about.do, cause: about.cause });
    this.url = url;
  }
}
