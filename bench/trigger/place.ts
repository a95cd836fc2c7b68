import { spawn } from "node:child_process";
import { openSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Client } from "#core/contract/client.ts";
import { remoteBlobs } from "#sdk/api/remote-blobs.ts";
import { bundleFile } from "#sdk/bundle/bundle-file.ts";
import { cpuSecondsOfFamily } from "../overhead/cpu.ts";
import { startServerProcess } from "../overhead/processes.ts";

const cli = fileURLToPath(new URL("../../cli/millrace.mjs", import.meta.url));

/** A server and an agent at work. */
export interface Place {
  /** Makes the deployment of the flow in that file, and answers its id. */
  deploy(client: Client, file: string): Promise<string>;
  /** What the agent and its processes use of a core while nothing is due, in percent; NaN where /proc is missing. */
  idlePercent(): Promise<number>;
  stop(): Promise<void>;
}

/** Starts both on fresh data in `directory`. */
export async function startPlace({ directory, url, warm }: { directory: string; url: string; warm: number }): Promise<Place> {
  const log = join(directory, "log");
  const { port } = new URL(url);
  const env = { PATH: process.env.PATH, HOME: directory, MILLRACE_HOME: join(directory, "millrace"), MILLRACE_API_URL: url };
  const server = await startServerProcess(process.execPath, [cli, "server", "start", "--host", "127.0.0.1", "--port", port], {
    env,
    log,
    healthUrl: `${url}/health`,
  });
  const output = openSync(log, "a");
  const agent = spawn(process.execPath, [cli, "agent", "start", "bench", "--create", "--warm", String(warm), "--grace", "1"], {
    env,
    stdio: ["ignore", output, output],
  });
  return {
    async deploy(client, file) {
      const { bytes, digest, key } = await bundleFile(file);
      await remoteBlobs(client).put(key, bytes);
      const { id: flow_id } = await client.createFlow({ body: { name: "three steps" } });
      const bundle = { digest, key, size: bytes.length, flow: "three steps" };
      return (await client.createDeployment({ body: { name: "bench", flow_id, work_queue_name: "bench", bundle } })).id;
    },
    async idlePercent() {
      await new Promise((resolve) => setTimeout(resolve, 3_000));
      const before = cpuSecondsOfFamily(agent.pid!);
      await new Promise((resolve) => setTimeout(resolve, 10_000));
      return (cpuSecondsOfFamily(agent.pid!) - before) * 10;
    },
    async stop() {
      const ended = new Promise((resolve) => agent.once("exit", resolve));
      agent.kill("SIGTERM");
      await ended;
      await server.stop();
    },
  };
}
