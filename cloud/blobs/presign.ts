import { GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import type { PresignOptions } from "#core/ports/blobs.ts";
import type { Bucket } from "./blobs.ts";
import { objectKey } from "./objects.ts";

// A link dies with the credentials that signed it, if that is earlier: those of a Lambda last some hours.

/** A link that reads the object; with a content type, the answer carries that one. */
export async function presignGet(place: Bucket, key: string, options: PresignOptions = {}): Promise<string> {
  const command = new GetObjectCommand({
    Bucket: place.bucket,
    Key: objectKey(place, key),
    ...(options.contentType !== undefined && { ResponseContentType: options.contentType }),
  });
  return getSignedUrl(place.client, command, { expiresIn: seconds(options) });
}

/** A link that writes the object; with a content type, the PUT must send that one, without it may send any. */
export async function presignPut(place: Bucket, key: string, options: PresignOptions = {}): Promise<string> {
  const { contentType } = options;
  const command = new PutObjectCommand({
    Bucket: place.bucket,
    Key: objectKey(place, key),
    ...(contentType !== undefined && { ContentType: contentType }),
  });
  // The client names a type of its own where none is given; signed, it would bind the writer to it.
  const signableHeaders = new Set(contentType === undefined ? ["host"] : ["host", "content-type"]);
  return getSignedUrl(place.client, command, { expiresIn: seconds(options), signableHeaders });
}

function seconds({ expiresIn = 900 }: PresignOptions): number {
  if (!(expiresIn >= 1 && expiresIn <= 604_800)) throw new RangeError(`expiresIn is ${expiresIn} seconds; 1 to 604800 is possible.`);
  return Math.ceil(expiresIn);
}
