import type * as z from "zod";
import { ApiError } from "#core/contract/client.ts";
import type { LimitsWithLease, MinimalLimit } from "#core/contract/concurrency-limits.ts";
import { GRACE_MS, persistently } from "../engine/propose.ts";
import type { Runtime } from "../engine/runtime.ts";
import { LimitMissingError, SlotTimeoutError } from "../errors/limit-errors.ts";
import { inLine } from "./line.ts";

/** What is taken of which limits. */
export interface Wanted {
  readonly names: readonly string[];
  readonly slots: number;
  readonly timeoutSeconds?: number | undefined;
  /** A limit that does not exist is an error; else it holds nobody back. */
  readonly strict?: boolean | undefined;
  readonly holder?: { readonly type: "flow_run" | "task_run"; readonly id: string } | undefined;
  /** Aborted when the wait is to end. */
  readonly signal?: AbortSignal | undefined;
  /** Told once that the slots are not free at once. */
  readonly onWait?: (() => void) | undefined;
}

/** Seconds a lease runs: a process that is gone gives its slots back within that time. */
export const LEASE_SECONDS = 60;

/**
 * Takes slots of all the limits under one lease, waiting until they are free.
 *
 * @throws SlotTimeoutError, LimitMissingError, the signal's reason; ApiError for more slots than a limit has.
 */
export async function takeLeased(runtime: Runtime, wanted: Wanted): Promise<z.output<typeof LimitsWithLease>> {
  const body = {
    names: [...wanted.names],
    slots: wanted.slots,
    mode: "concurrency" as const,
    lease_duration: LEASE_SECONDS,
    holder: wanted.holder ?? null,
  };
  const taken = await untilTaken(runtime, wanted, () => runtime.client.incrementConcurrencySlotsWithLease({ body }));
  const missing = missingOf(wanted, taken.limits);
  if (missing.length === 0) return taken;
  if (taken.limits.length > 0) await runtime.client.decrementConcurrencySlotsWithLease({ body: { lease_id: taken.lease_id } });
  throw new LimitMissingError(missing);
}

/** Takes slots that come back by themselves: of rate limits. */
export async function takeOfRate(runtime: Runtime, wanted: Wanted): Promise<void> {
  const body = { names: [...wanted.names], slots: wanted.slots, mode: "rate_limit" as const };
  const limits = await untilTaken(runtime, wanted, () => runtime.client.incrementConcurrencySlots({ body }));
  const missing = missingOf(wanted, limits);
  if (missing.length > 0) throw new LimitMissingError(missing);
}

function missingOf({ names, strict }: Wanted, limits: readonly MinimalLimit[]): string[] {
  return strict === true ? names.filter((name) => !limits.some((limit) => limit.name === name)) : [];
}

async function untilTaken<T>(runtime: Runtime, wanted: Wanted, take: () => Promise<T>): Promise<T> {
  const { clock } = runtime;
  const { names, slots, timeoutSeconds, signal } = wanted;
  const until = timeoutSeconds === undefined ? undefined : clock.now() + timeoutSeconds * 1000;
  const gaveUp = new AbortController();
  const stop = signal === undefined ? gaveUp.signal : AbortSignal.any([signal, gaveUp.signal]);
  // the time in line counts too
  const timer = new AbortController();
  if (until !== undefined) {
    clock
      .sleep(Math.min(until - clock.now(), LONGEST_MS), timer.signal, { background: true })
      .then(() => gaveUp.abort(new SlotTimeoutError(names, slots, timeoutSeconds as number)))
      .catch(() => {});
  }
  let waited = false;
  try {
    return await inLine([...names].sort().join("\n"), stop, async () => {
      for (;;) {
        try {
          return await persistently(take, GRACE_MS, stop);
        } catch (error) {
          if (!(error instanceof ApiError && error.status === 423)) throw error;
          if (!waited) wanted.onWait?.();
          waited = true;
          await clock.sleep(pauseMs(runtime, error.retryAfter), stop);
        }
      }
    });
  } finally {
    timer.abort();
  }
}

/** What a clock takes. */
const LONGEST_MS = 2 ** 31 - 1;
const NEAR_MS = 250;
const FAR_MS = 2_000;

/** As long as the server asks, but not so long that slots lie idle; spread, so that no process is always the last to ask. */
function pauseMs(runtime: Runtime, retryAfter: number | undefined): number {
  const most = runtime.near === false ? FAR_MS : NEAR_MS;
  return Math.min((retryAfter ?? 1) * 1000, most) * (0.75 + runtime.random() / 2);
}
