import { createHash } from "node:crypto";

/**
 * A token from 32 random bytes: `mr_`, the bytes in base64url, and six characters of checksum.
 * The prefix lets scanners find leaked ones, the checksum lets us refuse most junk without a look at the store.
 */
export function makeToken(random: Uint8Array): string {
  if (random.length !== 32) throw new RangeError(`A token needs 32 random bytes, not ${random.length}.`);
  const secret = Buffer.from(random).toString("base64url");
  return `${PREFIX}${secret}${checksum(secret)}`;
}

/** Whether a text has the shape and the checksum of a token. */
export function isToken(text: string): boolean {
  const secret = text.slice(PREFIX.length, -CHECKSUM_LENGTH);
  return TOKEN.test(text) && text.endsWith(checksum(secret));
}

/** Whether a text was meant to be a token but was cut or mistyped. */
export function isDamagedToken(text: string): boolean {
  return text.startsWith(PREFIX) && !isToken(text);
}

/** What of a token is kept: its SHA-256 in hex. The token itself is nowhere in the store. */
export function tokenDigest(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

const PREFIX = "mr_";
const CHECKSUM_LENGTH = 6;
const TOKEN = /^mr_[A-Za-z0-9_-]{49}$/;

function checksum(secret: string): string {
  return createHash("sha256")
    .update(PREFIX + secret)
    .digest("base64url")
    .slice(0, CHECKSUM_LENGTH);
}
