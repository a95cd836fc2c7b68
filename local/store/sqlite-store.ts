import type { Clock } from "#core/ports/clock.ts";
import type {
  DocumentKey,
  Expectation,
  IndexName,
  JsonObject,
  NewDocument,
  PutResult,
  Store,
  StoredDocument,
  StorePage,
  StoreQuery,
} from "#core/ports/store.ts";
import { checkDocument, checkKey, checkQuery } from "#core/ports/store-limits.ts";
import { decodeCursor, encodeCursor } from "./cursor.ts";
import { DOCUMENT_COLUMNS, type DocumentRow, documentOf, holds } from "./document-row.ts";
import { boundsOf } from "./range.ts";
import { Sqlite, type SqliteOptions } from "./sqlite.ts";

export interface SqliteStoreOptions extends Omit<SqliteOptions, "schema"> {
  readonly clock: Clock;
}

/** The store on one SQLite connection. Its methods are async for the port's sake; each does its work before it returns. */
export class SqliteStore implements Store {
  readonly #sqlite: Sqlite;
  readonly #clock: Clock;
  #writesSinceCleanUp = 0;

  constructor(path: string, options: SqliteStoreOptions) {
    this.#sqlite = new Sqlite(path, { ...options, schema: SCHEMA });
    this.#clock = options.clock;
  }

  async get<Body extends JsonObject>(key: DocumentKey): Promise<StoredDocument<Body> | null> {
    return this.#get(key);
  }

