import type { BlockDocument, BlockSchema, BlockType } from "#core/contract/blocks.ts";
import type { JsonObject, NewDocument } from "#core/ports/store.ts";
import { deriveId } from "#core/rules/ids.ts";
import { tooLarge } from "../refusals.ts";
import { compact, restore } from "./compact.ts";
import { byteLength, DOCUMENT_BYTES } from "./fit.ts";
import { BLOCK_SCHEMAS, BLOCK_TYPES, BLOCKS, blockKey, blockSchemaKey, blockTypeKey } from "./keys.ts";

/** A block as stored: secrets stand as `********` in its data and sealed beside it. */
export type StoredBlock = Pick<
  BlockDocument,
  "id" | "created" | "updated" | "name" | "data" | "block_schema_id" | "block_type_id" | "is_anonymous"
> & {
  /** Sealed JSON text of a secret value, by its path. */
  readonly sealed: Readonly<Record<string, string>>;
};

/** A schema as stored. */
export type StoredSchema = Omit<BlockSchema, "block_type">;

/** The same slug is the same block type. */
export const blockTypeId = (slug: string): string => deriveId("block type", slug);
/** The same fields in the same version are the same schema of a type. */
export const blockSchemaId = (typeId: string, checksum: string, version: string): string =>
  deriveId("block schema", typeId, checksum, version);
/** The same name is the same block of a type. */
export const blockId = (typeId: string, name: string): string => deriveId("block", typeId, name);

export function blockTypeDocument({ id, ...rest }: BlockType): NewDocument {
  return fitting("The block type", {
    ...blockTypeKey(id),
    body: compact(rest, ABOUT),
    indexes: { list: { pk: BLOCK_TYPES, sk: `${rest.name}#${id}` } },
  });
}

export function blockTypeOf(document: { readonly pk: string; readonly body: JsonObject }): BlockType {
  return { ...restore(document.body, ABOUT), id: document.pk.slice(10) } as BlockType;
}

export function blockSchemaDocument({ id, ...rest }: StoredSchema): NewDocument {
  return fitting("The block schema", {
    ...blockSchemaKey(id),
    body: rest,
    indexes: { list: { pk: BLOCK_SCHEMAS, sk: `${rest.created}#${id}` } },
  });
}

export function blockSchemaOf(document: { readonly pk: string; readonly body: JsonObject }): StoredSchema {
  return { ...document.body, id: document.pk.slice(12) } as StoredSchema;
}

export function blockDocument({ id, ...rest }: StoredBlock): NewDocument {
  return fitting("The block", {
    ...blockKey(id),
    body: compact(rest, PLAIN),
    indexes: { list: { pk: BLOCKS, sk: `${rest.name ?? "~"}#${id}` } },
  });
}

export function blockOf(document: { readonly pk: string; readonly body: JsonObject }): StoredBlock {
  return { ...restore(document.body, PLAIN), id: document.pk.slice(6) } as StoredBlock;
}

const ABOUT: JsonObject = { logo_url: null, documentation_url: null, description: null, code_example: null, is_protected: false };
const PLAIN: JsonObject = { name: null, data: {}, sealed: {}, is_anonymous: false };

function fitting(what: string, document: NewDocument): NewDocument {
  const size = byteLength(document.body);
  if (size > DOCUMENT_BYTES) throw tooLarge(what, size, DOCUMENT_BYTES, "Keep large values in a storage, and refer to them.");
  return document;
}
