import { formatTimestamp } from "#core/contract/scalars.ts";
import { matchesBlockSchema, matchesBlockType } from "#core/rules/block-filters.ts";
import { Catalog } from "./blocks/catalog.ts";
import { systemTypes } from "./blocks/system-types.ts";
import { change } from "./change.ts";
import type { Services } from "./deps.ts";
import { blockTypeDocument, blockTypeId } from "./documents/block.ts";
import { blockKey, blockSchemaKey, blockTypeKey } from "./documents/keys.ts";
import type { Parts } from "./parts.ts";
import { notFound, partOfServer, taken } from "./refusals.ts";

type BlockTypeServices = Pick<
  Services,
  | "createBlockType"
  | "readBlockType"
  | "readBlockTypeBySlug"
  | "updateBlockType"
  | "deleteBlockType"
  | "filterBlockTypes"
  | "installBlockTypes"
>;

/** Block types: those of the server, and those that users register. */
export function blockTypeServices({ store, clock }: Parts): BlockTypeServices {
  return {
    async createBlockType({ body }) {
      const id = blockTypeId(body.slug);
      if ((await new Catalog(store).type(id)) !== null) throw taken("block type", "slug", body.slug);
      const now = formatTimestamp(clock.now());
      const type = { id, created: now, updated: now, ...body, is_protected: false };
      const written = await store.put(blockTypeDocument(type), "absent");
      if (!written.ok) throw taken("block type", "slug", body.slug);
      return type;
    },
    async readBlockType({ params }) {
      const type = await new Catalog(store).type(params.id);
      if (type === null) throw notFound("block type", params.id);
      return type;
    },
    readBlockTypeBySlug: ({ params }) => new Catalog(store).typeOfSlug(params.slug),
    async updateBlockType({ params, body }) {
      const given = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
      await change(store, blockTypeKey(params.id), "block type", async () => {
        const type = await new Catalog(store).type(params.id);
        if (type === null) throw notFound("block type", params.id);
        return { document: blockTypeDocument({ ...type, ...given, updated: formatTimestamp(clock.now()) }), result: undefined };
      });
      return undefined;
    },
    async deleteBlockType({ params }) {
      if (systemTypes.some(({ type }) => type.id === params.id)) throw partOfServer("block type");
      const catalog = new Catalog(store);
      if ((await catalog.type(params.id)) === null) throw notFound("block type", params.id);
      const [blocks, schemas] = await Promise.all([catalog.blocks(), catalog.schemas()]);
      const own = <Row extends { block_type_id: string | null }>(rows: Row[]) => rows.filter((row) => row.block_type_id === params.id);
      await store.deleteMany([...own(blocks).map(({ id }) => blockKey(id)), ...own(schemas).map(({ id }) => blockSchemaKey(id))]);
      await store.delete(blockTypeKey(params.id));
      return undefined;
    },
    async filterBlockTypes({ body }) {
      const { block_types, block_schemas, limit = 200, offset = 0 } = body ?? {};
      const catalog = new Catalog(store);
      const schemas = block_schemas === undefined ? [] : await catalog.schemas();
      const having = new Set(schemas.filter((schema) => matchesBlockSchema(block_schemas, schema)).map((schema) => schema.block_type_id));
      return (await catalog.types())
        .filter((type) => matchesBlockType(block_types, type) && (block_schemas === undefined || having.has(type.id)))
        .slice(offset, offset + limit);
    },
    installBlockTypes: async () => null,
  };
}
