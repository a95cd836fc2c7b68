import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { CliError } from "#cli/errors.ts";
import { readHeaderList } from "#core/rules/header-list.ts";
import type { Retention } from "#core/rules/retention.ts";
import { isLoopback } from "#local/server/hosts.ts";
import { type RunningServer, startServer } from "#local/server/server.ts";
import type { Settings } from "#sdk/settings/read-settings.ts";

/** Settings a server depends on. */
export type ServerSettings = Pick<
  Settings,
  | "MILLRACE_DATA_DIR"
  | "MILLRACE_SERVER_HOST"
  | "MILLRACE_SERVER_PORT"
  | "MILLRACE_SERVER_TOKEN"
  | "MILLRACE_SERVER_BEHIND_PROXY"
  | "MILLRACE_SERVER_LEASE_SECONDS"
  | "MILLRACE_OTLP_ENDPOINT"
  | "MILLRACE_OTLP_HEADERS"
  | keyof typeof RETENTION
>;

/** Where the built console is; undefined if it is not built. */
export function consoleDirectory(): string | undefined {
  const directory = fileURLToPath(new URL("../../web/dist", import.meta.url));
  return existsSync(`${directory}/index.html`) ? directory : undefined;
}

/**
 * Starts the server the settings describe. A port nobody asked for is only a first choice: if it is taken, the next free one is used.
 *
 * @throws CliError when a network address is to be bound without a token, or the port asked for is taken;
 * ServerRunningError when the data directory has a server.
 */
export async function serve(settings: ServerSettings): Promise<RunningServer> {
  const host = settings.MILLRACE_SERVER_HOST.value;
  const token = settings.MILLRACE_SERVER_TOKEN.value;
  refuseOpenServer(host, token);
  refuseOpenProxy(settings.MILLRACE_SERVER_BEHIND_PROXY.value, token);
  const { value: first, source } = settings.MILLRACE_SERVER_PORT;
  const last = source === "default" ? first + 100 : first;
  const consoleDir = consoleDirectory();
  for (let port = first; ; port++) {
    try {
      return await startServer({
        host,
        port,
        dataDir: settings.MILLRACE_DATA_DIR.value,
        retention: retentionOf(settings),
        ...(settings.MILLRACE_OTLP_ENDPOINT.value !== undefined && { otlpEndpoint: settings.MILLRACE_OTLP_ENDPOINT.value }),
        ...(settings.MILLRACE_OTLP_HEADERS.value !== undefined && { otlpHeaders: readHeaderList(settings.MILLRACE_OTLP_HEADERS.value) }),
        behindProxy: settings.MILLRACE_SERVER_BEHIND_PROXY.value,
        leaseSeconds: settings.MILLRACE_SERVER_LEASE_SECONDS.value,
        ...(token !== undefined && { token }),
        ...(consoleDir !== undefined && { consoleDir }),
      });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE" || port < last) {
        if ((error as NodeJS.ErrnoException).code === "EADDRINUSE") continue;
        throw bindError(error as NodeJS.ErrnoException, host, port);
      }
      throw new CliError(
        "failed",
        `Port ${port} on ${host} is taken${await whoHas(host, port)}.`,
        `Choose another with --port, or leave --port out to get the next free one from 4200.`,
      );
    }
  }
}

const RETENTION = {
  MILLRACE_RETENTION_RUNS_DAYS: "runs",
  MILLRACE_RETENTION_COMPLETED_DAYS: "completed",
  MILLRACE_RETENTION_FAILED_DAYS: "failed",
  MILLRACE_RETENTION_CRASHED_DAYS: "crashed",
  MILLRACE_RETENTION_CANCELLED_DAYS: "cancelled",
  MILLRACE_RETENTION_LOGS_DAYS: "logs",
  MILLRACE_RETENTION_EVENTS_DAYS: "events",
} as const;

function retentionOf(settings: ServerSettings): Retention {
  const names = Object.keys(RETENTION) as (keyof typeof RETENTION)[];
  return Object.fromEntries(names.map((name) => [RETENTION[name], settings[name].value]));
}

function refuseOpenProxy(behindProxy: boolean, token: string | undefined): void {
  if (!behindProxy || token !== undefined) return;
  throw new CliError(
    "usage",
    "Refused to serve behind a proxy without a token: everybody who can reach the proxy could read and change everything.",
    "millrace server start --behind-proxy --token auto    (makes a token, keeps it in the profile and prints it)",
  );
}

/** Anyone who can reach an open server could read everything and write anything. */
export function refuseOpenServer(host: string, token: string | undefined): void {
  if (token !== undefined || isLoopback(host)) return;
  throw new CliError(
    "usage",
    `Refused to bind ${host} without a token: everybody who can reach this machine could read and change everything.`,
    `millrace server start --host ${host} --token auto    (makes a token, keeps it in the profile and prints it)`,
  );
}

function bindError(error: NodeJS.ErrnoException, host: string, port: number): Error {
  if (error.code === "EACCES")
    return new CliError("failed", `Port ${port} on ${host} may not be used by this user.`, "Choose a port above 1023 with --port.");
  if (error.code === "EADDRNOTAVAIL" || error.code === "ENOTFOUND")
    return new CliError("failed", `${host} is no address of this machine.`, "Choose another with --host; 127.0.0.1 is this machine alone.");
  return error;
}

async function whoHas(host: string, port: number): Promise<string> {
  try {
    const answer = await fetch(`http://${host.includes(":") ? `[${host}]` : host}:${port}/api/health`, {
      signal: AbortSignal.timeout(1000),
    });
    return (await answer.text()) === "true" ? " by a Millrace server on another data directory" : " by another program";
  } catch {
    return " by another program";
  }
}
