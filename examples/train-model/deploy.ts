import { homedir } from "node:os";
import { join } from "node:path";
import { deployment, intervalSchedule, subprocess } from "millrace";
import { trainModel } from "./pipeline.ts";

/** Where runs keep Parquet files, model and experiments: one place for all of them, since each run has a working directory of its own. */
const directory = join(process.env.MILLRACE_HOME ?? join(homedir(), ".millrace"), "train-model");

/** Trains anew every five minutes. One training at a time is enough, and of those missed meanwhile the last. */
export const everyFiveMinutes = deployment({
  flow: trainModel,
  name: "every-5-minutes",
  schedule: intervalSchedule({ minutes: 5, overlap: "skip", catchUp: "latest" }),
  tags: ["ml"],
  workQueue: "ml",
  // they write the same files, so never two at once
  concurrency: 1,
  infrastructure: subprocess(),
  parameters: { directory },
});
