import { type Problem, type ProblemCode, type ProblemError, problemStatus } from "#core/contract/problem.ts";
import type { StorageError } from "#core/ports/errors.ts";
import type { ScheduleError } from "#core/rules/schedules/schedule-error.ts";
import { type HttpAnswer, jsonAnswer } from "./http.ts";

/** The answer to a request that failed. What went wrong inside (5xx) is told to the log only. */
export function problemAnswer(error: unknown, requestId: string): HttpAnswer {
  const problem = problemOf(error);
  const detail = problem.what === problem.do ? problem.what : `${problem.what} ${problem.do}`;
  const body: Problem & { exception_message: string; exception_detail?: unknown } = {
    code: problem.code,
    status: problemStatus[problem.code],
    what: problem.what,
    ...(problem.got !== undefined && { got: problem.got }),
    ...(problem.expected !== undefined && { expected: problem.expected }),
    do: problem.do,
    detail,
    request_id: requestId,
    docs: `docs/errors/${problem.code}.md`,
    ...(problem.issues && { issues: [...problem.issues] }),
    // what Prefect's own server says, which its client and tests look for
    exception_message: problem.code === "invalid" ? "Invalid request received." : problem.code === "unauthorized" ? "Unauthorized" : detail,
    ...(problem.issues && {
      exception_detail: problem.issues.map(({ path, message }) => ({ loc: path.split("."), msg: message, type: "value_error" })),
    }),
  };
  return jsonAnswer(body.status, JSON.stringify(body), headersOf(problem));
}

/** Whether the failure is ours, and so belongs into the log. */
export function isOurs(error: unknown): boolean {
  return problemStatus[problemOf(error).code] === 500;
}

type About = Pick<ProblemError, "what" | "got" | "expected" | "issues" | "retryAfter"> & {
  readonly code: ProblemCode;
  readonly do: string;
};

// By name, since a bundle may hold two copies of a class.
function problemOf(error: unknown): About {
  if (error instanceof Error) {
    switch (error.name) {
      case "ProblemError": {
        const { code, what, got, expected, advice, issues, retryAfter } = error as ProblemError;
        return { code, what, got, expected, do: advice, issues, retryAfter };
      }
      case "ScheduleError": {
        const { what, got, expected, advice } = error as ScheduleError;
        return { code: "invalid", what, got, expected, do: advice, issues: undefined, retryAfter: undefined };
      }
      case "StoreBusyError":
        return about("busy", "The store is busy.", "Send the same request again after the time in Retry-After.");
      case "StoreFullError":
        return about(
          "full",
          "There is no space left to store this; what was there before is unchanged.",
          "Free space where the server keeps its data, then send the request again.",
        );
      case "StorageError": {
        const { code, message, advice } = error as StorageError;
        return about(code, message, advice);
      }
      case "StoreInputError":
      case "BlobKeyError":
        return about("invalid", error.message, "Change the value named.");
    }
  }
  return about("internal", "Something went wrong in the server.", "Try again; if it stays, look for the request id in the server's log.");
}

function about(code: ProblemCode, what: string, advice: string): About {
  return { code, what, got: undefined, expected: undefined, do: advice, issues: undefined, retryAfter: undefined };
}

function headersOf({ code, retryAfter }: About): Record<string, string> {
  if (retryAfter !== undefined) return { "retry-after": String(retryAfter) };
  if (code === "busy") return { "retry-after": "1" };
  if (code === "unauthorized") return { "www-authenticate": "Bearer" };
  return {};
}
