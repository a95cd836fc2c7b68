import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { flow, getRunLogger, SequentialTaskRunner, WorkerThreadTaskRunner } from "millrace";
import { type Database, openDatabase } from "./database.ts";
import { featureNames } from "./encoders.ts";
import { loadFlights } from "./load.ts";
import type { Matrix } from "./matrix.ts";
import type { Model } from "./model.ts";
import { TrainParameters } from "./parameters.ts";
import { leaveArtifacts } from "./report.ts";
import { fileVersion, flightsFile, readFlights } from "./source.ts";
import {
  evaluate,
  extract,
  featurize,
  load,
  type OpenDatabase,
  type Rated,
  rate,
  record,
  type Source,
  save,
  type Verdict,
} from "./tasks.ts";
import { openTracker, type Tracker } from "./track.ts";
import type { Candidate, Forest } from "./train.ts";
import { train } from "./train-task.ts";

/** What a training run gives back. Errors in minutes on the validation month. */
export interface TrainResult {
  rmse: number;
  baselineRmse: number;
  hourBaselineRmse: number;
  better: string;
  candidate: string;
  model: string;
  experiment: string;
}

/** Trains a model of flight delays, its candidates side by side. */
export const trainModel = flow({ name: "train-model", parameters: TrainParameters, tags: ["ml"], timeoutSeconds: 1800 }, (parameters) =>
  trainAndJudge(parameters, trainCandidates),
);

/** The same one task after the other, as tools that know of one run at a time need it. */
export const trainModelSequential = flow(
  { name: "train-model-sequential", parameters: TrainParameters, tags: ["ml"], timeoutSeconds: 1800, taskRunner: SequentialTaskRunner() },
  (parameters) => trainAndJudge(parameters, trainCandidates.withOptions({ taskRunner: SequentialTaskRunner() })),
);

/** A flow within the flow: the candidates, each a task, on all processors. */
const trainCandidates = flow(
  { name: "train-candidates", taskRunner: WorkerThreadTaskRunner() },
  async (fit: Matrix, candidates: Candidate[], seed: number): Promise<Forest[]> => {
    return Promise.all(candidates.map((candidate) => train(fit, candidate, seed)));
  },
);

async function trainAndJudge(parameters: TrainParameters, trainAll: typeof trainCandidates): Promise<TrainResult> {
  const { seed, trainMonth, validationMonth, candidates } = parameters;
  const directory = resolve(parameters.directory);
  await mkdir(directory, { recursive: true });
  const source = await describeSource(parameters);
  const [trainFile, validationFile] = [trainMonth, validationMonth].map((month) => join(directory, `${source.table}-${month}.parquet`)) as [
    string,
    string,
  ];

  const database = openOnce(source);
  try {
    // the cache knows that the files were written, not that nobody has deleted them since
    const refreshCache = !existsSync(trainFile) || !existsSync(validationFile);
    const loaded = load.withOptions({ refreshCache })(database.open, source);
    const extractFrom = (month: string, file: string) =>
      extract.withOptions({ refreshCache }).submit({ waitFor: [loaded] }, database.openLoaded, source.table, month, file);
    const features = await featurize(extractFrom(trainMonth, trainFile), extractFrom(validationMonth, validationFile), seed);

    const forests = await trainAll(features.fit, candidates, seed);
    const rated = await Promise.all(forests.map((forest) => rate(forest, features.holdout)));
    const best = bestOf(rated);
    const verdict = await evaluate(best, features);
    const model = modelOf(best, features.encoders, verdict, source, parameters);
    const saved = await save(join(directory, "model.json"), model);
    const experiment = await trackAll(rated, model, verdict, parameters, directory);
    await leaveArtifacts(rated, model, verdict, experiment);
    return resultOf(best, verdict, saved, experiment);
  } finally {
    await database.close();
  }
}

/** The data's version in the name of its table: the file's contents, and which part of them. */
async function describeSource({ rows, trainMonth, validationMonth }: TrainParameters): Promise<Source> {
  const months = [...new Set([trainMonth, validationMonth])].sort();
  const version = createHash("sha256")
    .update(JSON.stringify([await fileVersion(flightsFile()), months, rows, "extract 1"]))
    .digest("hex");
  return { table: `flights_${version.slice(0, 12)}`, months, rows };
}

