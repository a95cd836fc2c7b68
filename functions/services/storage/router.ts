import { ProblemError } from "#core/contract/problem.ts";
import type { BlobInfo, Blobs } from "#core/ports/blobs.ts";
import { followsDefault, parseStorageKey, storageKey } from "#core/rules/storage-keys.ts";
import type { ServiceDeps } from "../deps.ts";
import { blockOf } from "../documents/block.ts";
import { blockKey, DEFAULT_STORAGE } from "../documents/keys.ts";

/** Every blob by its key, wherever it lies. */
export interface StorageRouter {
  /** Keys `storage=<id>/…` lead to that storage, all others to the server's own blobs. A storage that is gone reads as empty. */
  readonly blobs: Blobs;
  /** The key under which a new blob is to be written: that of a result or bundle lies in the default storage, if there is one. */
  place(key: string): Promise<string>;
  /** False for a key whose storage is not set up here any more. */
  isReachable(key: string): Promise<boolean>;
  /** Deletes a blob, wherever it lies. False if it was not there, or its storage is gone. */
  deleteBlob(key: string): Promise<boolean>;
}

/** The router over the server's own blobs and the storages that people set up. */
export function createStorageRouter(deps: Pick<ServiceDeps, "store" | "blobs" | "secrets" | "openStorage">): StorageRouter {
  const storages = new OpenStorages(deps);
  const { blobs: own } = deps;
  const at = async (full: string): Promise<{ blobs: Blobs | null; key: string; ofServer: boolean }> => {
    const { storageId, key } = parseStorageKey(full);
    if (storageId === null) return { blobs: own, key, ofServer: true };
    const found = await storages.open(storageId);
    return { blobs: found?.blobs ?? null, key, ofServer: found?.throughServer === true };
  };
  const named = (full: string, info: BlobInfo): BlobInfo => ({ ...info, key: full });
  const blobs: Blobs = {
    async put(full, bytes, options) {
      const { blobs, key } = await at(full);
      if (blobs === null) throw storageGone(full);
      return blobs.put(key, bytes, options);
    },
    async get(full) {
      const { blobs, key } = await at(full);
      const blob = (await blobs?.get(key)) ?? null;
      return blob === null ? null : { ...blob, info: named(full, blob.info) };
    },
    async head(full) {
      const { blobs, key } = await at(full);
      const info = (await blobs?.head(key)) ?? null;
      return info === null ? null : named(full, info);
    },
    async delete(full) {
      const { blobs, key } = await at(full);
      return (await blobs?.delete(key)) ?? false;
    },
    async list(prefix, cursor) {
      const { blobs, key } = await at(prefix);
      if (blobs === null) return { blobs: [] };
      const start = prefix.slice(0, prefix.length - key.length);
      const page = await blobs.list(key, cursor?.slice(start.length));
      const found = page.blobs.map((info) => named(start + info.key, info));
      return page.cursor === undefined ? { blobs: found } : { blobs: found, cursor: start + page.cursor };
    },
    // the bytes of a directory pass through the server: its own link, whose key leads here again
    async presignGet(full, options) {
      const { blobs, key, ofServer } = await at(full);
      // a link to what is not there, as to any blob that is gone: whoever follows it is told 404
      return blobs === null || ofServer ? own.presignGet(full, options) : blobs.presignGet(key, options);
    },
    async presignPut(full, options) {
      const { blobs, key, ofServer } = await at(full);
      if (blobs === null) throw storageGone(full);
      return ofServer ? own.presignPut(full, options) : blobs.presignPut(key, options);
    },
  };
  return {
    blobs,
    async place(key) {
      if (!followsDefault(key)) return key;
      const id = (await deps.store.get<{ id: string | null }>(DEFAULT_STORAGE))?.body.id ?? null;
      return id !== null && (await storages.open(id)) !== null ? storageKey(id, key) : key;
    },
    isReachable: async (key) => (await at(key)).blobs !== null,
    deleteBlob: (key) => blobs.delete(key),
  };
}

interface OpenedStorage {
  readonly version: number;
  readonly blobs: Blobs;
  readonly throughServer: boolean;
}

/** Storages in use, opened anew when their configuration changes. */
class OpenStorages {
  readonly #deps: Pick<ServiceDeps, "store" | "secrets" | "openStorage">;
  readonly #opened = new Map<string, OpenedStorage>();

  constructor(deps: Pick<ServiceDeps, "store" | "secrets" | "openStorage">) {
    this.#deps = deps;
  }

  async open(id: string): Promise<OpenedStorage | null> {
    const { store, secrets, openStorage } = this.#deps;
    const document = await store.get(blockKey(id));
    const known = this.#opened.get(id);
    if (document === null || known?.version === document.version) return document === null ? null : known!;
    // loaded by those who have storages of their own
    const { configuredStorage } = await import("./configured.ts");
    const config = await configuredStorage(secrets, blockOf(document));
    if (config === null) return null;
    const opened = { version: document.version, blobs: await openStorage(config), throughServer: config.type === "local" };
    this.#opened.set(id, opened);
    return opened;
  }
}

/** 404: the blob went with its storage. */
export function storageGone(key: string): ProblemError {
  return new ProblemError("not-found", {
    what: "The storage of this blob is not set up here any more.",
    got: key.slice(0, 200),
    do: "Create the storage again under its old name; what it holds is still there.",
  });
}
