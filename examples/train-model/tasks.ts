import { exponentialBackoff, getRunContext, getRunLogger, task } from "millrace";
import { type Database, databaseName } from "./database.ts";
import { type Score, scoreBaselines, scoreForest } from "./evaluate.ts";
import { extractMonth } from "./extract.ts";
import { buildFeatures, type Features } from "./features.ts";
import { loadFlights } from "./load.ts";
import type { Matrix } from "./matrix.ts";
import { type Model, saveModel } from "./model.ts";
import { flightsFile, readFlights } from "./source.ts";
import { type Tracker, track } from "./track.ts";
import type { Forest } from "./train.ts";

/** The table the flights are in: its name says all of what it holds, so it serves as the version of the data. */
export interface Source {
  table: string;
  months: string[];
  rows: number;
}

/** Opens the run's database on first use. A function, since a connection is nothing to record or compare. */
export type OpenDatabase = () => Promise<Database>;

/** A month as a Parquet file. */
export interface Extract {
  file: string;
  flights: number;
}

/** Loading is tried again for a minute: databases restart. What is loaded stays, so a later run need not. */
export const load = task(
  {
    name: "load",
    retries: 4,
    retryDelaySeconds: exponentialBackoff({ base: 4 }),
    timeoutSeconds: 300,
    cacheKey: (_, [, source]: [OpenDatabase, Source]) => `load ${databaseName(process.env.DATABASE_URL)} ${source.table}`,
  },
  async (open: OpenDatabase, source: Source): Promise<number> => {
    const flights = await readFlights(flightsFile(), source.months, source.rows);
    const loaded = await loadFlights(await open(), source.table, flights);
    getRunLogger().info(
      `Loaded ${loaded} flights of ${source.months.join(" and ")} into ${databaseName(process.env.DATABASE_URL)}, table ${source.table}`,
    );
    return loaded;
  },
);

/** Cached by the table, whose name is the data's version, and the file: with the same data a second run finds the file it made. */
export const extract = task(
  {
    name: "extract",
    runName: "extract {month}",
    retries: 4,
    retryDelaySeconds: exponentialBackoff({ base: 4 }),
    timeoutSeconds: 300,
    cacheKey: (_, [, table, month, file]: [OpenDatabase, string, string, string]) => `extract ${table} ${month} ${file}`,
  },
  async (open: OpenDatabase, table: string, month: string, file: string): Promise<Extract> => {
    const flights = await extractMonth(await open(), table, month, file);
    getRunLogger().info(`Extracted ${flights} flights of ${month} to ${file}`);
    return { file, flights };
  },
);

export const featurize = task({ name: "features" }, async (train: Extract, validation: Extract, seed: number): Promise<Features> => {
  const features = await buildFeatures(train.file, validation.file, seed);
  const { fit, holdout, encoders } = features;
  getRunLogger().info(
    `${fit.width} features; ${fit.delays.length} flights to fit on, ${holdout.delays.length} held out, ${features.validation.delays.length} to validate on; mean delay ${encoders.mean.toFixed(1)} min`,
  );
  return features;
});

/** A candidate with its score on flights it was not grown on. */
export interface Rated {
  forest: Forest;
  holdout: Score;
}

export const rate = task({ name: "rate" }, (forest: Forest, holdout: Matrix): Rated => {
  const rated = { forest, holdout: scoreForest(forest, holdout) };
  getRunLogger().info(`${forest.candidate.name}: RMSE ${rated.holdout.rmse.toFixed(3)} min on held-out flights`);
  return rated;
});

/** The figures that count, on flights nothing was learned or chosen on. */
export interface Verdict {
  model: Score;
  mean: Score;
  hour: Score;
}

export const evaluate = task({ name: "evaluate" }, (best: Rated, features: Features): Verdict => {
  const verdict = { model: scoreForest(best.forest, features.validation), ...scoreBaselines(features.encoders, features.validation) };
  const { model, mean, hour } = verdict;
  const log = getRunLogger();
  log.info(`RMSE ${model.rmse.toFixed(3)} min; always the mean: ${mean.rmse.toFixed(3)}; the mean of the hour: ${hour.rmse.toFixed(3)}`);
  if (model.rmse >= mean.rmse) log.warning("The model is no better than always saying the mean.");
  return verdict;
});

/** Tracking goes over the network, so it is tried again, and gives up in time: a slow tracker must not hold up a model. */
export const record = task(
  { name: "track", retries: 3, retryDelaySeconds: 2, timeoutSeconds: 60 },
  async (
    open: () => Tracker,
    name: string,
    parameters: Record<string, string | number>,
    metrics: Record<string, number>,
    artifacts: Record<string, string>,
  ) => {
    const { location } = await track(open(), {
      name,
      parameters: { ...parameters, flow_run: getRunContext().flowRun.id },
      metrics,
      artifacts,
    });
    getRunLogger().info(`Recorded ${name} at ${location}`);
    return location;
  },
);

export const save = task({ name: "save" }, async (file: string, model: Model): Promise<string> => {
  await saveModel(file, model);
  getRunLogger().info(`Saved the model to ${file}`);
  return file;
});
