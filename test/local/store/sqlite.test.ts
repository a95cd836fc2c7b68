import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { StoreBusyError } from "#core/ports/errors.ts";
import { DataDirectoryError, FORMAT_VERSION } from "#local/store/format.ts";
import { Sqlite } from "#local/store/sqlite.ts";
import { lockDatabase, lockDatabaseFor } from "#test/support/database-lock.ts";
import { tempDirectory } from "#test/support/temp-directory.ts";

const schema = "CREATE TABLE IF NOT EXISTS numbers (number INTEGER NOT NULL) STRICT";
const count = (sqlite: Sqlite) => sqlite.get<{ count: number }>("SELECT count(*) AS count FROM numbers")?.count;

describe("a SQLite connection", () => {
  it("takes back everything of a transaction that throws", () => {
    const sqlite = new Sqlite(":memory:", { schema });
    expect(() =>
      sqlite.write(() => {
        sqlite.run("INSERT INTO numbers VALUES (1)");
        throw new Error("half way");
      }),
    ).toThrow("half way");
    expect(count(sqlite)).toBe(0);
    sqlite.write(() => sqlite.run("INSERT INTO numbers VALUES (2)"));
    expect(count(sqlite)).toBe(1);
  });

  it("refuses a file of a newer format, and says what to do", async () => {
    await using directory = await tempDirectory();
    const path = join(directory.path, "millrace.db");
    const newer = new DatabaseSync(path);
    newer.exec(`PRAGMA user_version=${FORMAT_VERSION + 1}`);
    newer.close();
    const opening = () => new Sqlite(path, { schema });
    expect(opening).toThrow(DataDirectoryError);
    expect(opening).toThrow(/newer Millrace: its format is 2, this one reads up to 1\. Upgrade Millrace/);
  });

  it("refuses a file that is no database", async () => {
    await using directory = await tempDirectory();
    const path = join(directory.path, "millrace.db");
    await writeFile(path, "this is no database, and quite long enough to be seen as none ".repeat(100));
    expect(() => new Sqlite(path, { schema })).toThrow(/not a database/);
  });

  it("waits for another process that is just making the same file", async () => {
    await using directory = await tempDirectory();
    const path = join(directory.path, "millrace.db");
    await lockDatabaseFor(path, 100);
    const sqlite = new Sqlite(path, { schema });
    expect(sqlite.get("PRAGMA journal_mode")).toEqual({ journal_mode: "wal" });
    sqlite.close();
  });

  it("is busy, not broken, while another process writes for longer than it waits", async () => {
    await using directory = await tempDirectory();
    const path = join(directory.path, "millrace.db");
    const sqlite = new Sqlite(path, { schema, busyTimeoutMs: 50 });
    const lock = lockDatabase(path);
    expect(() => sqlite.run("INSERT INTO numbers VALUES (1)")).toThrow(StoreBusyError);
    const late = new Sqlite(path, { schema, busyTimeoutMs: 50 });
    expect(count(late)).toBe(0);
    expect(() => late.write(() => {})).toThrow(StoreBusyError);
    late.close();
    lock.release();
    expect(sqlite.run("INSERT INTO numbers VALUES (1)").changes).toBe(1);
    sqlite.close();
  });
});
