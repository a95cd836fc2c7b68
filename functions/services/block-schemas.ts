import { formatTimestamp } from "#core/contract/scalars.ts";
import { blockChecksum } from "#core/rules/block-checksum.ts";
import { matchesBlockSchema } from "#core/rules/block-filters.ts";
import { Catalog } from "./blocks/catalog.ts";
import { systemTypes } from "./blocks/system-types.ts";
import type { Services } from "./deps.ts";
import { blockSchemaDocument, blockSchemaId } from "./documents/block.ts";
import { blockSchemaKey } from "./documents/keys.ts";
import type { Parts } from "./parts.ts";
import { inUse, notFound, partOfServer } from "./refusals.ts";
import { Reply } from "./reply.ts";

type BlockSchemaServices = Pick<
  Services,
  | "createBlockSchema"
  | "readBlockSchema"
  | "readBlockSchemaByChecksum"
  | "deleteBlockSchema"
  | "filterBlockSchemas"
  | "listBlockCapabilities"
>;

/** Schemas: what the blocks of a type hold. */
export function blockSchemaServices({ store, clock }: Parts): BlockSchemaServices {
  return {
    async createBlockSchema({ body }) {
      const catalog = new Catalog(store);
      if ((await catalog.type(body.block_type_id)) === null) throw notFound("block type", body.block_type_id);
      const checksum = blockChecksum(body.fields);
      const id = blockSchemaId(body.block_type_id, checksum, body.version);
      const there = await catalog.schema(id);
      if (there !== null) return new Reply(200, await catalog.schemaAnswer(there));
      const now = formatTimestamp(clock.now());
      const schema = { id, created: now, updated: now, checksum, ...body };
      const written = await store.put(blockSchemaDocument(schema), "absent");
      const answer = await catalog.schemaAnswer(schema);
      return written.ok ? answer : new Reply(200, answer);
    },
    async readBlockSchema({ params }) {
      const catalog = new Catalog(store);
      const schema = await catalog.schema(params.id);
      if (schema === null) throw notFound("block schema", params.id);
      return catalog.schemaAnswer(schema);
    },
    async readBlockSchemaByChecksum({ params, query }) {
      const catalog = new Catalog(store);
      const found = (await catalog.schemas()).find(
        ({ checksum, version }) => checksum === params.checksum && (query.version === undefined || query.version === version),
      );
      if (found === undefined) throw notFound("block schema", params.checksum);
      return catalog.schemaAnswer(found);
    },
    async deleteBlockSchema({ params }) {
      if (systemTypes.some(({ schema }) => schema.id === params.id)) throw partOfServer("block schema");
      const catalog = new Catalog(store);
      if ((await catalog.schema(params.id)) === null) throw notFound("block schema", params.id);
      const user = (await catalog.blocks()).find(({ block_schema_id }) => block_schema_id === params.id);
      if (user !== undefined) throw inUse("block schema", `the block ${JSON.stringify(user.name ?? user.id)}`);
      await store.delete(blockSchemaKey(params.id));
      return undefined;
    },
    async filterBlockSchemas({ body }) {
      const { block_schemas, limit = 200, offset = 0 } = body ?? {};
      const catalog = new Catalog(store);
      const found = (await catalog.schemas()).filter((schema) => matchesBlockSchema(block_schemas, schema));
      return Promise.all(found.slice(offset, offset + limit).map((schema) => catalog.schemaAnswer(schema)));
    },
    async listBlockCapabilities() {
      const schemas = await new Catalog(store).schemas();
      return [...new Set(schemas.flatMap(({ capabilities }) => capabilities))].sort();
    },
  };
}
