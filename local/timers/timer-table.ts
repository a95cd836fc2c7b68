import type { Timer } from "#core/ports/timers.ts";
import { Sqlite } from "#local/store/sqlite.ts";

/** A timer and its next firing in epoch milliseconds. */
export interface TimerRow {
  readonly timer: Timer;
  readonly due: number;
}

/** The timers as SQLite holds them. `claimed` names the process at work on a firing by the time until which it is. */
export class TimerTable {
  readonly #sqlite: Sqlite;

  constructor(path: string) {
    this.#sqlite = new Sqlite(path, { schema: SCHEMA });
  }

  /** Creates or replaces; `due` tells the next firing from what was there. */
  put(timer: Timer, due: (before: TimerRow | null) => number): void {
    this.#sqlite.write(() => {
      this.#sqlite.run(
        "INSERT OR REPLACE INTO timers (id, timer, paused, due, claimed) VALUES (?, ?, ?, ?, 0)",
        timer.id,
        JSON.stringify(timer),
        timer.paused ? 1 : 0,
        due(this.get(timer.id)),
      );
    });
  }

  get(id: string): TimerRow | null {
    const row = this.#sqlite.get<Row>("SELECT timer, due FROM timers WHERE id = ?", id);
    return row === undefined ? null : timerRow(row);
  }

  delete(id: string): boolean {
    return this.#sqlite.run("DELETE FROM timers WHERE id = ?", id).changes > 0;
  }

  ids(prefix: string, after: string, limit: number): string[] {
    // Ids are ASCII, so every one that begins with the prefix is before prefix + DEL.
    const rows = this.#sqlite.all<{ id: string }>(
      "SELECT id FROM timers WHERE id >= ? AND id < ? AND id > ? ORDER BY id LIMIT ?",
      prefix,
      `${prefix}\x7f`,
      after,
      limit,
    );
    return rows.map((row) => row.id);
  }

  due(now: number): TimerRow[] {
    return this.#sqlite
      .all<Row>("SELECT timer, due FROM timers WHERE paused = 0 AND due <= ? AND claimed <= ? ORDER BY due", now, now)
      .map(timerRow);
  }

  /** When the next of them is to be fired, or may be claimed by another; infinity without any. */
  nextDue(now: number): number {
    // In two parts, each a few rows of the index however many timers there are: those at work, and the first of those to come.
    const claimed = this.#sqlite.get<Due>("SELECT MIN(MAX(due, claimed)) AS due FROM timers WHERE paused = 0 AND due <= ?", now);
    const coming = this.#sqlite.get<Due>("SELECT MIN(due) AS due FROM timers WHERE paused = 0 AND due > ?", now);
    return Math.min(claimed?.due ?? Number.POSITIVE_INFINITY, coming?.due ?? Number.POSITIVE_INFINITY);
  }

  /** Takes one firing; false if another process has it or the timer has changed. */
  claim(id: string, due: number, now: number, claim: number): boolean {
    return (
      this.#sqlite.run("UPDATE timers SET claimed = ? WHERE id = ? AND due = ? AND claimed <= ? AND paused = 0", claim, id, due, now)
        .changes > 0
    );
  }

  /** Gives a claimed firing back until later. */
  postpone(id: string, claim: number, until: number): void {
    this.#sqlite.run("UPDATE timers SET claimed = ? WHERE id = ? AND claimed = ?", until, id, claim);
  }

  /** Notes a claimed firing as done, unless the timer was replaced meanwhile; null ends the timer. */
  settle(id: string, claim: number, next: number | null): void {
    if (next === null) this.#sqlite.run("DELETE FROM timers WHERE id = ? AND claimed = ?", id, claim);
    else this.#sqlite.run("UPDATE timers SET due = ?, claimed = 0 WHERE id = ? AND claimed = ?", next, id, claim);
  }

  close(): void {
    this.#sqlite.close();
  }
}

const SCHEMA = `
CREATE TABLE IF NOT EXISTS timers (
  id TEXT PRIMARY KEY, timer TEXT NOT NULL, paused INTEGER NOT NULL, due REAL NOT NULL, claimed REAL NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS timers_due ON timers (due) WHERE paused = 0`;

type Due = { readonly due: number | null };
type Row = { readonly timer: string; readonly due: number };

function timerRow(row: Row): TimerRow {
  return { timer: JSON.parse(row.timer), due: row.due };
}
