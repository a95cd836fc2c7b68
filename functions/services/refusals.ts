import { ProblemError } from "#core/contract/problem.ts";

/** 403: the token is held to other work queues. */
export function wrongScope(got: readonly string[], expected: readonly string[]): ProblemError {
  return new ProblemError("wrong-scope", {
    what: `This token may not claim from ${got.map((name) => JSON.stringify(name.slice(0, 100))).join(", ")}.`,
    got,
    expected,
    do: "Ask for the work queues of the token only, or use a token made for these.",
  });
}

/** 403: an agent's token sets states of runs it holds only. */
export function epochNeeded(): ProblemError {
  return new ProblemError("wrong-scope", {
    what: "A token of role agent sets the states of runs it holds only, under their epoch.",
    expected: "the epoch of the run's lease",
    do: "Send the epoch, or use a member's token to change a run from outside.",
  });
}

/** 404: no such object. */
export function notFound(kind: string, id: string): ProblemError {
  return new ProblemError("not-found", {
    what: `There is no ${kind} ${JSON.stringify(id.slice(0, 300))}.`,
    got: id.slice(0, 300),
    do: `Check the name or id; a ${kind} that was deleted does not come back.`,
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

/** 403: a token that was made for one run. */
export function wrongRun(id: string, scope: string): ProblemError {
  return new ProblemError("wrong-scope", {
    what: "The token was made for another run.",
    got: id,
    expected: scope,
    do: "Claim the run the token was made for.",
  });
}

/** 409: a name that must be unique is taken. */
export function taken(kind: string, what: string, got: string): ProblemError {
  return new ProblemError("conflict", {
    what: `There is a ${kind} of the ${what} ${JSON.stringify(got)} already.`,
    got,
    do: `Change that one, or choose another ${what}.`,
  });
}

/** 403: the server's own. */
export function partOfServer(kind: string): ProblemError {
  return new ProblemError("forbidden", {
    what: `This ${kind} is part of the server and cannot be deleted.`,
    do: "Leave it; one that nobody uses costs nothing.",
  });
}

/** 409: something else needs it. */
export function inUse(kind: string, by: string): ProblemError {
  return new ProblemError("conflict", { what: `The ${kind} is used by ${by}.`, do: "Delete that first." });
}

/** 422: a schema of another type. */
export function foreignSchema(schemaId: string, typeId: string): ProblemError {
  return new ProblemError("invalid", {
    what: "The block schema is not one of that block type.",
    got: schemaId,
    expected: `a schema of the block type ${typeId}`,
    do: "List the type's schemas with POST /block_schemas/filter.",
  });
}

/** 422: storages are tested before they are saved, and take an admin. */
export function storageRoutesOnly(): ProblemError {
  return new ProblemError("invalid", {
    what: "A storage is made, changed and deleted under /x/storage, where it is tested before it is saved.",
    do: 'Use "millrace storage", or POST /x/storage.',
  });
}
