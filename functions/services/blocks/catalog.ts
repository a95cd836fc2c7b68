import type { BlockDocument, BlockSchema, BlockType } from "#core/contract/blocks.ts";
import type { Store } from "#core/ports/store.ts";
import { blockOf, blockSchemaOf, blockTypeId, blockTypeOf, type StoredBlock, type StoredSchema } from "../documents/block.ts";
import { BLOCK_SCHEMAS, BLOCK_TYPES, BLOCKS, blockKey, blockSchemaKey, blockTypeKey } from "../documents/keys.ts";
import { createBudget, pages } from "../listing/scan.ts";
import { notFound } from "../refusals.ts";
import { systemTypes } from "./system-types.ts";

/** Block types and schemas, those of the server and those of users, each read once a request. */
export class Catalog {
  readonly #store: Store;
  readonly #types = new Map<string, Promise<BlockType | null>>();
  readonly #schemas = new Map<string, Promise<StoredSchema | null>>();

  constructor(store: Store) {
    this.#store = store;
  }

  /** The type of that id; null if there is none. A stored one goes before the server's own, which it describes anew. */
  type(id: string): Promise<BlockType | null> {
    return remembered(this.#types, id, async () => {
      const document = await this.#store.get(blockTypeKey(id));
      return document === null ? (systemTypes.find(({ type }) => type.id === id)?.type ?? null) : blockTypeOf(document);
    });
  }

  /** The schema of that id; null if there is none. */
  schema(id: string): Promise<StoredSchema | null> {
    return remembered(this.#schemas, id, async () => {
      const ours = systemTypes.find(({ schema }) => schema.id === id);
      if (ours !== undefined) return ours.schema;
      const document = await this.#store.get(blockSchemaKey(id));
      return document === null ? null : blockSchemaOf(document);
    });
  }

  /** @throws ProblemError `not-found` */
  async typeOfSlug(slug: string): Promise<BlockType> {
    const type = await this.type(blockTypeId(slug));
    if (type === null) throw notFound("block type", slug);
    return type;
  }

  /** All types, by name. */
  async types(): Promise<BlockType[]> {
    const stored = new Map((await this.#all(BLOCK_TYPES, blockTypeOf)).map((type) => [type.id, type]));
    for (const { type } of systemTypes) if (!stored.has(type.id)) stored.set(type.id, type);
    return [...stored.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** All schemas, newest first. */
  async schemas(): Promise<StoredSchema[]> {
    const stored = await this.#all(BLOCK_SCHEMAS, blockSchemaOf);
    return [...stored.reverse(), ...systemTypes.map(({ schema }) => schema)];
  }

  /** All blocks. */
  blocks(): Promise<StoredBlock[]> {
    return this.#all(BLOCKS, blockOf);
  }

  async schemaAnswer(schema: StoredSchema): Promise<BlockSchema> {
    return { ...schema, block_type: schema.block_type_id === null ? null : await this.type(schema.block_type_id) };
  }

  /** The block as it is answered: with its type and schema, what it refers to in place, and every secret as `********`. */
  async answer({ sealed: _, ...block }: StoredBlock, depth = 0): Promise<BlockDocument> {
    const [type, schema] = await Promise.all([this.type(block.block_type_id), this.schema(block.block_schema_id)]);
    const { data, references } = await this.#resolve(block.data, depth);
    return {
      ...block,
      data,
      block_type: type,
      block_type_name: type?.name ?? null,
      block_schema: schema === null ? null : await this.schemaAnswer(schema),
      block_document_references: references,
    };
  }

  async #resolve(data: Record<string, unknown>, depth: number) {
    const resolved: Record<string, unknown> = { ...data };
    const references: Record<string, unknown> = {};
    for (const [field, value] of Object.entries(data)) {
      const id = referenceIn(value);
      if (id === null || depth >= DEEPEST) continue;
      const document = await this.#store.get(blockKey(id));
      if (document === null) continue;
      const inner = await this.answer(blockOf(document), depth + 1);
      resolved[field] = inner.data;
      const { name, block_type, is_anonymous, block_document_references } = inner;
      references[field] = { block_document: { id, name, block_type, is_anonymous, block_document_references } };
    }
    return { data: resolved, references };
  }

  async #all<Row>(partition: string, rowOf: (document: { pk: string; body: Record<string, unknown> }) => Row): Promise<Row[]> {
    const rows: Row[] = [];
    for await (const page of pages(this.#store, { index: "list", pk: partition, limit: 500 }, createBudget("block")))
      rows.push(...page.map(rowOf));
    return rows;
  }
}

/** The id of the block that a value of data stands for, as Prefect writes it: `{"$ref": {"block_document_id": id}}` or the id itself. */
export function referenceIn(value: unknown): string | null {
  const to = (value as { $ref?: unknown } | null)?.$ref;
  const id = typeof to === "string" ? to : (to as { block_document_id?: unknown } | null | undefined)?.block_document_id;
  return typeof id === "string" ? id.toLowerCase() : null;
}

/** Blocks within blocks; a circle ends there. */
const DEEPEST = 5;

function remembered<Row>(rows: Map<string, Promise<Row>>, id: string, read: () => Promise<Row>): Promise<Row> {
  const known = rows.get(id) ?? read();
  rows.set(id, known);
  return known;
}
