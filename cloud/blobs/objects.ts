import { DeleteObjectCommand, GetObjectCommand, HeadObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import type { BlobInfo, PutBlobOptions } from "#core/ports/blobs.ts";
import type { Bucket } from "./blobs.ts";

/** Puts an object; with `ifAbsent`, false if the key is taken. */
export async function putBlob(bucket: Bucket, key: string, bytes: Uint8Array, options: PutBlobOptions = {}): Promise<boolean> {
  const command = new PutObjectCommand({
    Bucket: bucket.bucket,
    Key: objectKey(bucket, key),
    Body: bytes,
    ContentType: options.contentType ?? DEFAULT_TYPE,
    ...(options.ifAbsent && { IfNoneMatch: "*" }),
  });
  for (let attempt = 1; ; attempt++) {
    try {
      await bucket.client.send(command);
      return true;
    } catch (error) {
      if (hasStatus(error, 412)) return false;
      // 409: somebody else is putting the same key right now; S3 asks to try again and see who was first.
      if (!(options.ifAbsent && hasStatus(error, 409) && attempt < CONFLICTS_BORNE)) throw error;
    }
  }
}

/** The object with its bytes, or null. */
export async function getBlob(bucket: Bucket, key: string): Promise<{ readonly info: BlobInfo; readonly bytes: Uint8Array } | null> {
  try {
    const answer = await bucket.client.send(new GetObjectCommand({ Bucket: bucket.bucket, Key: objectKey(bucket, key) }));
    const bytes = (await answer.Body?.transformToByteArray()) ?? new Uint8Array();
    return { info: toInfo(key, answer), bytes };
  } catch (error) {
    if (hasStatus(error, 404)) return null;
    throw error;
  }
}

/** What is known of the object, or null. */
export async function headBlob(bucket: Bucket, key: string): Promise<BlobInfo | null> {
  try {
    return toInfo(key, await bucket.client.send(new HeadObjectCommand({ Bucket: bucket.bucket, Key: objectKey(bucket, key) })));
  } catch (error) {
    if (hasStatus(error, 404)) return null;
    throw error;
  }
}

/** Deletes the object. S3 does not tell whether there was one, so the answer is always true. */
export async function deleteBlob(bucket: Bucket, key: string): Promise<boolean> {
  await bucket.client.send(new DeleteObjectCommand({ Bucket: bucket.bucket, Key: objectKey(bucket, key) }));
  return true;
}

/** The object that holds a blob. */
export function objectKey({ prefix = "" }: Bucket, key: string): string {
  return prefix === "" ? key : `${prefix}/${key}`;
}

/** What S3 answers as the content type of an object put without one. */
export const DEFAULT_TYPE = "application/octet-stream";
const CONFLICTS_BORNE = 5;

function toInfo(
  key: string,
  answer: { ContentLength?: number | undefined; ContentType?: string | undefined; LastModified?: Date | undefined },
): BlobInfo {
  return {
    key,
    size: answer.ContentLength ?? 0,
    contentType: answer.ContentType ?? DEFAULT_TYPE,
    modifiedAt: answer.LastModified?.getTime() ?? 0,
  };
}

function hasStatus(error: unknown, status: number): boolean {
  return (error as { $metadata?: { httpStatusCode?: number } } | null)?.$metadata?.httpStatusCode === status;
}
