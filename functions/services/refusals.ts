import { ProblemError } from "#core/contract/problem.ts";

/** 404: no such object. */
export function notFound(kind: string, id: string): ProblemError {
  return new ProblemError("not-found", {
    what: `There is no ${kind} ${JSON.stringify(id.slice(0, 300))}.`,
    got: id.slice(0, 300),
    do: `Check the id; a ${kind} that was deleted does not come back.`,
  });
}

/** 503: others kept changing the same document; the same request may succeed in a moment. */
export function contended(kind: string): ProblemError {
  return new ProblemError("busy", {
    what: `The ${kind} is being changed by too many requests at once.`,
    do: "Send the same request again after the time in Retry-After.",
  });
}

/** 409: the reporter's lease is not the current one, so somebody else owns the run now. */
export function staleEpoch(flowRunId: string, got: number, current: number): ProblemError {
  return new ProblemError("stale-epoch", {
    what: `Epoch ${got} is not the current lease of flow run ${flowRunId}; nothing was written.`,
    got,
    expected: current,
    do: "Stop this process: the run was taken over. Only the holder of the current lease may report.",
  });
}

/** 413: one part of the request is beyond what a document can hold. */
export function tooLarge(what: string, got: number, expected: number, advice: string): ProblemError {
  return new ProblemError("too-large", {
    what: `${what} is ${got} bytes, and at most ${expected} are accepted.`,
    got,
    expected,
    do: advice,
  });
}

/** 400: a query that would have to read without bound. */
export function tooBroad(kind: string, bound: number): ProblemError {
  return new ProblemError("bad-request", {
    what: `This sort needs every matching ${kind} at once, and there are more than ${bound}.`,
    expected: `at most ${bound} matching rows for this sort`,
    do: "Narrow the filter (a flow, a deployment, a time range), or sort by expected start time or id, which stream.",
  });
}

/** 423: a limit has no free slots; whoever asks again after the time has as good a chance as anybody. */
export function noFreeSlot(limit: string, wanted: number, free: number, retryAfter: number): ProblemError {
  return new ProblemError("no-free-slot", {
    what: `The concurrency limit ${JSON.stringify(limit)} has ${free} free slots, and ${wanted} are asked for.`,
    got: wanted,
    expected: free,
    do: `Ask again after ${retryAfter} seconds (Retry-After).`,
    retryAfter,
  });
}
