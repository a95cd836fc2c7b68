import type { Storage, StorageConfig } from "#core/contract/storages.ts";
import type { JsonObject } from "#core/ports/store.ts";
import { storageSchemas } from "../blocks/system-types.ts";
import type { StoredBlock } from "../documents/block.ts";

/** Whether a block is a storage: those of the server's own two schemas are. */
export function isStorageBlock({ block_schema_id }: Pick<StoredBlock, "block_schema_id">): boolean {
  return Object.values(storageSchemas).some(({ id }) => id === block_schema_id);
}

/** The data of the block that keeps a configuration. */
export function dataOf({ type: _, ...config }: StorageConfig): JsonObject {
  return config;
}

/** The configuration in a storage's block: with its secrets in clear or as `********`, as its data are. */
export function configOf({ block_schema_id }: Pick<StoredBlock, "block_schema_id">, data: JsonObject): StorageConfig {
  return { type: block_schema_id === storageSchemas.s3.id ? "s3" : "local", ...data } as StorageConfig;
}

/** Where a storage is, for people. */
export function locationOf(config: StorageConfig): string {
  if (config.type === "local") return config.path;
  const { bucket, prefix, endpoint } = config;
  const place = `s3://${bucket}${prefix === "" ? "" : `/${prefix}`}`;
  return endpoint === null ? place : `${place} at ${endpoint}`;
}

/** A storage as it is answered. */
export function storageAnswer(block: StoredBlock, defaultId: string | null): Storage {
  const config = configOf(block, block.data);
  return {
    id: block.id,
    created: block.created,
    updated: block.updated,
    name: block.name ?? block.id,
    type: config.type,
    is_default: block.id === defaultId,
    location: locationOf(config),
    config,
    reach: config.type === "local" ? "server" : "anywhere",
  };
}
