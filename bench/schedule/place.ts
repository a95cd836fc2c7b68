import { spawn } from "node:child_process";
import { openSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Client, createClient } from "#core/contract/client.ts";
import { openRemote } from "#sdk/api/remote.ts";
import { cpuSecondsOfFamily } from "../overhead/cpu.ts";
import { freePort, startServerProcess } from "../overhead/processes.ts";

const cli = fileURLToPath(new URL("../../cli/millrace.mjs", import.meta.url));

/** A process whose CPU time can be asked for. */
export interface Watched {
  /** Of it and its children so far. */
  cpuSeconds(): number;
  stop(): Promise<void>;
}

/** A server in a process of its own on fresh data, and agents beside it. */
export interface Place extends Watched {
  readonly client: Client;
  /** `millrace agent start` on a queue, which it makes. */
  startAgent(queue: string, options: { readonly warm: number; readonly limit: number }): Watched;
}

/** Starts the server in `directory`. */
export async function startPlace(directory: string): Promise<Place> {
  const url = `http://127.0.0.1:${await freePort()}/api`;
  const log = join(directory, "log");
  const env = { PATH: process.env.PATH, HOME: directory, MILLRACE_HOME: join(directory, "millrace"), MILLRACE_API_URL: url };
  const args = [cli, "server", "start", "--host", "127.0.0.1", "--port", new URL(url).port];
  const server = await startServerProcess(process.execPath, args, { env, log, healthUrl: `${url}/health` });
  const remote = await openRemote({ url, timeoutMs: 60_000, advice: "" });
  return {
    client: createClient(remote.transport),
    cpuSeconds: () => cpuSecondsOfFamily(server.pid),
    startAgent(queue, { warm, limit }) {
      const output = openSync(log, "a");
      const options = ["--create", "--warm", String(warm), "--limit", String(limit), "--grace", "1"];
      const agent = spawn(process.execPath, [cli, "agent", "start", queue, ...options], { env, stdio: ["ignore", output, output] });
      const ended = new Promise<void>((resolve) => agent.once("exit", () => resolve()));
      process.once("exit", () => agent.kill("SIGKILL"));
      return {
        cpuSeconds: () => cpuSecondsOfFamily(agent.pid!),
        async stop() {
          agent.kill("SIGTERM");
          await ended;
        },
      };
    },
    async stop() {
      await remote.close();
      await server.stop();
    },
  };
}

/** What these use of a core while nothing is due, in percent, each. */
export async function idlePercent(watched: readonly Watched[], seconds: number): Promise<number[]> {
  const before = watched.map((one) => one.cpuSeconds());
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  return watched.map((one, at) => ((one.cpuSeconds() - before[at]!) * 100) / seconds);
}
