import type { Clock } from "#core/ports/clock.ts";

/** Waits of this process for something to happen in a database: ended by that, by time, by their signal or by the end of the adapter. */
export class Waiters {
  readonly #clock: Clock;
  readonly #atMostMs: number;
  readonly #waiting = new Map<string, Set<AbortController>>();
  closed = false;

  /** No wait is longer than `atMostMs`, so that what other processes sent is noticed. */
  constructor(clock: Clock, atMostMs: number) {
    this.#clock = clock;
    this.#atMostMs = atMostMs;
  }

  /** Resolves after `ms` or earlier, also when the signal is aborted. */
  async wait(name: string, ms: number, signal?: AbortSignal, options: { readonly background?: boolean } = {}): Promise<void> {
    const wake = new AbortController();
    const waiting = this.#waiting.get(name) ?? new Set();
    this.#waiting.set(name, waiting.add(wake));
    const leave = () => wake.abort(WOKEN);
    signal?.addEventListener("abort", leave);
    try {
      if (signal?.aborted) return;
      await this.#clock.sleep(Math.max(1, Math.min(ms, this.#atMostMs, LONGEST_SLEEP_MS)), wake.signal, options);
    } catch (error) {
      // Woken or aborted is no failure; the caller looks which it was.
      if (!wake.signal.aborted) throw error;
    } finally {
      signal?.removeEventListener("abort", leave);
      waiting.delete(wake);
      if (waiting.size === 0 && this.#waiting.get(name) === waiting) this.#waiting.delete(name);
    }
  }

  wake(name: string): void {
    for (const waiter of this.#waiting.get(name) ?? []) waiter.abort(WOKEN);
  }

  close(): void {
    this.closed = true;
    for (const name of this.#waiting.keys()) this.wake(name);
  }
}

// One reason for all: an error with a stack of its own for each wait costs more than the wait.
const WOKEN = new Error("woken");
const LONGEST_SLEEP_MS = 2 ** 31 - 1;
