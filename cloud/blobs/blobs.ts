import type { S3Client } from "@aws-sdk/client-s3";
import { checkBlobKey } from "#core/ports/blob-keys.ts";
import type { Blobs } from "#core/ports/blobs.ts";
import { listBlobs } from "./list.ts";
import { deleteBlob, getBlob, headBlob, putBlob } from "./objects.ts";
import { presignGet, presignPut } from "./presign.ts";

export interface BlobsOptions {
  readonly client: S3Client;
  readonly bucket: string;
  /** Folder in the bucket that all keys lie in, without slashes at its ends; default none. */
  readonly prefix?: string;
}

/** A bucket as the parts of the adapter use it. */
export type Bucket = BlobsOptions;

/** The blobs on one S3 bucket. Its conditional puts need no versioning. The client stays the caller's. */
export function openBlobs(bucket: BlobsOptions): Blobs {
  const checked =
    <Rest extends unknown[], Result>(work: (bucket: Bucket, key: string, ...rest: Rest) => Promise<Result>) =>
    async (key: string, ...rest: Rest) => {
      checkBlobKey(key);
      return work(bucket, key, ...rest);
    };
  return {
    put: checked(putBlob),
    get: checked(getBlob),
    head: checked(headBlob),
    delete: checked(deleteBlob),
    list: async (prefix, cursor) => listBlobs(bucket, prefix, cursor),
    presignGet: checked(presignGet),
    presignPut: checked(presignPut),
  };
}
