import type { TaskRunPolicy } from "#core/contract/task-runs.ts";

/** What of a policy decides on retries; the keys ending in older names are Prefect 2's. */
export type RetryPolicy = Pick<TaskRunPolicy, "retries" | "retry_delay" | "retry_jitter_factor" | "max_retries" | "retry_delay_seconds">;

/** How often a failed run is tried again. Default 0. */
export function retriesOf(policy: RetryPolicy): number {
  return policy.retries ?? policy.max_retries ?? 0;
}

/**
 * Seconds to wait before retry number `attempt` (1 is the first retry).
 * A list gives one delay per retry, its last one for all further ones. With a jitter factor f the delay d is spread evenly over
 * d to d·(1+f): never shorter than asked for, unlike Prefect's clipped Poisson interval, which may be. `random` is in [0, 1).
 */
export function retryDelaySeconds(policy: RetryPolicy, attempt: number, random: number): number {
  const given = policy.retry_delay ?? policy.retry_delay_seconds ?? 0;
  const base = typeof given === "number" ? given : (given[Math.min(Math.max(attempt, 1), given.length) - 1] ?? 0);
  return base * (1 + (policy.retry_jitter_factor ?? 0) * random);
}

/** The delays, in seconds, of so many retries that each wait `factor` (default 2) times longer than the one before, from `base` to at most `max` (default a day). */
export function exponentialDelays(
  retries: number,
  options: { readonly base: number; readonly factor?: number; readonly max?: number },
): number[] {
  const { base, factor = 2, max = 86_400 } = options;
  return Array.from({ length: retries }, (_, index) => Math.min(base * factor ** index, max));
}
