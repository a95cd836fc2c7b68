import { BlobKeyError } from "./errors.ts";

/** @throws BlobKeyError for a key outside of what every adapter can hold; see {@link Blobs}. */
export function checkBlobKey(key: string): void {
  if (key.length === 0 || key.length > 900) throw new BlobKeyError(key, `it has ${key.length} characters`);
  const foreign = /[^a-zA-Z0-9.\-/=]/u.exec(key);
  if (foreign !== null) throw new BlobKeyError(key, `it has the character ${JSON.stringify(foreign[0])}`);
  const segment = key.split("/").find((part) => part === "" || part === "." || part === "..");
  if (segment !== undefined) throw new BlobKeyError(key, `it has the segment ${JSON.stringify(segment)}`);
}
