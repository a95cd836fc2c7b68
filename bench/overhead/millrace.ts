import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort, runToEnd, startServerProcess } from "./processes.ts";
import type { Measurement, Side } from "./side.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const script = fileURLToPath(new URL("flows.ts", import.meta.url));

/** This checkout, with its own server on SQLite in `directory`. */
export async function startMillrace(directory: string): Promise<Side> {
  const log = join(directory, "millrace.log");
  const { version } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as { version: string };
  const port = await freePort();
  const apiUrl = `http://127.0.0.1:${port}/api`;
  const env = { PATH: process.env.PATH, HOME: directory, MILLRACE_HOME: join(directory, "millrace"), MILLRACE_API_URL: apiUrl };
  const command = [join(root, "cli", "millrace.mjs"), "server", "start", "--host", "127.0.0.1", "--port", String(port)];
  const server = await startServerProcess(process.execPath, command, { env, log, healthUrl: `${apiUrl}/health` });
  return {
    name: "millrace",
    version,
    apiUrl,
    serverStartMs: server.startMs,
    async measure(work, tasks, repeats) {
      const result = join(directory, "millrace.json");
      const processMs = await runToEnd(process.execPath, [script, work, String(tasks), String(repeats), result], { env, log, cwd: root });
      return { ...(JSON.parse(await readFile(result, "utf8")) as Omit<Measurement, "processMs">), processMs };
    },
    measureImport: () =>
      runToEnd(process.execPath, ["--input-type=module", "-e", 'import { flow, task } from "millrace"'], { env, log, cwd: root }),
    pause: () => server.signal("SIGSTOP"),
    resume: () => server.signal("SIGCONT"),
    cpuSeconds: server.cpuSeconds,
    database: join(directory, "millrace", "data", "millrace.db"),
    stop: server.stop,
  };
}
