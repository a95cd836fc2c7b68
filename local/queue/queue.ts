import type { Clock } from "#core/ports/clock.ts";
import type { OutgoingMessage, Queue, ReceivedMessage, ReceiveOptions } from "#core/ports/queue.ts";
import { checkMessages, checkReceive } from "#core/ports/queue-limits.ts";
import { Sqlite, type SqliteOptions } from "#local/store/sqlite.ts";
import { Waiters } from "./waiters.ts";

export interface QueueOptions extends Omit<SqliteOptions, "schema"> {
  readonly clock: Clock;
}

/** Opens the queues in the SQLite file at `path` (the store's own file will do), or in memory for ":memory:". They outlive a restart. */
export function openQueue(path: string, options: QueueOptions): Queue {
  return new SqliteQueue(path, options);
}

class SqliteQueue implements Queue {
  readonly #sqlite: Sqlite;
  readonly #clock: Clock;
  readonly #waiters: Waiters;
  #sends = 0;

  constructor(path: string, options: QueueOptions) {
    this.#sqlite = new Sqlite(path, { ...options, schema: SCHEMA });
    this.#clock = options.clock;
    // Nobody else sees a database in memory, so only files need looking at again and again.
    this.#waiters = new Waiters(options.clock, path === ":memory:" ? Number.POSITIVE_INFINITY : LOOK_AGAIN_MS);
  }

  async send(queue: string, messages: readonly OutgoingMessage[]): Promise<void> {
    checkMessages(messages);
    if (messages.length === 0) return;
    const now = this.#clock.now();
    this.#sqlite.write(() => {
      for (const { body, delayMs = 0 } of messages) {
        this.#sqlite.run(
          "INSERT INTO messages (queue, body, sent_at, visible_at, receives) VALUES (?, ?, ?, ?, 0)",
          queue,
          body,
          now,
          now + delayMs,
        );
      }
      this.#forgetOld(now);
    });
    this.#waiters.wake(queue);
  }

  async receive(queue: string, options: ReceiveOptions = {}): Promise<ReceivedMessage[]> {
    const { max, waitMs, visibilityMs } = checkReceive(options);
    const deadline = this.#clock.now() + waitMs;
    while (!options.signal?.aborted && !this.#waiters.closed) {
      const messages = this.#take(queue, max, visibilityMs);
      const left = deadline - this.#clock.now();
      if (messages.length > 0 || left <= 0) return messages;
      await this.#waiters.wait(queue, Math.min(left, this.#msToNext(queue)), options.signal);
    }
    return [];
  }

  async delete(_queue: string, receipts: readonly string[]): Promise<void> {
    const parsed = receipts.map(parseReceipt).filter((receipt) => receipt !== null);
    if (parsed.length === 0) return;
    this.#sqlite.write(() => {
      for (const { id, receives } of parsed) this.#sqlite.run("DELETE FROM messages WHERE id = ? AND receives = ?", id, receives);
    });
  }

  async extend(queue: string, receipt: string, visibilityMs: number): Promise<void> {
    const parsed = parseReceipt(receipt);
    if (parsed === null) return;
    this.#sqlite.run(
      "UPDATE messages SET visible_at = ? WHERE id = ? AND receives = ?",
      this.#clock.now() + visibilityMs,
      parsed.id,
      parsed.receives,
    );
    this.#waiters.wake(queue);
  }

  async close(): Promise<void> {
    this.#waiters.close();
    this.#sqlite.close();
  }

  /** Hands out what is visible. Nothing is marked received before the caller is certain to get it: this runs without a pause to its return. */
  #take(queue: string, max: number, visibilityMs: number): ReceivedMessage[] {
    if (this.#msToNext(queue) > 0) return [];
    const now = this.#clock.now();
    return this.#sqlite.write(() => {
      const rows = this.#sqlite.all<{ id: number; body: string; receives: number }>(
        "SELECT id, body, receives FROM messages WHERE queue = ? AND visible_at <= ? ORDER BY visible_at, id LIMIT ?",
        queue,
        now,
        max,
      );
      return rows.map(({ id, body, receives }) => {
        this.#sqlite.run("UPDATE messages SET receives = receives + 1, visible_at = ? WHERE id = ?", now + visibilityMs, id);
        return { id: String(id), body, receipt: `${id}-${receives + 1}`, receiveCount: receives + 1 };
      });
    });
  }

  #msToNext(queue: string): number {
    const first = this.#sqlite.get<{ at: number | null }>("SELECT MIN(visible_at) AS at FROM messages WHERE queue = ?", queue);
    return first?.at == null ? Number.POSITIVE_INFINITY : first.at - this.#clock.now();
  }

  /** Hints nobody fetches must not fill the disk; now and then a send removes some that are two weeks old. */
  #forgetOld(now: number): void {
    this.#sends += 1;
    if (this.#sends % FORGET_EVERY !== 0) return;
    this.#sqlite.run(
      "DELETE FROM messages WHERE id IN (SELECT id FROM messages WHERE sent_at < ? ORDER BY id LIMIT 1000)",
      now - RETENTION_MS,
    );
  }
}

const SCHEMA = `
CREATE TABLE IF NOT EXISTS messages (
  id INTEGER PRIMARY KEY AUTOINCREMENT, queue TEXT NOT NULL, body TEXT NOT NULL, sent_at REAL NOT NULL, visible_at REAL NOT NULL, receives INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS messages_visible ON messages (queue, visible_at)`;

/** How soon a long poll notices what another process sent. */
const LOOK_AGAIN_MS = 100;
const FORGET_EVERY = 100;
const RETENTION_MS = 14 * 24 * 3_600_000;

function parseReceipt(receipt: string): { id: number; receives: number } | null {
  const match = /^(\d{1,15})-(\d{1,9})$/.exec(receipt);
  return match === null ? null : { id: Number(match[1]), receives: Number(match[2]) };
}
