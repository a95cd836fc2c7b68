import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { CliError } from "#cli/errors.ts";
import { openDataDirectory, type ServerAddress } from "#local/data-directory.ts";
import { look } from "./health.ts";
import { refuseOpenServer, type ServerSettings } from "./serve.ts";

/** Starts a server that outlives this process, and waits until it answers. */
export async function startInBackground(
  settings: ServerSettings,
  env: Readonly<Record<string, string | undefined>>,
): Promise<{ readonly server: ServerAddress; readonly log: string }> {
  refuseOpenServer(settings.MILLRACE_SERVER_HOST.value, settings.MILLRACE_SERVER_TOKEN.value);
  const directory = await openDataDirectory(settings.MILLRACE_DATA_DIR.value);
  const log = join(directory.path, "server.log");
  keepOneOldLog(log);
  const start = sizeOf(log);
  const child = launch(settings, env, log);
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));

  for (let waited = 0; waited < PATIENCE_MS; waited += STEP_MS) {
    const state = await Promise.race([
      ended.then(() => "ended" as const),
      new Promise<"waiting">((resolve) => setTimeout(resolve, STEP_MS, "waiting")),
    ]);
    if (state === "ended") throw new CliError("failed", said(log, start), undefined);
    const found = await look(directory.path);
    if (found?.healthy && found.server.pid === child.pid) {
      child.unref();
      return { server: found.server, log };
    }
  }
  child.kill("SIGTERM");
  throw new CliError("failed", `The server did not answer within ${PATIENCE_MS / 1000} s and was stopped.`, `Its output is in ${log}`);
}

function launch(settings: ServerSettings, env: Readonly<Record<string, string | undefined>>, log: string) {
  const port = settings.MILLRACE_SERVER_PORT;
  const flags = [
    "--data-dir",
    settings.MILLRACE_DATA_DIR.value,
    "--host",
    settings.MILLRACE_SERVER_HOST.value,
    ...(port.source === "default" ? [] : ["--port", String(port.value)]),
  ];
  const output = openSync(log, "a", 0o600);
  const command = fileURLToPath(new URL("../millrace.mjs", import.meta.url));
  // a token goes by the environment: other users can read the arguments of a process
  const child = spawn(process.execPath, [command, "server", "start", ...flags], {
    detached: true,
    stdio: ["ignore", output, output],
    env: {
      ...env,
      MILLRACE_SERVER_TOKEN: settings.MILLRACE_SERVER_TOKEN.value,
      MILLRACE_SERVER_BEHIND_PROXY: String(settings.MILLRACE_SERVER_BEHIND_PROXY.value),
    },
  });
  closeSync(output);
  return child;
}

/** What the server wrote before it ended, without the mark of an error message. */
function said(log: string, start: number): string {
  const text = readFileSync(log).subarray(start).toString("utf8").trim();
  return text === "" ? `The server ended at once without a word. Its log is ${log}` : text.replace(/^✘ /, "");
}

function keepOneOldLog(log: string): void {
  if (sizeOf(log) > MAX_LOG_BYTES) renameSync(log, `${log}.1`);
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

const PATIENCE_MS = 20_000;
const STEP_MS = 50;
const MAX_LOG_BYTES = 10_000_000;
