import { constants } from "node:fs";
import { type FileHandle, link, mkdir, open, realpath, rename, rm, unlink } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { checkBlobKey } from "#core/ports/blob-keys.ts";
import type { BlobInfo, Blobs, PresignOptions, PutBlobOptions } from "#core/ports/blobs.ts";
import { BlobKeyError, StoreFullError } from "#core/ports/errors.ts";
import { makeDirectory } from "../make-directory.ts";
import { decodeBlobFile, decodeBlobHead, encodeBlobFile, HEAD_BYTES } from "./blob-file.ts";
import { DRAFTS, pathOfKey } from "./blob-path.ts";
import { checkContentType } from "./content-type.ts";
import { Drafts } from "./drafts.ts";
import { hasCode } from "./file-errors.ts";
import { type PresignSettings, presign } from "./presign.ts";
import { walkKeys } from "./walk.ts";

/**
 * Opens the blobs in files under `directory`, made when first needed.
 *
 * A put is one rename, so a reader sees the old blob or the new one whole, also after `kill -9`. Nothing is forced to the disk: a power loss may
 * take back the last moments, as it may with the store; a file torn by it fails its checksum and counts as absent.
 */
export function openBlobs(directory: string, settings: PresignSettings): Blobs {
  return new FileBlobs(directory, settings);
}

class FileBlobs implements Blobs {
  readonly #directory: string;
  readonly #settings: PresignSettings;
  readonly #drafts: Drafts;
  /** Where the directory really is, once it is there. */
  #root: string | undefined;

  constructor(directory: string, settings: PresignSettings) {
    this.#directory = resolve(directory);
    this.#settings = settings;
    this.#drafts = new Drafts(join(this.#directory, DRAFTS));
  }

  async put(key: string, bytes: Uint8Array, options: PutBlobOptions = {}): Promise<boolean> {
    checkBlobKey(key);
    const contentType = checkContentType(options.contentType);
    const info = { size: bytes.length, contentType, modifiedAt: Math.floor(this.#settings.clock.now()) };
    try {
      const target = join(this.#directory, ...pathOfKey(key));
      await this.#makeDirectories(key, dirname(target));
      const draft = await this.#drafts.write(encodeBlobFile(info, bytes));
      return await publish(draft, target, options.ifAbsent === true);
    } catch (error) {
      if (!hasCode(error, "ENOSPC", "EDQUOT")) throw error;
      throw new StoreFullError(
        `The blob ${key} of ${bytes.length} bytes does not fit on the disk of ${this.#directory}. Free some space; nothing was changed.`,
        {
          cause: error,
        },
      );
    }
  }

  async get(key: string): Promise<{ readonly info: BlobInfo; readonly bytes: Uint8Array } | null> {
    return this.#open(key, async (file) => decodeBlobFile(await file.readFile(), key));
  }

  async head(key: string): Promise<BlobInfo | null> {
    return this.#open(key, async (file) => {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
      const head = decodeBlobHead(buffer.subarray(0, bytesRead), key);
      return head !== null && (await file.stat()).size === head.start + head.info.size ? head.info : null;
    });
  }

  async delete(key: string): Promise<boolean> {
    checkBlobKey(key);
    const target = join(this.#directory, ...pathOfKey(key));
    try {
      await this.#refuseLinks(key, dirname(target));
      await unlink(target);
      return true;
    } catch (error) {
      if (hasCode(error, "ENOENT")) return false;
      throw error;
    }
  }

  async list(prefix: string, cursor = ""): Promise<{ readonly blobs: BlobInfo[]; readonly cursor?: string }> {
    const keys: string[] = [];
    for await (const key of walkKeys(this.#directory, prefix, cursor)) {
      if (keys.push(key) > PAGE) break;
    }
    const page = keys.slice(0, PAGE);
    const heads = await Promise.all(page.map((key) => this.head(key)));
    const blobs = heads.filter((info) => info !== null);
    const last = page.at(-1);
    return keys.length > PAGE && last !== undefined ? { blobs, cursor: last } : { blobs };
  }

  async presignGet(key: string, options: PresignOptions = {}): Promise<string> {
    return presign("GET", key, options, this.#settings);
  }

  async presignPut(key: string, options: PresignOptions = {}): Promise<string> {
    return presign("PUT", key, options, this.#settings);
  }

  /** Reads the file of a blob; null without one. */
  async #open<Result>(key: string, read: (file: FileHandle) => Promise<Result>): Promise<Result | null> {
    checkBlobKey(key);
    const target = join(this.#directory, ...pathOfKey(key));
    try {
      await this.#refuseLinks(key, dirname(target));
      await using file = await open(target, constants.O_RDONLY | constants.O_NOFOLLOW);
      return await read(file);
    } catch (error) {
      if (hasCode(error, "ENOENT")) return null;
      if (hasCode(error, "ELOOP")) throw new BlobKeyError(key, "its file is a symbolic link");
      throw error;
    }
  }

  /** Step by step from the last one that is there, as making a whole path at once would follow links. */
  async #makeDirectories(key: string, directory: string): Promise<void> {
    try {
      await this.#refuseLinks(key, directory);
    } catch (error) {
      if (!hasCode(error, "ENOENT")) throw error;
      if (directory === this.#directory) await makeDirectory(directory);
      else await this.#makeDirectory(key, directory);
    }
  }

  async #makeDirectory(key: string, directory: string): Promise<void> {
    await this.#makeDirectories(key, dirname(directory));
    try {
      await mkdir(directory, { mode: 0o700 });
    } catch (error) {
      if (!hasCode(error, "EEXIST")) throw error;
      // Made by another put meanwhile, or a link that leads nowhere.
      await this.#refuseLinks(key, directory);
    }
  }

  /** A symbolic link that somebody put among the directories must not lead a read or a write out of them. */
  async #refuseLinks(key: string, directory: string): Promise<void> {
    this.#root ??= await realpath(this.#directory);
    if ((await realpath(directory)) !== this.#root + directory.slice(this.#directory.length)) {
      throw new BlobKeyError(key, "one of its directories is a symbolic link");
    }
  }
}

const PAGE = 1000;

/** Gives a finished draft its name, in one step. False if the name must be free and is not. */
async function publish(draft: string, target: string, ifAbsent: boolean): Promise<boolean> {
  if (!ifAbsent) {
    await rename(draft, target);
    return true;
  }
  try {
    await link(draft, target);
    return true;
  } catch (error) {
    if (hasCode(error, "EEXIST")) return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}
