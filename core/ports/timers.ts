/** When a timer fires. */
export type TimerSchedule =
  /** Every `minutes` (1 or more) from `startAt` (epoch ms; default: one period from now). */
  | { readonly kind: "rate"; readonly minutes: number; readonly startAt?: number }
  /** Once at `at` (epoch ms, whole seconds); the timer is then gone. One in the past fires at once. */
  | { readonly kind: "at"; readonly at: number };

export interface Timer {
  /** 1 to 64 characters of `a-z A-Z 0-9 . _ -`. */
  readonly id: string;
  readonly schedule: TimerSchedule;
  /** The queue that gets `body` as a message at each firing. */
  readonly queue: string;
  readonly body: string;
  /** A paused timer does not fire. Default false. */
  readonly paused?: boolean;
}

/** Timers that drop a message on a queue, at least once per firing, to the minute (`rate`) or better. */
export interface Timers {
  /** Creates or replaces. */
  put(timer: Timer): Promise<void>;
  get(id: string): Promise<Timer | null>;
  /** True if it was there. */
  delete(id: string): Promise<boolean>;
  list(prefix: string, cursor?: string): Promise<{ readonly ids: string[]; readonly cursor?: string }>;
  close(): Promise<void>;
}
