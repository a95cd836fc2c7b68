import { rename, writeFile } from "node:fs/promises";
import { parquetWriteBuffer } from "hyparquet-writer";
import type { Database } from "./database.ts";
import { monthSpan } from "./source.ts";

/**
 * Selects one month of `table` into a Parquet file and gives back the number of flights.
 * Adds how the departure airport is doing: the mean delay of its flights that have landed in the last four hours.
 * Only landed ones count, since a flight's delay is known when it lands, not before: that would be reading the answer.
 */
export async function extractMonth(database: Database, table: string, month: string, file: string): Promise<number> {
  const [from, until] = monthSpan(month);
  const rows = await database.query<ExtractedFlight>(monthQuery(table), [from / 1000, until / 1000]);
  if (rows.length === 0) {
    throw new Error(`No flights of ${month} in table ${table}: the data set covers 2001-01 to 2001-06. Choose one of these months.`);
  }
  const column = <K extends keyof ExtractedFlight>(name: K) => rows.map((row) => row[name]);
  const parquet = parquetWriteBuffer({
    columnData: [
      { name: "departed", data: column("departed").map((seconds) => new Date(seconds * 1000)), type: "TIMESTAMP" },
      { name: "delay", data: column("delay"), type: "INT32" },
      { name: "distance", data: column("distance"), type: "INT32" },
      { name: "origin", data: column("origin"), type: "STRING" },
      { name: "destination", data: column("destination"), type: "STRING" },
      { name: "landed", data: column("landed"), type: "INT32" },
      { name: "landed_delay", data: column("landed_delay"), type: "DOUBLE" },
    ],
  });
  // under its name only when complete: a file that is there is whole
  await writeFile(`${file}.part`, new Uint8Array(parquet));
  await rename(`${file}.part`, file);
  return rows.length;
}

interface ExtractedFlight {
  departed: number;
  delay: number;
  distance: number;
  origin: string;
  destination: string;
  landed: number;
  landed_delay: number | null;
}

/**
 * Departures and landings of each airport's flights on one time line, then a window over it.
 * Departures are as scheduled, so a flight lands its flying time (30 minutes and 7 miles a minute, rather too long than too short)
 * plus its delay later. The window is by departure airport, so all its times are of one clock.
 */
function monthQuery(table: string): string {
  return `
    with moments as (
      select origin, departed as at, null::integer as landed_delay, departed, destination, distance, delay from ${table}
      union all
      select origin, departed + (30 + distance / 7.0 + greatest(delay, 0)) * interval '1 minute', delay, null, null, null, null from ${table}
    ), airports as (
      select departed, delay, distance, origin, destination,
        count(landed_delay) over recent as landed, avg(landed_delay) over recent as landed_delay
      from moments
      where at >= to_timestamp($1) at time zone 'UTC' - interval '1 day' and at < to_timestamp($2) at time zone 'UTC'
      window recent as (partition by origin order by at range between interval '4 hours' preceding and current row)
    )
    select extract(epoch from departed)::float8 as departed, delay, distance, origin, destination,
      landed::integer as landed, landed_delay::float8 as landed_delay
    from airports
    where departed >= to_timestamp($1) at time zone 'UTC'
    order by departed, origin, destination, distance, delay`;
}
