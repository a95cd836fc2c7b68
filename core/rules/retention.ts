import type { StateType } from "../contract/states.ts";

/** Days things are kept; 0 is for ever. */
export interface Retention {
  /** Flow runs after they ended, with all that belongs to them. Default 90. */
  readonly runs?: number | undefined;
  /** Runs that ended in that state, where it differs. */
  readonly completed?: number | undefined;
  readonly failed?: number | undefined;
  readonly crashed?: number | undefined;
  readonly cancelled?: number | undefined;
  /** Log lines after they were received. Default 30. */
  readonly logs?: number | undefined;
  /** Events after they occurred. Default 30. */
  readonly events?: number | undefined;
}

export const DEFAULT_RUN_DAYS = 90;
export const DEFAULT_LOG_DAYS = 30;
export const DEFAULT_EVENT_DAYS = 30;
export const DAY_MS = 86_400_000;

/** Days a run is kept that ended in that state; 0 is for ever. A run that has not ended is kept in any case. */
export function daysOf(state: StateType, retention: Retention): number {
  const runs = retention.runs ?? DEFAULT_RUN_DAYS;
  switch (state) {
    case "COMPLETED":
      return retention.completed ?? runs;
    case "FAILED":
      return retention.failed ?? runs;
    case "CRASHED":
      return retention.crashed ?? runs;
    case "CANCELLED":
      return retention.cancelled ?? runs;
    default:
      return 0;
  }
}

/** The fewest days any run is kept; 0 if all are kept for ever. */
export function fewestDays(retention: Retention): number {
  const limited = FINAL.map((state) => daysOf(state, retention)).filter((days) => days > 0);
  return limited.length === 0 ? 0 : Math.min(...limited);
}

/** Epoch seconds after which log lines received at `now` are gone; undefined for never. */
export function logExpiry(retention: Retention, now: number): number | undefined {
  const days = retention.logs ?? DEFAULT_LOG_DAYS;
  return days === 0 ? undefined : Math.ceil((now + days * DAY_MS) / 1000);
}

/** Epoch seconds after which events that occurred at `time` are gone; undefined for never. */
export function eventExpiry(retention: Retention, time: number): number | undefined {
  const days = retention.events ?? DEFAULT_EVENT_DAYS;
  return days === 0 ? undefined : Math.ceil((time + days * DAY_MS) / 1000);
}

const FINAL = ["COMPLETED", "FAILED", "CRASHED", "CANCELLED"] as const;
