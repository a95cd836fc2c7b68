import { mkdir, readdir, readFile, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";

/**
 * Makes `target` hold what `built` holds, which is used up. Files that are the same already are left as they are and others replaced whole:
 * of two builds of the same sources at once, none takes anything from who reads what the other has put there.
 */
export async function putInPlace(built: string, target: string): Promise<void> {
  const files = await filesOf(built);
  for (const file of files) {
    const [fresh, present] = await Promise.all([readFile(join(built, file)), readFile(join(target, file)).catch(() => undefined)]);
    if (present !== undefined && fresh.equals(present)) continue;
    await mkdir(dirname(join(target, file)), { recursive: true });
    await rename(join(built, file), join(target, file));
  }
  const stale = (await filesOf(target)).filter((file) => !files.includes(file));
  await Promise.all(stale.map((file) => rm(join(target, file), { force: true })));
  await rm(built, { recursive: true, force: true });
}

async function filesOf(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1));
}
