/** What something makes the functions do, measured. */
export interface Work {
  /** Requests of the API. */
  readonly requests: number;
  /** CPU of the process that serves, in milliseconds of a whole core. */
  readonly cpuMs: number;
  /** Requests to the table, one after the other. */
  readonly calls: number;
  readonly read: number;
  readonly write: number;
  /** Messages sent, ten to a request at most. */
  readonly sent: number;
}

/** What was measured, as it is kept beside the bench. */
export interface Measured {
  /** A flow run without tasks, from its process. */
  readonly flowRun: Work;
  /** One task run of a flow run that has a hundred. */
  readonly taskRun: Work;
  /** Making a run by its schedule, ahead of its time. */
  readonly madeAhead: Work;
  /** An agent that claims it, and one claim that finds nothing. */
  readonly claim: Work;
  readonly idleClaim: Work;
  /** The function that follows the events of a flow run, one message at a time. */
  readonly react: Work;
  readonly reactMessages: number;
  /** One pass of the sweep that finds nothing to do. */
  readonly sweep: Work;
}

export const nothing: Work = { requests: 0, cpuMs: 0, calls: 0, read: 0, write: 0, sent: 0 };

/** A share or a multiple of it. */
export function times(work: Work, factor: number): Work {
  return each((key) => work[key] * factor);
}

/** What one makes more than the other; no less than nothing. */
export function without(work: Work, other: Work): Work {
  return each((key) => Math.max(0, work[key] - other[key]));
}

export function together(...works: readonly Work[]): Work {
  return each((key) => works.reduce((sum, work) => sum + work[key], 0));
}

function each(value: (key: keyof Work) => number): Work {
  return Object.fromEntries((Object.keys(nothing) as (keyof Work)[]).map((key) => [key, value(key)])) as unknown as Work;
}
