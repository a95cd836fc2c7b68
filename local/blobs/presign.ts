import { createHmac, timingSafeEqual } from "node:crypto";
import { checkBlobKey } from "#core/ports/blob-keys.ts";
import type { PresignOptions } from "#core/ports/blobs.ts";
import type { Clock } from "#core/ports/clock.ts";
import { checkContentType } from "./content-type.ts";

export interface PresignSettings {
  readonly clock: Clock;
  /** Where the server that answers the links is reached, without a slash at the end; asked at each link, as the port may be known late. */
  readonly baseUrl: () => string;
  /** Signs the links. */
  readonly secret: string;
}

export type PresignedMethod = "GET" | "PUT";

/** A link to one blob for one method, which {@link verifyPresigned} accepts until it expires. */
export function presign(method: PresignedMethod, key: string, options: PresignOptions, settings: PresignSettings): string {
  checkBlobKey(key);
  const { expiresIn = 900 } = options;
  if (!(expiresIn >= 1 && expiresIn <= 604_800)) throw new RangeError(`expiresIn is ${expiresIn} seconds; 1 to 604800 is possible.`);
  const contentType = options.contentType === undefined ? "" : checkContentType(options.contentType);
  const expires = Math.ceil(settings.clock.now() / 1000 + expiresIn);
  const query = new URLSearchParams({
    expires: String(expires),
    ...(contentType !== "" && { type: contentType }),
    signature: sign(settings.secret, method, key, expires, contentType),
  });
  return `${options.baseUrl ?? settings.baseUrl()}${PRESIGNED_PATH}${key}?${query}`;
}

/** What follows the base URL in every link, before the key. */
export const PRESIGNED_PATH = "/blobs/";

/** What a request allows, or why it is refused. */
export type PresignedVerdict =
  | { readonly ok: true; readonly method: PresignedMethod; readonly key: string; readonly contentType?: string }
  | { readonly ok: false; readonly reason: string };

/**
 * Judges a request that came without credentials. The signature binds method, key, expiry and content type;
 * a PUT whose link names a content type must send that one.
 */
export function verifyPresigned(
  request: { readonly method: string; readonly url: string; readonly contentType?: string },
  settings: Pick<PresignSettings, "clock" | "secret">,
): PresignedVerdict {
  const link = parseLink(request.url);
  if (link === null) return refused("it is no complete link to a blob");
  const { key, expires, contentType, signature } = link;
  const { method } = request;
  if (method !== "GET" && method !== "PUT") return refused(`a link serves GET or PUT, not ${method}`);
  if (!equal(signature, sign(settings.secret, method, key, expires, contentType))) return refused("its signature does not fit the request");
  if (settings.clock.now() >= expires * 1000) return refused(`it expired at ${new Date(expires * 1000).toISOString()}`);
  if (method === "PUT" && contentType !== "" && request.contentType !== contentType) {
    return refused(`it is for content of type ${contentType}, not ${request.contentType ?? "none"}`);
  }
  return { ok: true, method, key, ...(contentType !== "" && { contentType }) };
}

function sign(secret: string, method: PresignedMethod, key: string, expires: number, contentType: string): string {
  return createHmac("sha256", secret)
    .update(JSON.stringify([method, key, expires, contentType]))
    .digest("base64url");
}

function parseLink(text: string): { key: string; expires: number; contentType: string; signature: string } | null {
  try {
    const url = new URL(text, "http://localhost");
    const at = url.pathname.indexOf(PRESIGNED_PATH);
    if (at === -1) return null;
    const key = decodeURIComponent(url.pathname.slice(at + PRESIGNED_PATH.length));
    checkBlobKey(key);
    const expires = Number(url.searchParams.get("expires"));
    const signature = url.searchParams.get("signature");
    if (!Number.isSafeInteger(expires) || expires <= 0 || signature === null) return null;
    return { key, expires, contentType: url.searchParams.get("type") ?? "", signature };
  } catch {
    return null;
  }
}

function equal(given: string, expected: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(expected)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function refused(why: string): PresignedVerdict {
  return { ok: false, reason: `This link is refused: ${why}. Ask for a new one.` };
}
