import type { BlockDocumentFilter, BlockSchemaFilter, BlockTypeFilter } from "#core/contract/blocks.ts";
import { formatTimestamp } from "#core/contract/scalars.ts";
import type { Store } from "#core/ports/store.ts";
import { compareBlocks, matchesBlock, matchesBlockSchema, matchesBlockType } from "#core/rules/block-filters.ts";
import { Catalog, referenceIn } from "./blocks/catalog.ts";
import { sealData } from "./blocks/seal-block.ts";
import { storageSchemas } from "./blocks/system-types.ts";
import { change } from "./change.ts";
import type { Services } from "./deps.ts";
import { blockDocument, blockId, blockOf, type StoredBlock, type StoredSchema } from "./documents/block.ts";
import { blockKey } from "./documents/keys.ts";
import type { Parts } from "./parts.ts";
import { foreignSchema, notFound, storageRoutesOnly, taken } from "./refusals.ts";

type BlockServices = Pick<
  Services,
  "createBlock" | "readBlock" | "updateBlock" | "deleteBlock" | "filterBlocks" | "countBlocks" | "readBlocksOfType" | "readBlockByName"
>;

/** Blocks: configuration under a name. Their secrets go in and never come out again, whatever `include_secrets` says. */
export function blockServices({ store, clock, ids, secrets }: Parts): BlockServices {
  return {
    async createBlock({ body }) {
      const catalog = new Catalog(store);
      const schema = await schemaOfType(catalog, body.block_schema_id, body.block_type_id);
      if (isStorage(body.block_schema_id)) throw storageRoutesOnly();
      await checkReferences(store, body.data);
      const id = body.is_anonymous || body.name === null ? ids.uuid() : blockId(body.block_type_id, body.name);
      const now = formatTimestamp(clock.now());
      const block: StoredBlock = { id, created: now, updated: now, ...body, ...(await sealData(secrets, id, schema.fields, body.data)) };
      const written = await store.put(blockDocument(block), "absent");
      if (!written.ok) throw taken("block", "name", body.name ?? id);
      return catalog.answer(block);
    },
    async readBlock({ params }) {
      return new Catalog(store).answer(await getBlock(store, params.id));
    },
    async updateBlock({ params, body }) {
      await change(store, blockKey(params.id), "block", async (current) => {
        if (current === null) throw notFound("block", params.id);
        const block = blockOf(current);
        const schemaId = body.block_schema_id ?? block.block_schema_id;
        if (isStorage(block.block_schema_id) || isStorage(schemaId)) throw storageRoutesOnly();
        const schema = await schemaOfType(new Catalog(store), schemaId, block.block_type_id);
        const data = body.data === undefined ? block.data : body.merge_existing_data ? { ...block.data, ...body.data } : body.data;
        await checkReferences(store, data);
        const sealed = await sealData(secrets, block.id, schema.fields, data, block);
        const next = { ...block, ...sealed, block_schema_id: schemaId, updated: formatTimestamp(clock.now()) };
        return { document: blockDocument(next), result: undefined };
      });
      return undefined;
    },
    async deleteBlock({ params }) {
      const block = await getBlock(store, params.id);
      if (isStorage(block.block_schema_id)) throw storageRoutesOnly();
      await store.delete(blockKey(params.id));
      return undefined;
    },
    async filterBlocks({ body }) {
      const { sort = "NAME_ASC", limit = 200, offset = 0 } = body ?? {};
      const catalog = new Catalog(store);
      const rows = await Promise.all((await matching(catalog, body ?? {})).map((block) => catalog.answer(block)));
      return rows.sort(compareBlocks(sort)).slice(offset, offset + limit);
    },
    countBlocks: async ({ body }) => (await matching(new Catalog(store), body ?? {})).length,
    async readBlocksOfType({ params }) {
      const catalog = new Catalog(store);
      const type = await catalog.typeOfSlug(params.slug);
      const blocks = (await catalog.blocks()).filter((block) => block.block_type_id === type.id && !block.is_anonymous);
      return (await Promise.all(blocks.map((block) => catalog.answer(block)))).sort(compareBlocks("NAME_ASC"));
    },
    async readBlockByName({ params }) {
      const catalog = new Catalog(store);
      const type = await catalog.typeOfSlug(params.slug);
      const document = await store.get(blockKey(blockId(type.id, params.block_document_name)));
      if (document === null) throw notFound("block", `${params.slug}/${params.block_document_name}`);
      return catalog.answer(blockOf(document));
    },
  };
}

/** The block of that id. @throws ProblemError `not-found` */
export async function getBlock(store: Store, id: string): Promise<StoredBlock> {
  const document = await store.get(blockKey(id));
  if (document === null) throw notFound("block", id);
  return blockOf(document);
}

function isStorage(schemaId: string): boolean {
  return Object.values(storageSchemas).some(({ id }) => id === schemaId);
}

async function schemaOfType(catalog: Catalog, id: string, typeId: string): Promise<StoredSchema> {
  const schema = await catalog.schema(id);
  if (schema === null) throw notFound("block schema", id);
  if (schema.block_type_id !== typeId) throw foreignSchema(id, typeId);
  return schema;
}

async function checkReferences(store: Store, data: Record<string, unknown>): Promise<void> {
  for (const value of Object.values(data)) {
    const id = referenceIn(value);
    if (id !== null && (await store.get(blockKey(id))) === null) throw notFound("block", id);
  }
}

async function matching(
  catalog: Catalog,
  filters: {
    readonly block_documents?: BlockDocumentFilter | undefined;
    readonly block_types?: BlockTypeFilter | undefined;
    readonly block_schemas?: BlockSchemaFilter | undefined;
  },
): Promise<StoredBlock[]> {
  const kept: StoredBlock[] = [];
  for (const block of await catalog.blocks()) {
    if (!matchesBlock(filters.block_documents, block)) continue;
    const [type, schema] = await Promise.all([catalog.type(block.block_type_id), catalog.schema(block.block_schema_id)]);
    if (filters.block_types !== undefined && (type === null || !matchesBlockType(filters.block_types, type))) continue;
    if (filters.block_schemas !== undefined && (schema === null || !matchesBlockSchema(filters.block_schemas, schema))) continue;
    kept.push(block);
  }
  return kept;
}
