import type { Blobs } from "#core/ports/blobs.ts";
import { type PresignSettings, verifyPresigned } from "./presign.ts";

/** A request to a presigned link, as the server received it; header names in lower case. */
export interface PresignedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: { readonly [name: string]: string | undefined };
  readonly body: Uint8Array;
}

export interface PresignedReply {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array;
}

/** Answers a request to a presigned link as the cloud's bucket would: 200, 403 for a link that is refused, 404 for a blob that is not there. */
export async function answerPresigned(
  request: PresignedRequest,
  settings: Pick<PresignSettings, "clock" | "secret"> & { readonly blobs: Blobs },
): Promise<PresignedReply> {
  const sent = request.headers["content-type"];
  const verdict = verifyPresigned({ method: request.method, url: request.url, ...(sent !== undefined && { contentType: sent }) }, settings);
  if (!verdict.ok) return plain(403, verdict.reason);
  if (verdict.method === "PUT") {
    const contentType = verdict.contentType ?? sent;
    await settings.blobs.put(verdict.key, request.body, contentType === undefined ? {} : { contentType });
    return plain(200, "");
  }
  const blob = await settings.blobs.get(verdict.key);
  if (blob === null) return plain(404, `There is no blob ${verdict.key}.`);
  return { status: 200, headers: { ...SAFE, "content-type": verdict.contentType ?? blob.info.contentType }, body: blob.bytes };
}

/** The server's origin is also that of the console: what users stored must not run there. */
const SAFE = {
  "x-content-type-options": "nosniff",
  "content-security-policy": "sandbox; default-src 'none'",
  "cache-control": "private, no-store",
};

function plain(status: number, text: string): PresignedReply {
  return { status, headers: { ...SAFE, "content-type": "text/plain; charset=utf-8" }, body: Buffer.from(text) };
}
