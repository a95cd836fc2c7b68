import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort, runToEnd, startServerProcess } from "./processes.ts";
import type { Measurement, Side } from "./side.ts";

const version = "3.8.3";
const venv = fileURLToPath(new URL("../.venv", import.meta.url));
/** The interpreter that has Prefect, once {@link startPrefect} was called. */
export const prefectPython = join(venv, "bin", "python");
const requirements = fileURLToPath(new URL("requirements.txt", import.meta.url));
const script = fileURLToPath(new URL("flows.py", import.meta.url));

/** Prefect as pip installs it, with its own server on SQLite in `directory`, and nothing of it calling home. */
export async function startPrefect(directory: string): Promise<Side> {
  const log = join(directory, "prefect.log");
  await install(log);
  // where it remembers what it has registered, whatever PREFECT_HOME says; without it every start is slower
  await mkdir(join(directory, ".prefect"));
  const port = await freePort();
  const apiUrl = `http://127.0.0.1:${port}/api`;
  const env = {
    PATH: process.env.PATH,
    HOME: directory,
    PREFECT_HOME: join(directory, "prefect"),
    PREFECT_API_URL: apiUrl,
    PREFECT_SERVER_ANALYTICS_ENABLED: "false",
    PREFECT_CLOUD_ENABLE_ORCHESTRATION_TELEMETRY: "false",
    PREFECT_TELEMETRY_ENABLE_RESOURCE_METRICS: "false",
    DO_NOT_TRACK: "1",
  };
  const args = ["-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", String(port)];
  const server = await startServerProcess(prefectPython, args, { env, log, healthUrl: `${apiUrl}/health` });
  return {
    name: "prefect",
    version: installedVersion(),
    apiUrl,
    serverStartMs: server.startMs,
    async measure(work, tasks, repeats) {
      const result = join(directory, "prefect.json");
      const processMs = await runToEnd(prefectPython, [script, work, String(tasks), String(repeats), result], { env, log });
      return { ...(JSON.parse(await readFile(result, "utf8")) as Omit<Measurement, "processMs">), processMs };
    },
    measureImport: () => runToEnd(prefectPython, ["-c", "from prefect import flow, task"], { env, log }),
    pause: () => server.signal("SIGSTOP"),
    resume: () => server.signal("SIGCONT"),
    cpuSeconds: server.cpuSeconds,
    database: join(directory, "prefect", "prefect.db"),
    stop: server.stop,
  };
}

async function install(log: string): Promise<void> {
  const env = { ...process.env, PIP_DISABLE_PIP_VERSION_CHECK: "1" };
  if (existsSync(prefectPython) && installedVersion() === version) return;
  console.log(`Installing Prefect ${version} into bench/.venv (about a minute) …`);
  await runToEnd("python3", ["-m", "venv", venv], { env, log });
  await runToEnd(prefectPython, ["-m", "pip", "install", "--quiet", "-r", requirements], { env, log });
}

function installedVersion(): string {
  const print = "import importlib.metadata as m\ntry: print(m.version('prefect'))\nexcept m.PackageNotFoundError: print('none')";
  return execFileSync(prefectPython, ["-c", print], { encoding: "utf8" }).trim();
}
