import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { FORMAT_VERSION, newerFormat } from "./format.ts";
import { isBusy, portError } from "./sqlite-errors.ts";

export interface SqliteOptions {
  /** Statements that create what the caller needs, each with IF NOT EXISTS, a table first; run as one transaction. */
  readonly schema: string;
  /** How long to wait for another process's lock; default 5,000 ms. */
  readonly busyTimeoutMs?: number;
  /** Greatest size of the file in pages of 8 KB; lets tests fill the disk. */
  readonly maxPages?: number;
}

/**
 * One connection to a SQLite file: prepared statements kept, errors named as the ports name them.
 *
 * WAL with `synchronous=NORMAL`: a committed change survives `kill -9` of this process at any moment. A power loss may
 * take back the last commits (those since the last checkpoint), but never tears one or corrupts the file.
 */
export class Sqlite {
  readonly #path: string;
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(path: string, options: SqliteOptions) {
    this.#path = path;
    const busyTimeoutMs = options.busyTimeoutMs ?? 5000;
    this.#database = this.#named(() => new DatabaseSync(path, { timeout: busyTimeoutMs }));
    try {
      this.#named(() => this.#prepareFile(options, busyTimeoutMs));
    } catch (error) {
      this.#database.close();
      throw error;
    }
  }

  get<Row>(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return this.#named(() => this.#statement(sql).get(...values)) as Row | undefined;
  }

  all<Row>(sql: string, ...values: SQLInputValue[]): Row[] {
    return this.#named(() => this.#statement(sql).all(...values)) as Row[];
  }

  run(sql: string, ...values: SQLInputValue[]): { readonly changes: number; readonly rowId: number } {
    const result = this.#named(() => this.#statement(sql).run(...values));
    return { changes: Number(result.changes), rowId: Number(result.lastInsertRowid) };
  }

  /** Runs `work` as one transaction that holds the write lock from its start, so that what it reads stays true until it commits. */
  write<Result>(work: () => Result): Result {
    this.run("BEGIN IMMEDIATE");
    try {
      const result = work();
      this.run("COMMIT");
      return result;
    } catch (error) {
      // A full disk may have rolled the transaction back already.
      if (this.#database.isTransaction) this.run("ROLLBACK");
      throw error;
    }
  }

  close(): void {
    this.#statements.clear();
    this.#database.close();
  }

  #prepareFile(options: SqliteOptions, busyTimeoutMs: number): void {
    // Measured: pages of 8 KB with fewer checkpoints and a larger cache load twice as fast as SQLite's defaults, and single writes no slower.
    this.#database.exec("PRAGMA page_size=8192");
    this.#enterWal(busyTimeoutMs);
    this.#database.exec("PRAGMA synchronous=NORMAL; PRAGMA wal_autocheckpoint=4000; PRAGMA cache_size=-16000; PRAGMA temp_store=MEMORY");
    this.#database.exec("PRAGMA journal_size_limit=67108864");
    if (options.maxPages !== undefined) this.#database.exec(`PRAGMA max_page_count=${options.maxPages}`);
    const found = Number(this.get<{ user_version: number }>("PRAGMA user_version")?.user_version);
    if (found > FORMAT_VERSION) throw newerFormat(this.#path, found);
    // Looked at first, so that opening does not wait for others who write.
    if (!this.#has(options.schema)) this.write(() => this.#database.exec(`${options.schema}; PRAGMA user_version=${FORMAT_VERSION}`));
  }

  #has(schema: string): boolean {
    const first = /CREATE TABLE IF NOT EXISTS (\w+)/.exec(schema)?.[1] ?? "";
    return this.get("SELECT 1 FROM sqlite_schema WHERE name = ?", first) !== undefined;
  }

  /** The change to WAL does not wait for locks by itself while several processes open a new file at once. */
  #enterWal(busyTimeoutMs: number): void {
    for (let attempt = 0; ; attempt += 1) {
      try {
        this.#database.exec("PRAGMA journal_mode=WAL");
        return;
      } catch (error) {
        if (!isBusy(error) || attempt * RETRY_MS >= busyTimeoutMs) throw error;
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_MS);
      }
    }
  }

  #statement(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#database.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  #named<Result>(work: () => Result): Result {
    try {
      return work();
    } catch (error) {
      throw portError(error, this.#path);
    }
  }
}

const RETRY_MS = 10;
