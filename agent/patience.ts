import { ApiError } from "#core/contract/client.ts";
import { isMillraceError } from "#sdk/errors/millrace-error.ts";

/** Repeats a request while the API is away; anything else it throws is thrown. */
export type Patience = <T>(action: () => Promise<T>, signal?: AbortSignal) => Promise<T>;

/** Who is told of outages, and what ends the waiting. */
export interface PatienceOptions {
  readonly onAway: (reason: string) => void;
  readonly onBack: () => void;
  /** Aborted when there is no more time to wait. */
  readonly giveUp: AbortSignal;
  /** In [0, 1). */
  readonly random: () => number;
}

/** Makes the patience of one agent: pauses of 0.1 to 5 seconds, spread, so that agents don't come back all at once. */
export function createPatience({ onAway, onBack, giveUp, random }: PatienceOptions): Patience {
  let away = false;
  return async (action, signal = giveUp) => {
    for (let attempt = 0; ; attempt += 1) {
      try {
        const value = await action();
        if (away) onBack();
        away = false;
        return value;
      } catch (error) {
        if (!isAway(error) || signal.aborted || giveUp.aborted) throw error;
        if (!away) onAway(error instanceof Error ? error.message : String(error));
        away = true;
        await pause(Math.min(100 * 2 ** attempt, 5_000) * (0.5 + random()), AbortSignal.any([signal, giveUp]));
      }
    }
  };
}

/** True for what may be gone in a moment. A refused token may be renewed, and its runs are not lost meanwhile. */
export function isAway(error: unknown): boolean {
  if (isMillraceError(error, "api-unreachable")) return true;
  return error instanceof ApiError && (error.status >= 500 || [401, 403, 408, 429].includes(error.status));
}

/** Waits, or until the signal is aborted; it does not throw. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener("abort", end);
  });
}
