import type { Secrets } from "#core/ports/secrets.ts";
import type { JsonObject, Store } from "#core/ports/store.ts";
import { blockOf } from "../documents/block.ts";
import { blockKey } from "../documents/keys.ts";
import { Catalog } from "./catalog.ts";
import { openData } from "./seal-block.ts";

/** A block with its secrets in clear, for the server's own use: its data must not be answered or logged. */
export interface OpenedBlock {
  readonly id: string;
  readonly name: string | null;
  /** Slug of its type. */
  readonly type: string;
  readonly data: JsonObject;
}

/** Opens the block of that id; null if there is none. */
export async function openBlock(
  { store, secrets }: { readonly store: Store; readonly secrets: Secrets },
  id: string,
): Promise<OpenedBlock | null> {
  const document = await store.get(blockKey(id));
  if (document === null) return null;
  const block = blockOf(document);
  const type = await new Catalog(store).type(block.block_type_id);
  return { id, name: block.name, type: type?.slug ?? "", data: await openData(secrets, block) };
}