/** One connection per run, opened by the task that first needs it: with everything cached, none. */
function openOnce(source: Source): { open: OpenDatabase; openLoaded: OpenDatabase; close(): Promise<void> } {
  let database: Promise<Database> | undefined;
  let loaded: Promise<unknown> | undefined;
  const once = {
    open(): Promise<Database> {
      // a failed attempt is not kept, so that a retry tries again
      database ??= openDatabase(process.env.DATABASE_URL).catch((error) => {
        database = undefined;
        throw error;
      });
      return database;
    },
    // the cache may know of a load into a database that is gone: one inside the process that loaded it
    async openLoaded(): Promise<Database> {
      const opened = await once.open();
      loaded ??= ensureLoaded(opened, source);
      await loaded;
      return opened;
    },
    close: async () => (await database)?.close(),
  };
  return once;
}

async function ensureLoaded(database: Database, { table, months, rows }: Source): Promise<void> {
  const [found] = await database.query<{ there: boolean }>("select to_regclass($1) is not null as there", [table]);
  if (found?.there !== true) await loadFlights(database, table, await readFlights(flightsFile(), months, rows));
}

/** The one with the smallest error on held-out flights of the training month. The validation month has no say in it. */
function bestOf(rated: readonly Rated[]): Rated {
  const best = rated.reduce((one, other) => (other.holdout.rmse < one.holdout.rmse ? other : one));
  getRunLogger().info(`Best of ${rated.length}: ${best.forest.candidate.name}`);
  return best;
}

function modelOf(best: Rated, encoders: Model["encoders"], verdict: Verdict, source: Source, { validationMonth }: TrainParameters): Model {
  return {
    format: "train-model/1",
    features: [...featureNames],
    encoders,
    forest: best.forest,
    validation: { month: validationMonth, rmse: verdict.model.rmse, baseline: verdict.mean.rmse },
    dataVersion: source.table,
  };
}

/** Records every candidate, and the model with the best one. One after the other: trackers number runs as they come. */
async function trackAll(
  rated: readonly Rated[],
  model: Model,
  verdict: Verdict,
  parameters: TrainParameters,
  directory: string,
): Promise<string> {
  const { MLFLOW_TRACKING_URI: uri, MLFLOW_TRACKING_TOKEN: token } = process.env;
  const open = (): Tracker => openTracker({ uri, token, directory: join(directory, "experiments"), experiment: "flight-delays" });
  const { rows, trainMonth, validationMonth, seed } = parameters;
  let bestLocation = "";
  for (const { forest, holdout } of rated) {
    const isBest = forest === model.forest;
    const settings = { ...forest.candidate, rows, trainMonth, validationMonth, seed };
    const validated = { validation_rmse: verdict.model.rmse, validation_mae: verdict.model.mae, baseline_rmse: verdict.mean.rmse };
    const metrics = { holdout_rmse: holdout.rmse, holdout_mae: holdout.mae, ...(isBest ? validated : {}) };
    const location = await record(open, forest.candidate.name, settings, metrics, isBest ? { "model.json": JSON.stringify(model) } : {});
    if (isBest) bestLocation = location;
  }
  return bestLocation;
}

function resultOf(best: Rated, { model, mean, hour }: Verdict, saved: string, experiment: string): TrainResult {
  const better = `${(100 * (1 - model.rmse / mean.rmse)).toFixed(1)} %`;
  return {
    rmse: model.rmse,
    baselineRmse: mean.rmse,
    hourBaselineRmse: hour.rmse,
    better,
    candidate: best.forest.candidate.name,
    model: saved,
    experiment,
  };
}

// node examples/train-model/pipeline.ts ['{"rows":20000}'] [--sequential]
if (import.meta.main) {
  const [parameters = "{}"] = process.argv.slice(2).filter((argument) => argument !== "--sequential");
  const chosen = process.argv.includes("--sequential") ? trainModelSequential : trainModel;
  const result = await chosen(JSON.parse(parameters));
  // log lines go to the standard error, so this is all of the output
  console.log(JSON.stringify(result, null, 2));
}
