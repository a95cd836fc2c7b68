import { randomUUID } from "node:crypto";
import { mkdir, open, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { hasCode } from "./file-errors.ts";

/** Files in the making, of this process and others. */
export class Drafts {
  readonly #directory: string;
  #swept = false;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Writes a new file for its owner alone. @returns its path. */
  async write(parts: readonly Uint8Array[]): Promise<string> {
    const path = join(this.#directory, randomUUID());
    await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    try {
      await using file = await open(path, "wx", 0o600);
      for (const part of parts) await file.writeFile(part);
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    }
    if (!this.#swept) await this.#sweep(path);
    return path;
  }

  /** Removes, once per process, what crashed processes left. The file system's own time is the measure, as ours may be virtual. */
  async #sweep(newest: string): Promise<void> {
    this.#swept = true;
    const now = (await stat(newest)).mtimeMs;
    for (const name of await readdir(this.#directory)) {
      const path = join(this.#directory, name);
      try {
        if ((await stat(path)).mtimeMs < now - ABANDONED_MS) await rm(path, { force: true });
      } catch (error) {
        if (!hasCode(error, "ENOENT")) throw error;
      }
    }
  }
}

const ABANDONED_MS = 3_600_000;
