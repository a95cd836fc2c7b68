import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createClient } from "#core/contract/client.ts";
import { openLocalApi } from "#local/in-process.ts";
import { loadModel, predictFlights } from "../../examples/train-model/model.ts";
import type { TrainResult } from "../../examples/train-model/pipeline.ts";

// starting Postgres and reading the data set takes seconds, and many on a busy machine
vi.setConfig({ testTimeout: 120_000 });

// the tutorial's chain on a small part of the data, in a process as a user starts it, on a data directory of its own
let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "train-model-"));
});
afterAll(() => rm(home, { recursive: true, force: true }));

const pipeline = fileURLToPath(new URL("../../examples/train-model/pipeline.ts", import.meta.url));

async function train(parameters: object, ...flags: string[]): Promise<TrainResult> {
  const { MILLRACE_API_URL, MILLRACE_DATA_DIR, DATABASE_URL, MLFLOW_TRACKING_URI, ...outside } = process.env;
  const env = { ...outside, MILLRACE_HOME: home };
  const { stdout } = await promisify(execFile)(process.execPath, [pipeline, JSON.stringify(parameters), ...flags], { env });
  return JSON.parse(stdout);
}

const small = () => ({
  rows: 4000,
  directory: join(home, "work"),
  candidates: [
    { name: "stump", trees: 4, depth: 1, leaf: 20, sample: 100, features: 1 },
    { name: "tree", trees: 8, depth: 4, leaf: 20, sample: 150, features: 0.8 },
  ],
});

/** What the API knows of the newest run of a flow: its state, and the states of its task runs by name. */
async function recorded(flowName: string) {
  const api = await openLocalApi({ dataDir: join(home, "data") });
  try {
    const client = createClient(api.transport);
    const flows = { name: { any_: [flowName] } };
    const [run] = await client.filterFlowRuns({ body: { flows, sort: "EXPECTED_START_TIME_DESC", limit: 1 } });
    const flow_runs = { id: { any_: [run!.id] } };
    const taskRuns = await client.filterTaskRuns({ body: { flow_runs, limit: 200 } });
    const logs = await client.filterLogs({ body: { logs: { flow_run_id: { any_: [run!.id] } }, limit: 200 } as never });
    const tasks = Object.fromEntries(taskRuns.map((taskRun) => [taskRun.name, taskRun.state_name]));
    return { run: run!, tasks, messages: logs.map((log) => log.message) };
  } finally {
    await api.close();
  }
}

describe("the pipeline", () => {
  let first: TrainResult;

  it("runs from Postgres to a stored model, and is recorded", async () => {
    first = await train(small());
    const { run, tasks, messages } = await recorded("train-model");
    expect(run.state_type).toBe("COMPLETED");
    expect(run.parameters).toMatchObject({ rows: 4000 });
    expect(tasks).toMatchObject({ "extract 2001-01": "Completed", "extract 2001-02": "Completed" });
    expect(new Set(Object.values(tasks))).toEqual(new Set(["Completed"]));
    expect((await recorded("train-candidates")).tasks).toEqual({ "train stump": "Completed", "train tree": "Completed" });
    expect(messages).toContainEqual(expect.stringMatching(/^Loaded 4000 flights of 2001-01 and 2001-02/));
    expect(messages).toContainEqual(expect.stringMatching(/^RMSE \d+\.\d+ min; always the mean/));
  });

  it("tells its error beside the baselines', and stores a model that predicts", async () => {
    expect(first.baselineRmse).toBeGreaterThan(20);
    expect(first.rmse).toBeLessThan(first.baselineRmse);
    const model = await loadModel(first.model);
    expect(model.validation).toEqual({ month: "2001-02", rmse: first.rmse, baseline: first.baselineRmse });
    const flight = { origin: "ORD", destination: "LAX", distance: 1745, landed: 50 };
    const [late, early] = predictFlights(model, [
      { ...flight, departed: Date.UTC(2001, 1, 16, 20), landedDelay: 90 },
      { ...flight, departed: Date.UTC(2001, 1, 16, 6), landedDelay: -10 },
    ]);
    expect(late).toBeGreaterThan(early!);
    expect(await readFile(join(first.experiment, "artifacts", "model.json"), "utf8")).toBe(JSON.stringify(model));
  });

  it("is served by its REST API", async () => {
    const server = spawn(process.execPath, [join(pipeline, "..", "serve.ts"), first.model, "0"], { stdio: ["ignore", "pipe", "inherit"] });
    try {
      const [line] = (await once(createInterface(server.stdout), "line")) as [string];
      const url = /http:\S+/.exec(line)![0];
      const flights = [{ departure: "2001-02-16T17:30:00", origin: "ORD", destination: "LAX", distance: 1745 }];
      const answer = await fetch(url, { method: "POST", body: JSON.stringify({ flights }) });
      const flight = {
        departed: Date.UTC(2001, 1, 16, 17, 30),
        origin: "ORD",
        destination: "LAX",
        distance: 1745,
        landed: 0,
        landedDelay: null,
      };
      const [expected] = predictFlights(await loadModel(first.model), [flight]);
      expect(await answer.json()).toEqual({ delays: [Math.round(expected! * 10) / 10], unit: "minutes" });
    } finally {
      server.kill();
    }
  });

  it("takes what it loaded and extracted from the cache the second time, with the same result", async () => {
    const second = await train(small());
    const { tasks } = await recorded("train-model");
    expect(tasks).toMatchObject({
      "load-0": "Cached",
      "extract 2001-01": "Cached",
      "extract 2001-02": "Cached",
      "features-0": "Completed",
    });
    expect({ ...second, experiment: "" }).toEqual({ ...first, experiment: "" });
  });

  it("loads and extracts again when a file is gone", async () => {
    const [file] = (await readdir(join(home, "work"))).filter((name) => name.endsWith(".parquet"));
    await rm(join(home, "work", file!));
    const third = await train(small());
    expect((await recorded("train-model")).tasks).toMatchObject({ "load-0": "Completed", "extract 2001-01": "Completed" });
    expect(third.rmse).toBe(first.rmse);
  });

  it("gives the same model one task after the other", async () => {
    const sequential = await train(small(), "--sequential");
    expect({ ...sequential, experiment: "" }).toEqual({ ...first, experiment: "" });
    expect((await recorded("train-model-sequential")).run.state_type).toBe("COMPLETED");
  });

  it("takes text for numbers", async () => {
    expect((await train({ ...small(), rows: "4000" })).rmse).toBe(first.rmse);
  });

  it("is not entered with a bad parameter, and the failed run says which", async () => {
    await expect(train({ ...small(), trainMonth: "2019-01" })).rejects.toThrow(/trainMonth/);
    const { run, tasks } = await recorded("train-model");
    expect(run.state_type).toBe("FAILED");
    expect(run.state!.message).toContain("trainMonth");
    expect(tasks).toEqual({});
  });
});
