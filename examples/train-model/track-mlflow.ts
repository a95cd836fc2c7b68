import type { TrackedRun, Tracker } from "./track.ts";

/** Records runs on an MLflow tracking server through its REST API (2.0). `token` is sent as a bearer token. */
export function openMlflowTracker(uri: string, experiment: string, token?: string): Tracker {
  const server = uri.replace(/\/+$/, "");
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const call: Call = async (method, path, body) => {
    const answer = await fetch(`${server}/api/2.0/${path}`, {
      method,
      headers: { ...headers, "content-type": typeof body === "string" ? "text/plain" : "application/json" },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
      signal: AbortSignal.timeout(20_000),
    });
    const text = await answer.text();
    if (!answer.ok) throw new MlflowError(`${method} ${path}`, answer.status, text);
    return text === "" ? {} : JSON.parse(text);
  };
  return {
    async startRun(name) {
      const experimentId = await findOrCreate(call, experiment);
      const created = await call("POST", "mlflow/runs/create", { experiment_id: experimentId, run_name: name, start_time: Date.now() });
      const { run_id: id, artifact_uri: artifacts } = (created as { run: { info: { run_id: string; artifact_uri: string } } }).run.info;
      return trackedRun(call, { id, artifacts, location: `${server}/#/experiments/${experimentId}/runs/${id}` });
    },
  };
}

/** The MLflow server refused a request. */
export class MlflowError extends Error {
  override readonly name = "MlflowError";
  readonly status: number;
  constructor(request: string, status: number, answer: string) {
    super(`MLflow answered ${request} with ${status}: ${answer.slice(0, 300)}`);
    this.status = status;
  }
}

type Call = (method: "GET" | "POST" | "PUT", path: string, body?: unknown) => Promise<unknown>;

async function findOrCreate(call: Call, name: string): Promise<string> {
  try {
    const found = await call("GET", `mlflow/experiments/get-by-name?experiment_name=${encodeURIComponent(name)}`);
    return (found as { experiment: { experiment_id: string } }).experiment.experiment_id;
  } catch (error) {
    if (!(error instanceof MlflowError && error.status === 404)) throw error;
    return ((await call("POST", "mlflow/experiments/create", { name })) as { experiment_id: string }).experiment_id;
  }
}

function trackedRun(call: Call, run: { id: string; artifacts: string; location: string }): TrackedRun {
  return {
    id: run.id,
    location: run.location,
    async logParameters(parameters) {
      const params = Object.entries(parameters).map(([key, value]) => ({ key, value: String(value) }));
      await call("POST", "mlflow/runs/log-batch", { run_id: run.id, params });
    },
    async logMetrics(values) {
      const metrics = Object.entries(values).map(([key, value]) => ({ key, value, timestamp: Date.now(), step: 0 }));
      await call("POST", "mlflow/runs/log-batch", { run_id: run.id, metrics });
    },
    async logArtifact(name, text) {
      // only a server that stores artifacts itself takes them over HTTP; otherwise clients write to the bucket named
      if (!run.artifacts.startsWith("mlflow-artifacts:")) return false;
      const path = run.artifacts.replace(/^mlflow-artifacts:(\/\/[^/]*)?\/*/, "");
      await call("PUT", `mlflow-artifacts/artifacts/${path}/${encodeURIComponent(name)}`, text);
      return true;
    },
    async end(status) {
      await call("POST", "mlflow/runs/update", { run_id: run.id, status, end_time: Date.now() });
    },
  };
}
