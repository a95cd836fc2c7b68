/** The little of Postgres the pipeline needs, the same for a server and for the one inside this process. */
export interface Database {
  query<Row>(sql: string, parameters?: readonly unknown[]): Promise<Row[]>;
  close(): Promise<void>;
}

/** Connects to the Postgres server of `url`; without one, starts Postgres inside this process (PGlite), empty and in memory. */
export function openDatabase(url: string | undefined): Promise<Database> {
  return url === undefined ? openEmbedded() : openServer(url);
}

/** Host, port and database of a Postgres URL: what may be shown and compared, without user and password. */
export function databaseName(url: string | undefined): string {
  if (url === undefined) return "embedded";
  const { host, pathname } = new URL(url);
  return host + pathname;
}

async function openEmbedded(): Promise<Database> {
  const { PGlite } = await import("@electric-sql/pglite");
  const postgres = await PGlite.create();
  return {
    query: async <Row>(sql: string, parameters: readonly unknown[] = []) => (await postgres.query<Row>(sql, [...parameters])).rows,
    close: () => postgres.close(),
  };
}

async function openServer(url: string): Promise<Database> {
  const { default: pg } = await import("pg");
  // one connection, not a pool: loading is a transaction
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000, application_name: "train-model" });
  // a connection lost between two queries fails the next query, not the process
  client.on("error", () => {});
  await client.connect();
  return {
    query: async <Row>(sql: string, parameters: readonly unknown[] = []) => (await client.query(sql, [...parameters])).rows as Row[],
    close: () => client.end(),
  };
}
