import type { Clock } from "#core/ports/clock.ts";
import type { Queue } from "#core/ports/queue.ts";
import { checkTimer } from "#core/ports/timer-limits.ts";
import type { Timer, Timers } from "#core/ports/timers.ts";
import { Waiters } from "#local/queue/waiters.ts";
import { firstFiring, nextFiring } from "./schedule.ts";
import { type TimerRow, TimerTable } from "./timer-table.ts";

export interface TimersOptions {
  readonly clock: Clock;
  /** Gets the messages. */
  readonly queue: Queue;
  /** Told of each failure to fire, which is tried again a second later; default: a process warning. */
  readonly onError?: (error: unknown) => void;
}

/**
 * Opens the timers in the SQLite file at `path` (the store's own file will do), or in memory for ":memory:", and fires those that are due until closed,
 * without keeping the process alive. What fell due while nobody ran fires once on opening; a `rate` then goes on in its old rhythm.
 * Several processes may have the same timers open: one of them fires.
 */
export function openTimers(path: string, options: TimersOptions): Timers {
  return new SqliteTimers(path, options);
}

class SqliteTimers implements Timers {
  readonly #table: TimerTable;
  readonly #clock: Clock;
  readonly #queue: Queue;
  readonly #waiters: Waiters;
  readonly #onError: (error: unknown) => void;
  readonly #loop: Promise<void>;

  constructor(path: string, { clock, queue, onError = warn }: TimersOptions) {
    this.#table = new TimerTable(path);
    this.#clock = clock;
    this.#queue = queue;
    this.#onError = onError;
    this.#waiters = new Waiters(clock, path === ":memory:" ? Number.POSITIVE_INFINITY : LOOK_AGAIN_MS);
    this.#loop = this.#run();
  }

  async put(timer: Timer): Promise<void> {
    checkTimer(timer);
    const now = this.#clock.now();
    const { id, schedule, queue, body, paused = false } = timer;
    const clean: Timer = { id, schedule, queue, body, ...(paused && { paused }) };
    this.#table.put(clean, (before) => firstFiring(clean, before, now));
    this.#waiters.wake(LOOP);
  }

  async get(id: string): Promise<Timer | null> {
    return this.#table.get(id)?.timer ?? null;
  }

  async delete(id: string): Promise<boolean> {
    return this.#table.delete(id);
  }

  async list(prefix: string, cursor = ""): Promise<{ readonly ids: string[]; readonly cursor?: string }> {
    const ids = this.#table.ids(prefix, cursor, PAGE + 1);
    const last = ids[PAGE - 1];
    return ids.length > PAGE && last !== undefined ? { ids: ids.slice(0, PAGE), cursor: last } : { ids };
  }

  async close(): Promise<void> {
    if (this.#waiters.closed) return;
    this.#waiters.close();
    await this.#loop;
    this.#table.close();
  }

  async #run(): Promise<void> {
    while (!this.#waiters.closed) {
      let pause = RETRY_MS;
      try {
        for (const row of this.#table.due(this.#clock.now())) await this.#fire(row);
        const now = this.#clock.now();
        pause = this.#table.nextDue(now) - now;
      } catch (error) {
        this.#onError(error);
      }
      if (!this.#waiters.closed) await this.#waiters.wait(LOOP, pause, undefined, { background: true });
    }
  }

  /**
   * The message goes out before the firing is noted, so a crash between them repeats it rather than losing it.
   * The claim keeps other processes off meanwhile; it runs out by itself if this one dies.
   */
  async #fire({ timer, due }: TimerRow): Promise<void> {
    if (this.#waiters.closed) return;
    const now = this.#clock.now();
    const claim = now + CLAIM_MS;
    if (!this.#table.claim(timer.id, due, now, claim)) return;
    try {
      await this.#queue.send(timer.queue, [{ body: timer.body }]);
    } catch (error) {
      this.#table.postpone(timer.id, claim, now + RETRY_MS);
      throw error;
    }
    this.#table.settle(timer.id, claim, nextFiring(timer.schedule, due, now));
  }
}

const LOOP = "timers";
const PAGE = 100;
/** How soon a timer put by another process is noticed. */
const LOOK_AGAIN_MS = 1000;
const RETRY_MS = 1000;
const CLAIM_MS = 30_000;

function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : String(error));
}
