import type { StorageConfig } from "#core/contract/storages.ts";
import type { Secrets } from "#core/ports/secrets.ts";
import { openData } from "../blocks/seal-block.ts";
import type { StoredBlock } from "../documents/block.ts";
import { configOf, isStorageBlock } from "./config.ts";

/** The configuration a storage's block keeps, its secrets in clear; null for a block of another type. */
export async function configuredStorage(secrets: Secrets, block: StoredBlock): Promise<StorageConfig | null> {
  return isStorageBlock(block) ? configOf(block, await openData(secrets, block)) : null;
}