  async getMany<Body extends JsonObject>(keys: readonly DocumentKey[]): Promise<(StoredDocument<Body> | null)[]> {
    return keys.map((key) => this.#get<Body>(key));
  }

  async put<Body extends JsonObject>(document: NewDocument<Body>, expect: Expectation): Promise<PutResult<Body>> {
    const json = encode(document);
    return this.#write(1, () => this.#put(document, json, expect));
  }

  async putMany(writes: readonly { readonly document: NewDocument; readonly expect: Expectation }[]): Promise<PutResult[]> {
    const encoded = writes.map((write) => encode(write.document));
    return this.#write(writes.length, () => writes.map((write, at) => this.#put(write.document, encoded[at]!, write.expect)));
  }

  async delete(key: DocumentKey, expect?: { readonly version: number }): Promise<boolean> {
    checkKey(key);
    return this.#write(1, () => this.#delete(key, expect));
  }

  async deleteMany(keys: readonly DocumentKey[]): Promise<void> {
    for (const key of keys) checkKey(key);
    this.#write(keys.length, () => {
      for (const key of keys) this.#delete(key);
    });
  }

  async query<Body extends JsonObject>(query: StoreQuery): Promise<StorePage<Body>> {
    const limit = checkQuery(query);
    const rows = this.#page(query, limit + 1);
    const last = rows.length > limit ? rows[limit - 1] : undefined;
    const documents = rows.slice(0, limit).map((row) => documentOf<Body>(row));
    return last === undefined ? { documents } : { documents, cursor: encodeCursor(query, { sk: last.position, row: last.row }) };
  }

  async close(): Promise<void> {
    this.#sqlite.close();
  }

  /** How many documents there are, those of runs by kind, and how large the file is. Reads the index of keys once. */
  sizes(): StoreSizes {
    const counts = this.#sqlite.get<Omit<StoreSizes, "database_bytes" | "free_bytes">>(COUNTS)!;
    const of = (pragma: string) => Number(Object.values(this.#sqlite.get<Record<string, number>>(`PRAGMA ${pragma}`)!)[0]);
    const page = of("page_size");
    return { ...counts, database_bytes: of("page_count") * page, free_bytes: of("freelist_count") * page };
  }

  /** Every live document, for a copy of the whole store. */
  all(): StoredDocument[] {
    return this.#sqlite
      .all<DocumentRow>(`SELECT ${DOCUMENT_COLUMNS} FROM documents d WHERE ${LIVE}`, this.#seconds())
      .map((row) => documentOf(row));
  }

  /** Makes the document at `key` exactly that of another store, its version included, or absent. */
  mirror(key: DocumentKey, document: StoredDocument | null): void {
    this.#write(0, () => {
      const current = this.#row(key);
      if (document === null) this.#erase(current);
      else this.#save(document, JSON.stringify(document.body), document.version, current);
    });
  }

  #get<Body extends JsonObject>(key: DocumentKey): StoredDocument<Body> | null {
    checkKey(key);
    const row = this.#sqlite.get<DocumentRow>(SELECT_LIVE, key.pk, key.sk, this.#seconds());
    return row === undefined ? null : documentOf(row);
  }

  #put<Body extends JsonObject>(document: NewDocument<Body>, json: string, expect: Expectation): PutResult<Body> {
    const row = this.#row(document);
    const live = row !== undefined && isLive(row, this.#seconds()) ? row : undefined;
    if (!holds(expect, document, live)) return { ok: false, current: this.#get<Body>(document) };
    const version = (live?.version ?? 0) + 1;
    this.#save(document, json, version, row);
    return { ok: true, version };
  }

  #delete(key: DocumentKey, expect?: { readonly version: number }): boolean {
    const row = this.#row(key);
    if (row === undefined || (expect !== undefined && row.version !== expect.version)) return false;
    this.#erase(row);
    return isLive(row, this.#seconds());
  }

  #row(key: DocumentKey): RowHead | undefined {
    return this.#sqlite.get<RowHead>(
      "SELECT row, version, rank, expires_at, indexes FROM documents WHERE pk = ? AND sk = ?",
      key.pk,
      key.sk,
    );
  }

  #save(document: NewDocument, json: string, version: number, current: RowHead | undefined): void {
    const entries = document.indexes ?? NO_ENTRIES;
    const indexes = indexText(entries);
    const values = [version, document.rank ?? null, document.expiresAt ?? null, indexes, json] as const;
    let row = current?.row;
    if (row === undefined) {
      row = this.#sqlite.run(
        "INSERT INTO documents (version, rank, expires_at, indexes, body, pk, sk) VALUES (?, ?, ?, ?, ?, ?, ?)",
        ...values,
        document.pk,
        document.sk,
      ).rowId;
    } else {
      this.#sqlite.run("UPDATE documents SET version = ?, rank = ?, expires_at = ?, indexes = ?, body = ? WHERE row = ?", ...values, row);
    }
    if (current === undefined || current.indexes !== indexes) this.#reindex(row, current?.indexes ?? null, entries);
  }

  #erase(row: RowHead | undefined): void {
    if (row === undefined) return;
    this.#reindex(row.row, row.indexes, NO_ENTRIES);
    this.#sqlite.run("DELETE FROM documents WHERE row = ?", row.row);
  }

  /** Most writes leave the entries as they are, so only the difference is written. */
  #reindex(row: number, before: string | null, after: Entries): void {
    const old = before === null ? {} : (JSON.parse(before) as Entries);
    for (const name of namesOf(old)) {
      if (!isSame(old[name], after[name]))
        this.#sqlite.run("DELETE FROM entries WHERE name = ? AND pk = ? AND sk = ? AND row = ?", name, old[name]!.pk, old[name]!.sk, row);
    }
    for (const name of namesOf(after)) {
      if (!isSame(old[name], after[name]))
        this.#sqlite.run("INSERT INTO entries (name, pk, sk, row) VALUES (?, ?, ?, ?)", name, after[name]!.pk, after[name]!.sk, row);
    }
  }

  #page(query: StoreQuery, limit: number): (DocumentRow & { readonly position: string })[] {
    const after = query.cursor === undefined ? undefined : decodeCursor(query, query.cursor);
    const order = query.reverse ? "DESC" : "ASC";
    if (query.index === "main") {
      const { sql, values } = boundsOf(query, after, "d.sk", "d.row");
      return this.#sqlite.all(
        `SELECT ${DOCUMENT_COLUMNS}, d.sk AS position FROM documents d WHERE d.pk = ? AND ${LIVE}${sql} ORDER BY d.sk ${order} LIMIT ?`,
        query.pk,
        this.#seconds(),
        ...values,
        limit,
      );
    }
    const { sql, values } = boundsOf(query, after, "e.sk", "e.row");
    return this.#sqlite.all(
      `SELECT ${DOCUMENT_COLUMNS}, e.sk AS position FROM entries e JOIN documents d ON d.row = e.row
       WHERE e.name = ? AND e.pk = ? AND ${LIVE}${sql} ORDER BY e.sk ${order}, e.row ${order} LIMIT ?`,
      query.index,
      query.pk,
      this.#seconds(),
      ...values,
      limit,
    );
  }

  #write<Result>(writes: number, work: () => Result): Result {
    this.#writesSinceCleanUp += writes;
    return this.#sqlite.write(() => {
      const result = work();
      if (this.#writesSinceCleanUp >= CLEAN_UP_EVERY) this.#cleanUp();
      return result;
    });
  }

  /** Removes some expired documents within a write that happens anyway: never more than twice as many as were written. */
  #cleanUp(): void {
    const limit = Math.min(this.#writesSinceCleanUp * 2, 1000);
    this.#writesSinceCleanUp = 0;
    const expired = this.#sqlite.all<RowHead>(
      "SELECT row, version, rank, expires_at, indexes FROM documents WHERE expires_at <= ? ORDER BY expires_at LIMIT ?",
      this.#seconds(),
      limit,
    );
    for (const row of expired) this.#erase(row);
  }

  #seconds(): number {
    return this.#clock.now() / 1000;
  }
}

