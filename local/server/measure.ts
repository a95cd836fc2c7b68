import type { Sizes } from "#core/contract/sizes.ts";
import type { Blobs } from "#core/ports/blobs.ts";
import type { SqliteStore } from "../store/sqlite-store.ts";

/** How much the server of a machine holds: its database, and the files beside it. */
export async function measure(store: Pick<SqliteStore, "sizes">, blobs: Pick<Blobs, "list">): Promise<Sizes> {
  let count = 0;
  let bytes = 0;
  let cursor: string | undefined;
  do {
    const page = await blobs.list("", cursor);
    count += page.blobs.length;
    for (const { size } of page.blobs) bytes += size;
    cursor = page.cursor;
  } while (cursor !== undefined);
  return { ...store.sizes(), blobs: count, blob_bytes: bytes };
}
