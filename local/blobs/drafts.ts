import { randomUUID } from "node:crypto";
import { readdir, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { makeDirectory } from "../make-directory.ts";
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
    try {
      await this.#write(path, Buffer.concat(parts));
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    }
    if (!this.#swept) await this.#sweep(path);
    return path;
  }

  async #write(path: string, bytes: Uint8Array): Promise<void> {
    try {
      await writeFile(path, bytes, OWN);
    } catch (error) {
      if (!hasCode(error, "ENOENT")) throw error;
      await makeDirectory(this.#directory);
      await writeFile(path, bytes, OWN);
    }
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

const OWN = { flag: "wx", mode: 0o600 };
const ABANDONED_MS = 3_600_000;
