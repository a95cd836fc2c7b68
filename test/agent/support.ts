import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Client, createClient } from "#core/contract/client.ts";
import type { FlowRun } from "#core/contract/flow-runs.ts";
import { openRemote } from "#sdk/api/remote.ts";
import { remoteBlobs } from "#sdk/api/remote-blobs.ts";
import { bundleFile } from "#sdk/bundle/bundle-file.ts";
import { eventually } from "#test/support/eventually.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** A process with what it wrote. */
export interface Running {
  readonly process: ChildProcess;
  readonly output: () => string;
  readonly ended: Promise<number | NodeJS.Signals | null>;
  written(text: string): Promise<void>;
}

/** A data directory with a server process, and agents that a test starts. All of them are gone when it ends. */
export interface Place extends AsyncDisposable {
  readonly path: string;
  /** Address of the API. */
  readonly url: string;
  readonly client: Client;
  readonly server: () => Running;
  /** Starts the server again at its port. */
  restartServer(): Promise<void>;
  agent(args?: readonly string[], env?: Readonly<Record<string, string>>): Running;
  /** Makes a deployment of a flow in `flows/flows.ts`, with the queue `q`. */
  deploy(flow: string, more?: object): Promise<string>;
  run(deployment: string, parameters?: object, more?: object): Promise<string>;
  /** The run once it satisfies, by default once it has ended. */
  until(id: string, holds?: (run: FlowRun) => boolean, timeoutMs?: number): Promise<FlowRun>;
  logs(id: string): Promise<string[]>;
  readonly blobs: ReturnType<typeof remoteBlobs>;
}

const FINAL = new Set(["COMPLETED", "FAILED", "CANCELLED", "CRASHED"]);
const bundles = new Map<string, ReturnType<typeof bundleFile>>();

export async function openPlace({
  leaseSeconds = 60,
  sweepSeconds = 1,
  serverEnv = {},
}: {
  readonly leaseSeconds?: number;
  readonly sweepSeconds?: number;
  readonly serverEnv?: Readonly<Record<string, string>>;
} = {}): Promise<Place> {
  const path = await mkdtemp(join(tmpdir(), "millrace-agent-test-"));
  const dataDir = join(path, "data");
  const all: Running[] = [];
  const start = (args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
    const one = startProcess(args, { MILLRACE_HOME: path, ...env });
    all.push(one);
    return one;
  };
  const serve = async (port: string) => {
    const one = start(["test/agent/scripts/serve.ts", dataDir, port, String(leaseSeconds), String(sweepSeconds)], serverEnv);
    await one.written("\n");
    return one;
  };
  let server = await serve("0");
  const url = server.output().trim();
  const remote = await openRemote({ url: `${url}/api`, timeoutMs: 10_000, advice: "" });
  const client = createClient(remote.transport);
  const blobs = remoteBlobs(client);
  await client.createWorkQueue({ body: { name: "q" } });
  return {
    path,
    url: `${url}/api`,
    client,
    blobs,
    server: () => server,
    async restartServer() {
      server = await serve(new URL(url).port);
    },
    agent: (args = ["q", "--warm", "1"], env = {}) => start(["cli/millrace.mjs", "agent", "start", ...args], env),
    async deploy(flow, more = {}) {
      const file = join(root, "test/agent/flows/flows.ts");
      if (!bundles.has(file)) bundles.set(file, bundleFile(file));
      const { bytes, digest, key } = await bundles.get(file)!;
      await blobs.put(key, bytes);
      const { id: flow_id } = await client.createFlow({ body: { name: flow } });
      const bundle = { digest, key, size: bytes.length, flow };
      const { id } = await client.createDeployment({ body: { name: flow, flow_id, work_queue_name: "q", bundle, ...more } });
      return id;
    },
    async run(id, parameters = {}, more = {}) {
      return (await client.createDeploymentRun({ params: { id }, body: { parameters, ...more } as never })).id;
    },
    until: (id, holds = (run) => FINAL.has(run.state_type ?? ""), timeoutMs = 30_000) =>
      eventually(async () => {
        const run = await client.readFlowRun({ params: { id } });
        if (!holds(run))
          throw new Error(`Run ${id} is ${run.state_name}: ${run.state?.message}\n${all.map((one) => one.output()).join("\n")}`);
        return run;
      }, timeoutMs),
    async logs(id) {
      const lines = await client.filterLogs({ body: { logs: { flow_run_id: { any_: [id] } } } });
      return lines.map(({ name, message }) => `${name}: ${message}`);
    },
    async [Symbol.asyncDispose]() {
      await remote.close();
      for (const { process, ended } of all.reverse()) {
        if (process.exitCode !== null || process.signalCode !== null) continue;
        process.kill("SIGCONT");
        process.kill("SIGTERM");
        const late = setTimeout(() => process.kill("SIGKILL"), 3_000);
        setTimeout(() => process.kill("SIGTERM"), 500).unref();
        await ended;
        clearTimeout(late);
      }
      await rm(path, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function startProcess(args: readonly string[], env: Readonly<Record<string, string>>): Running {
  const { MILLRACE_API_URL: _url, MILLRACE_API_KEY: _key, NODE_OPTIONS: _options, ...around } = process.env;
  const child = spawn(process.execPath, args, { cwd: root, env: { ...around, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  let text = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
    });
  return {
    process: child,
    output: () => text,
    ended: new Promise((resolve) => child.once("close", (code, signal) => resolve(code ?? signal))),
    written: (wanted) =>
      eventually(() => {
        if (!text.includes(wanted)) throw new Error(`It has not written ${JSON.stringify(wanted)}:\n${text}`);
      }, 20_000),
  };
}
