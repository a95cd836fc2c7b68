import { type ColumnTable, escape as js, table } from "arquero";
import { asyncBufferFromFile, parquetScan } from "hyparquet";
import { type Encoders, encodeFlight, type FlightFacts, featureNames, learnEncoders, routeOf } from "./encoders.ts";
import type { Matrix } from "./matrix.ts";
import { randomNumbers } from "./random.ts";

/** What a model is trained, chosen and judged on. */
export interface Features {
  encoders: Encoders;
  /** Flights of the training month the trees are grown on. */
  fit: Matrix;
  /** Flights of the training month that choose between candidates. */
  holdout: Matrix;
  /** Every flight of the validation month, used for nothing but the final figure. */
  validation: Matrix;
}

/** Turns two Parquet files into features. Half of the training month teaches the encoders, 40 % grows trees, 10 % is held out. */
export async function buildFeatures(trainFile: string, validationFile: string, seed: number): Promise<Features> {
  const random = randomNumbers(seed);
  const train = (await readTable(trainFile)).derive({ share: js(() => random()) });
  const validation = await readTable(validationFile);
  const share = (from: number, until: number) => train.filter(js((row: { share: number }) => row.share >= from && row.share < until));
  const encoders = learnEncoders(share(0, 0.5));
  return {
    encoders,
    fit: encodeTable(share(0.5, 0.9), encoders),
    holdout: encodeTable(share(0.9, 1), encoders),
    validation: encodeTable(validation, encoders),
  };
}

type Row = FlightFacts & { delay: number; landed_delay: number | null };

async function readTable(file: string): Promise<ColumnTable> {
  const scan = await parquetScan({ file: await asyncBufferFromFile(file) });
  const read = async (column: string): Promise<unknown[]> => {
    const parts = await Promise.all(scan.ranges.map((range) => scan.readColumn({ column, ...range })));
    return parts.flatMap((part) => Array.from(part as ArrayLike<unknown>));
  };
  const columns: Record<string, unknown[]> = {};
  for (const name of ["departed", "delay", "distance", "origin", "destination", "landed", "landed_delay"]) columns[name] = await read(name);
  return table(columns).derive({
    departed: js((row: { departed: Date }) => row.departed.getTime()),
    hour: js((row: { departed: Date }) => row.departed.getUTCHours()),
    route: js(routeOf),
  });
}

function encodeTable(flights: ColumnTable, encoders: Encoders): Matrix {
  const width = featureNames.length;
  const values = new Float64Array(flights.numRows() * width);
  const delays = new Float64Array(flights.numRows());
  let index = 0;
  for (const row of flights as Iterable<Row>) {
    values.set(encodeFlight({ ...row, landedDelay: row.landed_delay }, encoders), index * width);
    delays[index++] = row.delay;
  }
  return { width, values, delays };
}
