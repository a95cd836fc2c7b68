import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { keyPartOf } from "./blob-path.ts";
import { hasCode } from "./file-errors.ts";

/** The keys under a directory that begin with `prefix` and follow `after`, in byte order, read as far as they are asked for. */
export async function* walkKeys(directory: string, prefix: string, after: string, parent = ""): AsyncGenerator<string> {
  for (const { path, key, isDirectory } of await entriesOf(directory, parent)) {
    if (!isDirectory) {
      if (key.startsWith(prefix) && key > after) yield key;
    } else if ((key.startsWith(prefix) || prefix.startsWith(key)) && (key > after || after.startsWith(key))) {
      yield* walkKeys(path, prefix, after, key);
    }
  }
}

/** A directory stands for all keys that begin with its own, so among its neighbours it is sorted by that. */
async function entriesOf(directory: string, parent: string): Promise<{ path: string; key: string; isDirectory: boolean }[]> {
  try {
    const entries = await readdir(directory, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile() || entry.isDirectory())
      .flatMap((entry) => {
        const part = keyPartOf(entry.name, entry.isDirectory());
        return part === null ? [] : [{ path: join(directory, entry.name), key: parent + part, isDirectory: entry.isDirectory() }];
      })
      .sort((left, right) => (left.key < right.key ? -1 : 1));
  } catch (error) {
    if (hasCode(error, "ENOENT")) return [];
    throw error;
  }
}
