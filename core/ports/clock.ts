/** Time as the rules see it. The system clock in production, a virtual one in tests. */
export interface Clock {
  /** Milliseconds since the epoch, with microseconds as a fraction; never goes back within a process. */
  now(): number;
  /** Resolves after `ms` (at most 2^31-1), or rejects with the signal's reason. A `background` sleep alone does not keep the process alive. */
  sleep(ms: number, signal?: AbortSignal, options?: { readonly background?: boolean }): Promise<void>;
}

/** Sources of identifiers; seeded in tests. */
export interface Ids {
  /** A run id: UUID version 7 whose `rand_a` field is zero, so that state ids can carry it (see core/rules/ids.ts). */
  runId(): string;
  /** Any other id: UUID version 7. */
  uuid(): string;
}
