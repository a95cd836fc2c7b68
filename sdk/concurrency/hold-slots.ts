import { ApiError } from "#core/contract/client.ts";
import type { Runtime } from "../engine/runtime.ts";
import { SlotsLostError } from "../errors/limit-errors.ts";
import { LEASE_SECONDS, takeLeased, type Wanted } from "./take.ts";

/** Slots that are held, their lease renewed until they are given back. */
export interface HeldSlots {
  /** Aborted with a SlotsLostError once the lease could not be renewed. */
  readonly lost: AbortSignal;
  /** Gives them back. Never rejects: what can't be given back comes free with its lease. */
  giveBack(): Promise<void>;
}

/** Takes slots as {@link takeLeased} does, and keeps them. */
export async function holdSlots(runtime: Runtime, wanted: Wanted): Promise<HeldSlots> {
  const { lease_id, limits } = await takeLeased(runtime, wanted);
  const lost = new AbortController();
  const over = new AbortController();
  // names without a limit hold nobody back, and there is nothing to keep
  if (limits.length > 0) void renew(runtime, lease_id, over.signal, () => lost.abort(new SlotsLostError(wanted.names)));
  return {
    lost: lost.signal,
    async giveBack() {
      if (over.signal.aborted) return;
      over.abort();
      if (limits.length > 0) await runtime.client.decrementConcurrencySlotsWithLease({ body: { lease_id } }).catch(() => {});
    },
  };
}

/** Renews the lease after each third of it, so that two renewals may fail. */
async function renew(runtime: Runtime, lease_id: string, over: AbortSignal, onLost: () => void): Promise<void> {
  const { clock, client } = runtime;
  let held = clock.now() + LEASE_SECONDS * 1000;
  while (!over.aborted) {
    try {
      await clock.sleep((LEASE_SECONDS * 1000) / 3, over, { background: true });
    } catch {
      return;
    }
    try {
      const from = clock.now();
      await client.renewConcurrencyLease({ params: { lease_id }, body: { lease_duration: LEASE_SECONDS } });
      held = from + LEASE_SECONDS * 1000;
    } catch (error) {
      const gone = error instanceof ApiError && [404, 410].includes(error.status);
      if (over.aborted) return;
      if (gone || clock.now() >= held) return onLost();
    }
  }
}
