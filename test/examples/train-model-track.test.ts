import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openTracker, track } from "../../examples/train-model/track.ts";

const run = { name: "deep", parameters: { trees: 3, kind: "deep" }, metrics: { rmse: 33.2, mae: 19.1 }, artifacts: { "model.json": "{}" } };

describe("the file tracker", () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "track-"));
  });
  afterEach(() => rm(directory, { recursive: true }));

  it("lays runs out as MLflow's file store does", async () => {
    const tracker = openTracker({ uri: undefined, directory, experiment: "flight delays" });
    const { id, location } = await track(tracker, run);
    const [experiment] = await readdir(directory);
    expect(location).toBe(join(directory, experiment!, id));
    const read = (...path: string[]) => readFile(join(location, ...path), "utf8");
    expect(await read("params", "trees")).toBe("3");
    expect(await read("metrics", "rmse")).toMatch(/^\d{13} 33\.2 0\n$/);
    expect(await read("tags", "mlflow.runName")).toBe("deep");
    expect(await read("artifacts", "model.json")).toBe("{}");
    expect(await read("meta.yaml")).toMatch(/status: 3\n/);
    expect(await readFile(join(directory, experiment!, "meta.yaml"), "utf8")).toMatch(/name: flight delays\n/);
  });

  it("puts later runs into the same experiment", async () => {
    for (let again = 0; again < 2; again++) await track(openTracker({ uri: undefined, directory, experiment: "e" }), run);
    const [experiment, ...others] = await readdir(directory);
    expect(others).toEqual([]);
    expect((await readdir(join(directory, experiment!))).length).toBe(3);
  });

  it("marks a run as failed when recording fails, and tells why", async () => {
    const bad = { ...run, artifacts: { "no/such/place.json": "" } };
    await expect(track(openTracker({ uri: undefined, directory, experiment: "e" }), bad)).rejects.toThrow(/ENOENT/);
    const [experiment] = await readdir(directory);
    const [id] = (await readdir(join(directory, experiment!))).filter((name) => name !== "meta.yaml");
    expect(await readFile(join(directory, experiment!, id!, "meta.yaml"), "utf8")).toMatch(/status: 4\n/);
  });
});

describe("the MLflow tracker", () => {
  let server: Server;
  let uri: string;
  let calls: { route: string; body: unknown; authorization: string | undefined }[];
  let experiments: Map<string, string>;
  let artifactRoot: string;
  let refuse: string | undefined;
  beforeEach(async () => {
    calls = [];
    experiments = new Map();
    artifactRoot = "mlflow-artifacts:/7";
    refuse = undefined;
    server = createServer(async (request, response) => {
      let text = "";
      for await (const chunk of request) text += chunk;
      const route = `${request.method} ${request.url}`;
      const body = request.headers["content-type"] === "application/json" && text !== "" ? JSON.parse(text) : text;
      calls.push({ route, body, authorization: request.headers.authorization });
      const { status, answer } = respond(route, body as { name: string });
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(answer));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    uri = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  /** The five answers of MLflow's REST API that the tracker needs. */
  function respond(route: string, body: { name: string }): { status: number; answer: object } {
    if (refuse !== undefined && route.includes(refuse))
      return { status: 400, answer: { error_code: "INVALID_PARAMETER_VALUE", message: "no" } };
    const byName = /^GET \/api\/2\.0\/mlflow\/experiments\/get-by-name\?experiment_name=(.*)$/.exec(route);
    if (byName !== null) {
      const id = experiments.get(decodeURIComponent(byName[1]!));
      return id === undefined
        ? { status: 404, answer: { error_code: "RESOURCE_DOES_NOT_EXIST" } }
        : { status: 200, answer: { experiment: { experiment_id: id } } };
    }
    if (route === "POST /api/2.0/mlflow/experiments/create") {
      experiments.set(body.name, "7");
      return { status: 200, answer: { experiment_id: "7" } };
    }
    if (route === "POST /api/2.0/mlflow/runs/create") {
      return { status: 200, answer: { run: { info: { run_id: "r1", artifact_uri: `${artifactRoot}/r1/artifacts` } } } };
    }
    return { status: 200, answer: {} };
  }

  const open = (token?: string) => openTracker({ uri, directory: "", experiment: "flight delays", token });

  it("creates the experiment once, and records parameters, metrics, model and the end", async () => {
    const tracked = await track(open(), run);
    expect(calls.map((call) => call.route)).toEqual([
      "GET /api/2.0/mlflow/experiments/get-by-name?experiment_name=flight%20delays",
      "POST /api/2.0/mlflow/experiments/create",
      "POST /api/2.0/mlflow/runs/create",
      "POST /api/2.0/mlflow/runs/log-batch",
      "POST /api/2.0/mlflow/runs/log-batch",
      "PUT /api/2.0/mlflow-artifacts/artifacts/7/r1/artifacts/model.json",
      "POST /api/2.0/mlflow/runs/update",
    ]);
    expect(calls[2]!.body).toMatchObject({ experiment_id: "7", run_name: "deep", start_time: expect.any(Number) });
    expect(calls[3]!.body).toEqual({
      run_id: "r1",
      params: [
        { key: "trees", value: "3" },
        { key: "kind", value: "deep" },
      ],
    });
    expect(calls[4]!.body).toMatchObject({
      metrics: [
        { key: "rmse", value: 33.2, step: 0, timestamp: expect.any(Number) },
        { key: "mae", value: 19.1 },
      ],
    });
    expect(calls[5]!.body).toBe("{}");
    expect(calls[6]!.body).toMatchObject({ run_id: "r1", status: "FINISHED" });
    expect(tracked.location).toBe(`${uri}/#/experiments/7/runs/r1`);
    await track(open(), run);
    expect(calls.filter((call) => call.route.endsWith("experiments/create"))).toHaveLength(1);
  });

  it("sends the token", async () => {
    await track(open("s3cret"), run);
    expect(new Set(calls.map((call) => call.authorization))).toEqual(new Set(["Bearer s3cret"]));
  });

  it("leaves files out where the server keeps none", async () => {
    artifactRoot = "s3://bucket/7";
    await track(open(), run);
    expect(calls.some((call) => call.route.startsWith("PUT"))).toBe(false);
  });

  it("marks the run as failed when the server refuses, and tells what it said", async () => {
    refuse = "log-batch";
    await expect(track(open(), run)).rejects.toThrow(/POST mlflow\/runs\/log-batch with 400.*INVALID_PARAMETER_VALUE/);
    expect(calls.at(-1)!.body).toMatchObject({ status: "FAILED" });
  });
});

it("refuses a tracking address that is no server's", () => {
  expect(() => openTracker({ uri: "databricks", directory: "", experiment: "e" })).toThrow(/MLFLOW_TRACKING_URI is "databricks"/);
});
