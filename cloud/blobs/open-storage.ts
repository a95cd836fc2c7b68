import { StorageError } from "#core/ports/errors.ts";
import type { OpenStorage } from "#core/ports/open-storage.ts";

/** Opens storages where there is no disk that lasts: S3 and what speaks its protocol. */
export const openStorage: OpenStorage = async (config) => {
  if (config.type === "s3") return (await import("./open-s3-storage.ts")).openS3Storage(config);
  throw new StorageError(
    "storage-directory",
    "In AWS there is no directory that several functions share.",
    "Use a bucket; without any storage, results go to the bucket of the stack.",
  );
};
