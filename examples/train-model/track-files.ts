import { createHash, randomUUID } from "node:crypto";
import { appendFile, mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { TrackedRun, Tracker } from "./track.ts";

/** Records runs in a directory laid out like MLflow's file store: `<experiment>/<run>/{meta.yaml,params,metrics,tags,artifacts}`. */
export function openFileTracker(directory: string, experiment: string): Tracker {
  // MLflow numbers experiments; a number made from the name needs no counter that two processes would have to share
  const experimentId = BigInt(`0x${createHash("sha256").update(experiment).digest("hex").slice(0, 15)}`).toString();
  const home = join(resolve(directory), experimentId);
  return {
    async startRun(name) {
      const id = randomUUID().replaceAll("-", "");
      const run = join(home, id);
      for (const part of ["params", "metrics", "tags", "artifacts"]) await mkdir(join(run, part), { recursive: true });
      await writeExperiment(home, experimentId, experiment);
      const startTime = Date.now();
      const meta = { id, name, experimentId, startTime, artifacts: join(run, "artifacts") };
      await writeRun(run, { ...meta, status: 1 });
      await writeFile(join(run, "tags", "mlflow.runName"), name);
      return trackedRun(run, meta);
    },
  };
}

interface RunMeta {
  id: string;
  name: string;
  experimentId: string;
  startTime: number;
  artifacts: string;
}

function trackedRun(run: string, meta: RunMeta): TrackedRun {
  return {
    id: meta.id,
    location: run,
    async logParameters(parameters) {
      for (const [key, value] of Object.entries(parameters)) await writeFile(join(run, "params", key), String(value));
    },
    async logMetrics(metrics) {
      for (const [key, value] of Object.entries(metrics)) await appendFile(join(run, "metrics", key), `${Date.now()} ${value} 0\n`);
    },
    async logArtifact(name, text) {
      await writeFile(join(run, "artifacts", name), text);
      return true;
    },
    end: (status) => writeRun(run, { ...meta, status: status === "FINISHED" ? 3 : 4, endTime: Date.now() }),
  };
}

function writeExperiment(home: string, id: string, name: string): Promise<void> {
  const now = Date.now();
  const meta = {
    artifact_location: home,
    creation_time: now,
    experiment_id: `'${id}'`,
    last_update_time: now,
    lifecycle_stage: "active",
    name,
  };
  // kept if it is there
  return writeFile(join(home, "meta.yaml"), yaml(meta), { flag: "wx" }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
}

function writeRun(run: string, meta: RunMeta & { status: number; endTime?: number }): Promise<void> {
  const values = {
    artifact_uri: meta.artifacts,
    end_time: meta.endTime ?? null,
    entry_point_name: "''",
    experiment_id: `'${meta.experimentId}'`,
    lifecycle_stage: "active",
    run_id: meta.id,
    run_name: JSON.stringify(meta.name),
    run_uuid: meta.id,
    source_name: "''",
    source_type: 4,
    source_version: "''",
    start_time: meta.startTime,
    status: meta.status,
    tags: "[]",
    user_id: "''",
  };
  return writeFile(join(run, "meta.yaml"), yaml(values));
}

function yaml(values: Record<string, string | number | null>): string {
  return Object.entries(values)
    .map(([key, value]) => `${key}: ${value}\n`)
    .join("");
}
