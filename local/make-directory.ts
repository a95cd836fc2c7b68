import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Makes a directory and those above it, for their owner alone; one that is there is left as it is.
 *
 * Node's own `recursive` tries for ever below a directory that is there and takes none, such as /proc.
 *
 * @throws the file system's error, ENOENT for such a place.
 */
export async function makeDirectory(path: string): Promise<void> {
  if (await made(path, "ENOENT")) return;
  const above = dirname(path);
  if (above !== path) await makeDirectory(above);
  await made(path);
}

/** False where the error is the one awaited. */
async function made(path: string, awaited?: "ENOENT"): Promise<boolean> {
  try {
    await mkdir(path, { mode: 0o700 });
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === awaited) return false;
    if (code === "EEXIST" && (await stat(path)).isDirectory()) return true;
    throw error;
  }
}
