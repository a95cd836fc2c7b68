import type { Clock } from "#core/ports/clock.ts";

/** Long polls of this process that wait for a message, woken by sends, by time, by their signal or by the end of the queue. */
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

  /** Resolves, never rejects, after `ms` or earlier. */
  async wait(queue: string, ms: number, signal?: AbortSignal): Promise<void> {
    const wake = new AbortController();
    const waiting = this.#waiting.get(queue) ?? new Set();
    this.#waiting.set(queue, waiting.add(wake));
    try {
      await this.#clock.sleep(
        Math.max(1, Math.min(ms, this.#atMostMs)),
        signal === undefined ? wake.signal : AbortSignal.any([wake.signal, signal]),
      );
    } catch {
      // Woken or aborted; the caller looks which.
    } finally {
      waiting.delete(wake);
      if (waiting.size === 0 && this.#waiting.get(queue) === waiting) this.#waiting.delete(queue);
    }
  }

  wake(queue: string): void {
    for (const waiter of this.#waiting.get(queue) ?? []) waiter.abort();
  }

  close(): void {
    this.closed = true;
    for (const queue of this.#waiting.keys()) this.wake(queue);
  }
}
