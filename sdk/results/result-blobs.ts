import type { Blobs, PutBlobOptions } from "#core/ports/blobs.ts";
import type { LocalApi } from "../api/local-api.ts";

/** Where results are kept. */
export interface ResultBlobs {
  readonly get: Blobs["get"];
  /** @returns the key it is found by, which may lead to another storage than the key given; false if `ifAbsent` was asked and there is one. */
  put(key: string, bytes: Uint8Array, options?: PutBlobOptions): Promise<string | false>;
}

/** The blobs of an API in this process: a new one goes to the default storage, as it does over the API. */
export function placedBlobs({ blobs, place }: Pick<LocalApi, "blobs" | "place">): ResultBlobs {
  return {
    get: (key) => blobs.get(key),
    async put(key, bytes, options) {
      const placed = await place(key);
      return (await blobs.put(placed, bytes, options)) && placed;
    },
  };
}
