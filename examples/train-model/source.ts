import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { asyncBufferFromFile, parquetScan } from "hyparquet";
import { compressors } from "hyparquet-compressors";

/** Flights by column. `departed` is the scheduled departure on the airport's own clock in milliseconds, `delay` is minutes late on arrival, `distance` miles. */
export interface Flights {
  departed: number[];
  delay: number[];
  distance: number[];
  origin: string[];
  destination: string[];
}

/** Three million flights of the first half of 2001 (U.S. Bureau of Transportation Statistics), as the npm package vega-datasets ships them. */
export function flightsFile(): string {
  const entry = fileURLToPath(import.meta.resolve("vega-datasets"));
  return join(dirname(dirname(entry)), "data", "flights-3m.parquet");
}

/** Names the contents of a file: two files with the same version hold the same bytes. */
export async function fileVersion(file: string): Promise<string> {
  const digest = createHash("sha256").update(await readFile(file));
  return digest.digest("hex").slice(0, 12);
}

/** Reads `rows` flights of the given months ("2001-01"), evenly spread, or all of them if there are fewer. */
export async function readFlights(file: string, months: readonly string[], rows: number): Promise<Flights> {
  const flights: Flights = { departed: [], delay: [], distance: [], origin: [], destination: [] };
  const parsers = { timestampFromMicroseconds: (micros: bigint) => Number(micros / 1000n) };
  const spans = months.map(monthSpan);
  // the file is ordered by time and says of each of its parts which span it holds; the other parts are not read
  const pruningFilter = { date: { $gte: Math.min(...spans.flat()), $lt: Math.max(...spans.flat()) } };
  const scan = await parquetScan({ file: await asyncBufferFromFile(file), compressors, parsers, pruningFilter });
  const departures = await Promise.all(
    scan.ranges.map(async (range) => ({ range, departed: await scan.readColumn({ column: "date", ...range }) })),
  );
  const isWanted = (at: number) => spans.some(([from, until]) => at >= from && at < until);
  const total = departures.reduce((sum, { departed }) => sum + count(departed as number[], isWanted), 0);
  const pick = everyNth(total, rows);
  for (const { range, departed } of departures) {
    const wanted = indexesOf(departed as number[], (at) => isWanted(at) && pick());
    if (wanted.length === 0) continue;
    const column = (name: string) => scan.readColumn({ column: name, ...range });
    const [delay, distance, origin, destination] = await Promise.all(["delay", "distance", "origin", "destination"].map(column));
    for (const index of wanted) {
      flights.departed.push(departed[index]);
      flights.delay.push(Number(delay![index]));
      flights.distance.push(Number(distance![index]));
      flights.origin.push(origin![index]);
      flights.destination.push(destination![index]);
    }
  }
  return flights;
}

/** First millisecond of a month ("2001-01") and of the month after it. */
export function monthSpan(month: string): [from: number, until: number] {
  const [year, number] = month.split("-").map(Number) as [number, number];
  return [Date.UTC(year, number - 1), Date.UTC(year, number)];
}

/** A counter that says yes to `wanted` of `total` calls, evenly spread. */
function everyNth(total: number, wanted: number): () => boolean {
  let seen = 0;
  return () => Math.floor((seen * wanted) / total) !== Math.floor((++seen * wanted) / total) || wanted >= total;
}

function count(values: readonly number[], test: (value: number) => boolean): number {
  let found = 0;
  for (const value of values) if (test(value)) found++;
  return found;
}

function indexesOf(values: readonly number[], test: (value: number) => boolean): number[] {
  const found: number[] = [];
  for (let index = 0; index < values.length; index++) if (test(values[index]!)) found.push(index);
  return found;
}
