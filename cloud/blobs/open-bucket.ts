import type { Blobs } from "#core/ports/blobs.ts";
import { openBlobs } from "./blobs.ts";
import { s3Client } from "./s3-client.ts";

/** The blobs of a bucket, with a client of their own. */
export function openBucket(bucket: string): Blobs {
  return openBlobs({ client: s3Client(), bucket });
}
