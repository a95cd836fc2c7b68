import type { Database } from "./database.ts";
import type { Flights } from "./source.ts";

/** Fills `table` with flights in one transaction; what was there before is replaced, so a retry loads nothing twice. */
export async function loadFlights(database: Database, table: string, flights: Flights): Promise<number> {
  await database.query("begin");
  try {
    await database.query(`drop table if exists ${table}`);
    await database.query(`create table ${table} (
      departed timestamp not null,
      delay integer not null,
      distance integer not null,
      origin text not null,
      destination text not null
    )`);
    for (let start = 0; start < flights.delay.length; start += batch) await insert(database, table, flights, start);
    await database.query("commit");
  } catch (error) {
    await database.query("rollback");
    throw error;
  }
  const [counted] = await database.query<{ rows: number }>(`select count(*)::integer as rows from ${table}`);
  return counted!.rows;
}

const batch = 20_000;

/** One array per column is the fastest way in that PGlite and a server share. */
function insert(database: Database, table: string, flights: Flights, start: number): Promise<unknown> {
  const slice = <T>(values: readonly T[]) => values.slice(start, start + batch);
  return database.query(
    `insert into ${table} select * from unnest($1::timestamp[], $2::integer[], $3::integer[], $4::text[], $5::text[])`,
    [
      slice(flights.departed).map((at) => new Date(at).toISOString()),
      slice(flights.delay),
      slice(flights.distance),
      slice(flights.origin),
      slice(flights.destination),
    ],
  );
}
