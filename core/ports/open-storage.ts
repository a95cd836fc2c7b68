import type { StorageConfig } from "../contract/storages.ts";
import type { Blobs } from "./blobs.ts";

/**
 * Opens a storage that people set up, by its configuration with secrets in clear. Nothing is asked of it yet.
 *
 * Its calls throw StorageError where the storage is at fault.
 *
 * @throws StorageError `storage-directory` for a kind of storage that is not possible where this server runs.
 */
export type OpenStorage = (config: StorageConfig) => Promise<Blobs>;
