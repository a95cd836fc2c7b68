import { ListObjectsV2Command } from "@aws-sdk/client-s3";
import type { BlobInfo } from "#core/ports/blobs.ts";
import type { Bucket } from "./blobs.ts";
import { DEFAULT_TYPE, objectKey } from "./objects.ts";

/** One page of the keys that begin with `prefix`; the cursor is the last key of the page before. */
export async function listBlobs(
  bucket: Bucket,
  prefix: string,
  cursor: string | undefined,
): Promise<{ readonly blobs: BlobInfo[]; readonly cursor?: string }> {
  const answer = await bucket.client.send(
    new ListObjectsV2Command({
      Bucket: bucket.bucket,
      Prefix: objectKey(bucket, prefix),
      ...(cursor !== undefined && { StartAfter: objectKey(bucket, cursor) }),
    }),
  );
  const blobs = (answer.Contents ?? []).map((object) => ({
    key: (object.Key ?? "").slice(objectKey(bucket, "").length),
    size: object.Size ?? 0,
    contentType: DEFAULT_TYPE,
    modifiedAt: object.LastModified?.getTime() ?? 0,
  }));
  const last = blobs.at(-1);
  return answer.IsTruncated === true && last !== undefined ? { blobs, cursor: last.key } : { blobs };
}
