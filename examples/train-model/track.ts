import { openFileTracker } from "./track-files.ts";
import { openMlflowTracker } from "./track-mlflow.ts";

/** Where experiments are recorded. */
export interface Tracker {
  /** Opens a run of the experiment. */
  startRun(name: string): Promise<TrackedRun>;
}

/** One recorded run. End it, whatever happens. */
export interface TrackedRun {
  readonly id: string;
  /** Where a person finds it: a page or a directory. */
  readonly location: string;
  logParameters(parameters: Record<string, string | number>): Promise<void>;
  logMetrics(metrics: Record<string, number>): Promise<void>;
  /** Keeps a text file with the run; says false if the tracker has no room for files. */
  logArtifact(name: string, text: string): Promise<boolean>;
  end(status: "FINISHED" | "FAILED"): Promise<void>;
}

/** Opens the MLflow server at `uri` (MLFLOW_TRACKING_URI), or a directory of files laid out as MLflow does. */
export function openTracker(options: {
  uri: string | undefined;
  directory: string;
  experiment: string;
  token?: string | undefined;
}): Tracker {
  const { uri, directory, experiment, token } = options;
  if (uri === undefined) return openFileTracker(directory, experiment);
  if (!/^https?:/.test(uri)) {
    throw new Error(
      `MLFLOW_TRACKING_URI is "${uri}": expected the address of a server, such as http://127.0.0.1:5000. Unset it to record to files.`,
    );
  }
  return openMlflowTracker(uri, experiment, token);
}

/** Records one finished run. */
export async function track(
  tracker: Tracker,
  run: { name: string; parameters: Record<string, string | number>; metrics: Record<string, number>; artifacts?: Record<string, string> },
): Promise<TrackedRun> {
  const tracked = await tracker.startRun(run.name);
  try {
    await tracked.logParameters(run.parameters);
    await tracked.logMetrics(run.metrics);
    for (const [name, text] of Object.entries(run.artifacts ?? {})) await tracked.logArtifact(name, text);
    await tracked.end("FINISHED");
  } catch (error) {
    // the run is marked as failed if the tracker still answers; the first error is the one to tell
    await tracked.end("FAILED").catch(() => {});
    throw error;
  }
  return tracked;
}
