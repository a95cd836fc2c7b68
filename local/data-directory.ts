import { randomBytes } from "node:crypto";
import { readdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { StoreFullError } from "#core/ports/errors.ts";
import { hasCode } from "#local/blobs/file-errors.ts";
import { DataDirectoryError } from "#local/store/format.ts";
import { FORMAT_FILE, readOrCreateFormat } from "./data-directory-format.ts";
import { makeDirectory } from "./make-directory.ts";

export { DataDirectoryError } from "#local/store/format.ts";
export { findServer, lockServer, type ServerAddress, ServerRunningError } from "./data-directory-lock.ts";

/** Where the parts of a data directory are. Never open the database or the lock by other means than SQLite: closing a file drops this process's locks on it. */
export interface DataDirectory {
  readonly path: string;
  /** The SQLite file of store, queues and timers. */
  readonly database: string;
  /** The directory of the blobs. */
  readonly blobs: string;
  /** Signs links to blobs; the same for every process on this directory. */
  readonly secret: string;
}

/**
 * Opens a data directory, made for its owner alone (mode 0700) if missing. Any number of processes may have it open.
 *
 * @throws DataDirectoryError if it holds something else, cannot be written to, or was written by a newer version; StoreFullError when there is no space.
 */
export async function openDataDirectory(directory: string): Promise<DataDirectory> {
  const path = resolve(directory);
  try {
    return await open(path);
  } catch (error) {
    if (hasCode(error, "ENOSPC", "EDQUOT"))
      throw new StoreFullError(`There is no space left for the data directory ${path}. Free some.`, { cause: error });
    if (!hasCode(error, "EACCES", "EPERM", "EROFS", "ENOTDIR", "EEXIST", "ENOENT")) throw error;
    throw new DataDirectoryError(
      `${path} cannot be used as data directory: ${(error as Error).message}. Choose a directory you may write to with MILLRACE_DATA_DIR or --data-dir.`,
      { cause: error },
    );
  }
}

async function open(path: string): Promise<DataDirectory> {
  await makeDirectory(path);
  await refuseForeign(path);
  const { secret } = await readOrCreateFormat(path, () => randomBytes(32).toString("hex"));
  const blobs = join(path, "blobs");
  await makeDirectory(blobs);
  return { path, database: join(path, "millrace.db"), blobs, secret };
}

/** A mistyped path must not turn somebody's home directory into a data directory. */
async function refuseForeign(path: string): Promise<void> {
  const names = await readdir(path);
  if (names.includes(FORMAT_FILE)) return;
  const foreign = names.find((name) => !name.startsWith(FORMAT_FILE) && !name.startsWith(".") && name !== "lost+found");
  if (foreign === undefined) return;
  if ((await readdir(path)).includes(FORMAT_FILE)) return;
  throw new DataDirectoryError(
    `${path} is no Millrace data directory: it has no ${FORMAT_FILE}, but holds ${JSON.stringify(foreign)}. Choose an empty or a new directory with MILLRACE_DATA_DIR or --data-dir.`,
  );
}
