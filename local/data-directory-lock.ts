import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { hasCode } from "#local/blobs/file-errors.ts";
import { isBusy } from "#local/store/sqlite-errors.ts";

/** Where a running server is reached. */
export interface ServerAddress {
  readonly url: string;
  readonly pid: number;
  /** What to present to it, if it asks for a token. */
  readonly token?: string;
  /** Epoch milliseconds. */
  readonly since: number;
}

export interface ServerLock {
  /** Gives the directory free for another server. */
  release(): Promise<void>;
}

/** Another server has the data directory. */
export class ServerRunningError extends Error {
  override readonly name = "ServerRunningError";
  readonly code = "server-running";
  readonly server: ServerAddress | null;
  constructor(directory: string, server: ServerAddress | null) {
    const who =
      server === null
        ? "another server that is just starting"
        : `the server at ${server.url} (process ${server.pid}, since ${new Date(server.since).toISOString()})`;
    super(
      `The data directory ${directory} is in use by ${who}. Use that one, stop it with "millrace server stop", or choose another directory with --data-dir.`,
    );
    this.server = server;
  }
}

/**
 * Claims a data directory for one server, and publishes its address there (mode 0600, as it may hold a token).
 *
 * The claim is a lock of the operating system on `server.lock`, held through SQLite: it ends with the process however that ends, so it can
 * neither be left behind nor be mistaken for that of a later process with the same id.
 *
 * @throws ServerRunningError if another server has it.
 */
export async function lockServer(
  directory: string,
  server: { readonly url: string; readonly token?: string; readonly since?: number },
): Promise<ServerLock> {
  const lock = claim(directory);
  if (lock === null) throw new ServerRunningError(directory, await readAddress(directory));
  held.add(lock);
  const address: ServerAddress = { since: Date.now(), ...server, pid: process.pid };
  const draft = `${addressFile(directory)}.${process.pid}.tmp`;
  await writeFile(draft, JSON.stringify(address), { mode: 0o600 });
  await rename(draft, addressFile(directory));
  return {
    async release() {
      if (!held.delete(lock)) return;
      await rm(addressFile(directory), { force: true });
      lock.close();
    },
  };
}

/** The server that runs on a data directory now; null if none does, whatever files one may have left behind. */
export async function findServer(directory: string): Promise<ServerAddress | null> {
  const address = await readAddress(directory);
  return address !== null && isClaimed(directory) && isAlive(address.pid) ? address : null;
}

/** A lock whose handle is collected as garbage would be gone. */
const held = new Set<DatabaseSync>();
/** A probe holds its lock for microseconds; a claim waits that out. */
const CLAIM_WAIT_MS = 100;

function claim(directory: string): DatabaseSync | null {
  const lock = new DatabaseSync(lockFile(directory), { timeout: CLAIM_WAIT_MS });
  try {
    lock.exec("BEGIN EXCLUSIVE");
    return lock;
  } catch (error) {
    lock.close();
    if (isBusy(error)) return null;
    throw error;
  }
}

function isClaimed(directory: string): boolean {
  const probe = new DatabaseSync(lockFile(directory), { timeout: 0 });
  try {
    probe.prepare("SELECT count(*) FROM sqlite_schema").get();
    return false;
  } catch (error) {
    if (isBusy(error)) return true;
    throw error;
  } finally {
    probe.close();
  }
}

/** Covers the moment in which a new server has the lock and an old one's address is still there. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return hasCode(error, "EPERM");
  }
}

async function readAddress(directory: string): Promise<ServerAddress | null> {
  try {
    const value = JSON.parse(await readFile(addressFile(directory), "utf8")) as Partial<ServerAddress>;
    if (typeof value.url !== "string" || typeof value.pid !== "number") return null;
    return { since: 0, ...value, url: value.url, pid: value.pid };
  } catch {
    return null;
  }
}

function lockFile(directory: string): string {
  return join(directory, "server.lock");
}

function addressFile(directory: string): string {
  return join(directory, "server.json");
}
