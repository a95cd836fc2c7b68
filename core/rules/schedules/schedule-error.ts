/** What is wrong with a schedule. */
export type ScheduleErrorCode = "bad-interval" | "bad-cron" | "bad-rrule" | "never-fires";

/** A schedule that parses as JSON but cannot be followed. Recognised by `name`, since bundles may hold two copies of this class. */
export class ScheduleError extends Error {
  override readonly name = "ScheduleError";
  readonly code: ScheduleErrorCode;
  readonly what: string;
  readonly got: unknown;
  readonly expected: string;
  readonly advice: string;

  constructor(code: ScheduleErrorCode, about: { what: string; got: unknown; expected: string; do: string }) {
    super(`${about.what} Got ${JSON.stringify(about.got)}, expected ${about.expected}. ${about.do}`);
    this.code = code;
    this.what = about.what;
    this.got = about.got;
    this.expected = about.expected;
    this.advice = about.do;
  }
}
