import type { StorageConfig } from "#core/contract/storages.ts";
import { checkBlobKey } from "#core/ports/blob-keys.ts";
import type { Blobs } from "#core/ports/blobs.ts";
import { openBlobs } from "./blobs.ts";
import { s3Client } from "./s3-client.ts";
import { explainS3 } from "./storage-error.ts";

/** Opens a storage on S3 or a store that speaks its protocol. A person may be waiting, so it gives up sooner than the server's own bucket. */
export function openS3Storage(config: Extract<StorageConfig, { type: "s3" }>): Blobs {
  const { bucket, prefix, endpoint, region, access_key_id, secret_access_key, path_style } = config;
  const client = s3Client({
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 3000, requestTimeout: 20_000, throwOnRequestTimeout: true },
    forcePathStyle: path_style ?? endpoint !== null,
    ...(endpoint !== null && { endpoint }),
    ...(region !== null ? { region } : endpoint !== null && { region: "us-east-1" }),
    ...(access_key_id !== null &&
      secret_access_key !== null && { credentials: { accessKeyId: access_key_id, secretAccessKey: secret_access_key } }),
  });
  const blobs = openBlobs({ client, bucket, prefix });
  const explained = async <Result>(key: string | null, work: () => Promise<Result>): Promise<Result> => {
    if (key !== null) checkBlobKey(key);
    try {
      return await work();
    } catch (error) {
      throw explainS3(error, config);
    }
  };
  return {
    put: (key, bytes, options) => explained(key, () => blobs.put(key, bytes, options)),
    get: (key) => explained(key, () => blobs.get(key)),
    head: (key) => explained(key, () => blobs.head(key)),
    delete: (key) => explained(key, () => blobs.delete(key)),
    list: (prefix, cursor) => explained(null, () => blobs.list(prefix, cursor)),
    presignGet: (key, options) => explained(key, () => blobs.presignGet(key, options)),
    presignPut: (key, options) => explained(key, () => blobs.presignPut(key, options)),
  };
}
