/** When a run has to leave, and when it is stopped if it could not; milliseconds from its claim. */
export interface TimeLimit {
  readonly leaveMs: number;
  readonly stopMs: number;
  /** What of the limit people are told. */
  readonly seconds: number;
}

/** What an invocation needs at its end to stop a process that does not, and to tell the API. */
const CLOSING_MS = 15_000;
/** The most a task that goes on gets to end once nothing new starts. */
const LONGEST_LEAVE_MS = 60_000;

/**
 * The limit of a piece of a run, from the time an invocation has left and from what the deployment allows. A fifth of it, a minute at most,
 * is for what goes on when nothing new may start.
 */
export function timeLimit(remainingMs: number, allowedSeconds: number | undefined): TimeLimit {
  const whole = Math.max(1_000, remainingMs - Math.min(CLOSING_MS, remainingMs / 5));
  const stopMs = Math.min(whole, (allowedSeconds ?? Number.POSITIVE_INFINITY) * 1000);
  const seconds = Math.round(stopMs / 1000);
  return { leaveMs: stopMs - Math.min(LONGEST_LEAVE_MS, stopMs / 5), stopMs, seconds };
}
