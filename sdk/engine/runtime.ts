import { AsyncLocalStorage } from "node:async_hooks";
import { hostname } from "node:os";
import type { Client } from "#core/contract/client.ts";
import type { Clock, Ids } from "#core/ports/clock.ts";
import { systemClock, systemIds } from "#core/ports/system.ts";
import { levelNumber } from "../logging/levels.ts";
import type { Spool } from "../report/spool.ts";
import type { ResultBlobs } from "../results/result-blobs.ts";
import { readSettings } from "../settings/read-settings.ts";

/** What runs stand on: time, ids, the API, storage, the terminal. One per process and settings; another one in tests. */
export interface Runtime {
  readonly clock: Clock;
  readonly ids: Ids;
  /** In [0, 1). */
  readonly random: () => number;
  readonly client: Client;
  readonly blobs: ResultBlobs;
  /** Address of the console, to print the link of a run. */
  readonly consoleUrl: string | undefined;
  /** Lowest level that is kept and printed. */
  readonly level: number;
  /** Prints one log line. */
  readonly print: (line: string) => void;
  readonly colours: boolean;
  /** Names this process as the holder of leases. */
  readonly holder: string;
  /** Where reports go that could not be delivered; null where nothing outlives the process. */
  readonly spool: Spool | null;
  /** The API is on this machine: asking it often costs nothing. */
  readonly near?: boolean;
  /** Report while runs go on. Off in tests, where time is virtual. */
  readonly live: boolean;
}

const given = new AsyncLocalStorage<Runtime>();
const opened = new Map<string, Promise<Runtime>>();

/** Runs `fn` so that flows called inside use that runtime. */
export function withRuntime<T>(runtime: Runtime, fn: () => T): T {
  return given.run(runtime, fn);
}

/**
 * The runtime for a flow called here: the one given, else the one the settings describe, opened once per process.
 *
 * @throws ApiUnreachableError, SettingError.
 */
export function currentRuntime(): Promise<Runtime> | Runtime {
  const runtime = given.getStore();
  if (runtime !== undefined) return runtime;
  const settings = readSettings();
  const key = JSON.stringify(settings);
  const known = opened.get(key);
  if (known !== undefined) return known;
  const opening = openRuntime(settings);
  opened.set(key, opening);
  // a failure is not for ever: the next run tries again
  opening.catch(() => opened.delete(key));
  return opening;
}

async function openRuntime(settings: ReturnType<typeof readSettings>): Promise<Runtime> {
  const [{ connect }, { openSpool }] = await Promise.all([import("../api/connect.ts"), import("../report/spool.ts")]);
  const connection = await connect(settings);
  return {
    clock: systemClock,
    ids: systemIds,
    random: Math.random,
    client: connection.client,
    blobs: connection.blobs,
    consoleUrl: connection.consoleUrl,
    level: levelNumber(settings.MILLRACE_LOGGING_LEVEL.value),
    print: (line) => process.stderr.write(`${line}\n`),
    colours: process.stderr.isTTY === true && process.env.NO_COLOR === undefined,
    holder: `${hostname()}:${process.pid}`.slice(0, 255),
    spool: openSpool(String(settings.MILLRACE_DATA_DIR.value), connection.url),
    near: connection.origin !== "remote",
    live: true,
  };
}
