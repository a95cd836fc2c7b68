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
  /** Whether it may end over a token that stays refused; default never. Who has runs in hand keeps them: they may end and be told of later. */
  readonly isIdle?: () => boolean;
  /** How often in a row the token is refused before that counts as lasting; default 20, a minute or two. */
  readonly refusals?: number;
}

/**
 * Makes the patience of one agent: pauses of 0.1 to 5 seconds, spread, so that agents don't come back all at once, or as long as the API says.
 * A token that is refused again and again ends the waiting of an agent with nothing in hand: it has read its token once, and whoever starts it
 * again may have another for it.
 */
export function createPatience({ onAway, onBack, giveUp, random, isIdle, refusals = 20 }: PatienceOptions): Patience {
  let away = false;
  let refused = 0;
  return async (action, signal = giveUp) => {
    for (let attempt = 0; ; attempt += 1) {
      try {
        const value = await action();
        if (away) onBack();
        away = false;
        refused = 0;
        return value;
      } catch (error) {
        if (!isAway(error) || signal.aborted || giveUp.aborted) throw error;
        refused = isRefused(error) ? refused + 1 : 0;
        if (refused >= refusals && isIdle?.() === true) throw error;
        if (!away) onAway(error instanceof Error ? error.message : String(error));
        away = true;
        const ms = Math.max(Math.min(100 * 2 ** attempt, 5_000), askedMs(error));
        await pause(ms * (0.5 + random()), AbortSignal.any([signal, giveUp]));
      }
    }
  };
}

/** True for what may be gone in a moment. A refused token may be renewed, and its runs are not lost meanwhile. */
export function isAway(error: unknown): boolean {
  if (isMillraceError(error, "api-unreachable")) return true;
  return error instanceof ApiError && (error.status >= 500 || [401, 403, 408, 429].includes(error.status));
}

/** The API knows us no more (401); it may know us still and be busy (429), or a proxy before it may refuse for itself (403). */
export function isRefused(error: unknown): boolean {
  return error instanceof ApiError && error.status === 401;
}

// twice what is asked, since what is waited is spread by half
function askedMs(error: unknown): number {
  return error instanceof ApiError && error.retryAfter !== undefined ? Math.min(error.retryAfter, 60) * 2_000 : 0;
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
