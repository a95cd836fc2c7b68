import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Database, databaseName, openDatabase } from "../../examples/train-model/database.ts";
import { extractMonth } from "../../examples/train-model/extract.ts";
import { loadFlights } from "../../examples/train-model/load.ts";
import { type Flights, fileVersion, flightsFile, monthSpan, readFlights } from "../../examples/train-model/source.ts";

/** Postgres inside the process always; a server too where a lane provides one by DATABASE_URL (npm alone has none to start). */
const databases: [name: string, url: string | undefined][] = [["embedded", undefined]];
if (process.env.DATABASE_URL !== undefined) databases.push(["server", process.env.DATABASE_URL]);

const at = (time: string) => Date.parse(`2001-02-${time}:00Z`);

describe("reading the data set", () => {
  it("reads the flights asked for, spread over the months", async () => {
    const flights = await readFlights(flightsFile(), ["2001-01", "2001-03"], 1000);
    const months = flights.departed.map((time) => new Date(time).toISOString().slice(0, 7));
    expect(flights.delay).toHaveLength(1000);
    expect(new Set(months)).toEqual(new Set(["2001-01", "2001-03"]));
    // 508,239 flights in January and 511,502 in March
    expect(months.filter((month) => month === "2001-01").length).toBe(498);
    expect(flights.origin[0]).toMatch(/^[A-Z]{3}$/);
    expect(flights.delay.every(Number.isInteger)).toBe(true);
  });

  it("gives all flights of a month when more are wanted than there are, and none of a month without", async () => {
    expect((await readFlights(flightsFile(), ["2001-07"], 1000)).delay).toHaveLength(6);
    expect((await readFlights(flightsFile(), ["2002-01"], 1000)).delay).toHaveLength(0);
  });

  it("knows its version and what a month spans", async () => {
    expect(await fileVersion(flightsFile())).toMatch(/^[0-9a-f]{12}$/);
    expect(monthSpan("2001-12")).toEqual([Date.UTC(2001, 11), Date.UTC(2002, 0)]);
  });
});

describe.each(databases)("loading into and extracting from Postgres (%s)", (_name, url) => {
  const table = `flights_test_${process.pid}`;
  let database: Database;
  let directory: string;
  beforeAll(async () => {
    database = await openDatabase(url);
  });
  afterAll(async () => {
    await database.query(`drop table if exists ${table}`);
    await database.close();
  });
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "train-model-"));
  });
  afterEach(() => rm(directory, { recursive: true }));

  const extract = async (flights: Flights) => {
    await loadFlights(database, table, flights);
    const file = join(directory, "month.parquet");
    const rows = await extractMonth(database, table, "2001-02", file);
    return { rows, flights: await parquetReadObjects({ file: await asyncBufferFromFile(file) }) };
  };

  it("loads the same rows once, however often it is tried", async () => {
    const flights = flightsOf([["10T08:00", 5, 100, "ATL", "ORD"]]);
    expect(await loadFlights(database, table, flights)).toBe(1);
    expect(await loadFlights(database, table, flights)).toBe(1);
  });

  it("keeps what was there when loading fails", async () => {
    await loadFlights(database, table, flightsOf([["10T08:00", 5, 100, "ATL", "ORD"]]));
    const broken = { ...flightsOf([["10T08:00", 5, 100, "ATL", "ORD"]]), delay: ["late"] as unknown as number[] };
    await expect(loadFlights(database, table, broken)).rejects.toThrow(/integer/);
    expect(await database.query(`select delay from ${table}`)).toEqual([{ delay: 5 }]);
  });

  it("writes the month's flights only, in order, as they were", async () => {
    const { rows, flights } = await extract(
      flightsOf([
        ["11T09:30", -3, 250, "ATL", "ORD"],
        ["10T08:00", 5, 100, "JFK", "BOS"],
        ["31T08:00", 9, 100, "JFK", "BOS"], // 3 March
      ]),
    );
    expect(rows).toBe(2);
    expect(flights).toEqual([
      { departed: new Date(at("10T08:00")), delay: 5, distance: 100, origin: "JFK", destination: "BOS", landed: 0, landed_delay: null },
      { departed: new Date(at("11T09:30")), delay: -3, distance: 250, origin: "ATL", destination: "ORD", landed: 0, landed_delay: null },
    ]);
    expect(await readdir(directory)).toEqual(["month.parquet"]);
  });

  it("counts the airport's flights that have landed in the last four hours, and none still in the air", async () => {
    const { flights } = await extract(
      flightsOf([
        // 70 miles take 40 minutes: on the ground at 08:50, 10 minutes late
        ["10T08:00", 10, 70, "ATL", "ORD"],
        // on the ground at 10:40 only, so its delay must not be known before
        ["10T08:00", 120, 70, "ATL", "ORD"],
        // another airport's
        ["10T08:00", 500, 70, "JFK", "ORD"],
        ["10T08:45", 0, 700, "ATL", "MIA"],
        ["10T09:00", 0, 700, "ATL", "MIA"],
        ["10T10:45", 0, 700, "ATL", "MIA"],
        ["10T13:00", 0, 700, "ATL", "MIA"],
      ]),
    );
    const seen = flights.filter((flight) => flight.destination === "MIA").map((flight) => [flight.landed, flight.landed_delay]);
    // at 13:00 the first landing is too long ago; those of 08:45, 09:00 and 10:45 have landed since
    expect(seen).toEqual([
      [0, null],
      [1, 10],
      [2, 65],
      [4, 30],
    ]);
  });

  it("says which months there are when it finds no flight", async () => {
    await loadFlights(database, table, flightsOf([["10T08:00", 5, 100, "ATL", "ORD"]]));
    await expect(extractMonth(database, table, "2001-05", join(directory, "month.parquet"))).rejects.toThrow(
      /No flights of 2001-05.*2001-01 to 2001-06/,
    );
    expect(await readdir(directory)).toEqual([]);
  });
});

describe("databaseName", () => {
  it("shows no password", () => {
    expect(databaseName("postgres://ada:secret@db.example:5433/flights")).toBe("db.example:5433/flights");
    expect(databaseName(undefined)).toBe("embedded");
  });
});

function flightsOf(rows: [departed: string, delay: number, distance: number, origin: string, destination: string][]): Flights {
  return {
    departed: rows.map(
      ([time]) => at("01T00:00") + (Number(time.slice(0, 2)) - 1) * 86_400_000 + Date.parse(`1970-01-01T${time.slice(3)}:00Z`),
    ),
    delay: rows.map((row) => row[1]),
    distance: rows.map((row) => row[2]),
    origin: rows.map((row) => row[3]),
    destination: rows.map((row) => row[4]),
  };
}