/** Sizes of a store in bytes and documents. */
export interface StoreSizes {
  readonly documents: number;
  readonly flow_runs: number;
  readonly task_runs: number;
  readonly log_chunks: number;
  readonly database_bytes: number;
  readonly free_bytes: number;
}

type RowHead = Pick<DocumentRow, "row" | "version" | "rank" | "expires_at" | "indexes">;

// Rows of `entries` are few bytes wide and read in order, so they live in the primary key's tree itself; documents are too wide for that.
const SCHEMA = `
CREATE TABLE IF NOT EXISTS documents (
  row INTEGER PRIMARY KEY, pk TEXT NOT NULL, sk TEXT NOT NULL, version INTEGER NOT NULL, rank TEXT, expires_at REAL, indexes TEXT, body TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS documents_key ON documents (pk, sk);
CREATE INDEX IF NOT EXISTS documents_expiry ON documents (expires_at) WHERE expires_at IS NOT NULL;
CREATE TABLE IF NOT EXISTS entries (
  name TEXT NOT NULL, pk TEXT NOT NULL, sk TEXT NOT NULL, row INTEGER NOT NULL, PRIMARY KEY (name, pk, sk, row)
) STRICT, WITHOUT ROWID`;

const COUNTS = `SELECT count(*) AS documents, count(CASE WHEN pk GLOB 'RUN#*' AND sk = 'META' THEN 1 END) AS flow_runs,
  count(CASE WHEN sk GLOB 'TASK#*' THEN 1 END) AS task_runs, count(CASE WHEN sk GLOB 'LOG#*' THEN 1 END) AS log_chunks FROM documents`;
const LIVE = "(d.expires_at IS NULL OR d.expires_at > ?)";
const SELECT_LIVE = `SELECT ${DOCUMENT_COLUMNS} FROM documents d WHERE d.pk = ? AND d.sk = ? AND ${LIVE}`;
const CLEAN_UP_EVERY = 100;

function isLive(row: RowHead, seconds: number): boolean {
  return row.expires_at === null || row.expires_at > seconds;
}

function encode(document: NewDocument): string {
  const json = JSON.stringify(document.body);
  checkDocument(document, json);
  return json;
}

type Entries = NonNullable<NewDocument["indexes"]>;

const NO_ENTRIES: Entries = {};

/** Only the names and keys of the port, in the order given: the same entries make the same text. */
function indexText(entries: Entries): string | null {
  const names = namesOf(entries);
  return names.length === 0
    ? null
    : JSON.stringify(Object.fromEntries(names.map((name) => [name, { pk: entries[name]!.pk, sk: entries[name]!.sk }])));
}

function namesOf(entries: Entries): IndexName[] {
  return Object.keys(entries) as IndexName[];
}

function isSame(left: DocumentKey | undefined, right: DocumentKey | undefined): boolean {
  return left?.pk === right?.pk && left?.sk === right?.sk;
}
