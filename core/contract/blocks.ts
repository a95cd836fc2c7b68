import * as z from "zod";
import { Json, Name, optional, orDefault, orNull, Timestamp, Uuid } from "./scalars.ts";

/** Stands in every answer where a secret is kept. */
export const OBFUSCATED = "********";

/** Names of blocks and block types stand in URLs. */
export const BlockName = Name.regex(/^[^/%&><]+$/, "/ % & > < are not allowed").meta({ id: "BlockName", type: "string" });
const Slug = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "use lower-case letters, digits and single dashes")
  .max(255);
const Link = z.url({ protocol: /^https?$/ }).max(2000);

/** A kind of block, such as `s3-bucket`. */
export const BlockType = z
  .object({
    id: Uuid,
    created: Timestamp,
    updated: Timestamp,
    name: z.string(),
    slug: z.string(),
    logo_url: z.string().nullable(),
    documentation_url: z.string().nullable(),
    description: z.string().nullable(),
    code_example: z.string().nullable(),
    /** Part of the server: it can be neither changed nor deleted. */
    is_protected: z.boolean(),
  })
  .meta({ id: "BlockType" });
export type BlockType = z.output<typeof BlockType>;

const aboutType = {
  logo_url: orNull(Link),
  documentation_url: orNull(Link),
  description: orNull(z.string().max(10_000)),
  code_example: orNull(z.string().max(10_000)),
};

export const BlockTypeCreate = z.strictObject({ name: BlockName, slug: Slug, ...aboutType }).meta({ id: "BlockTypeCreate" });
export type BlockTypeCreate = z.output<typeof BlockTypeCreate>;

export const BlockTypeUpdate = z
  .strictObject({
    logo_url: optional(Link),
    documentation_url: optional(Link),
    description: optional(z.string().max(10_000)),
    code_example: optional(z.string().max(10_000)),
  })
  .meta({ id: "BlockTypeUpdate" });

/** What blocks of a type hold: a JSON Schema whose `secret_fields` names the paths kept secret. */
export const BlockSchema = z
  .object({
    id: Uuid,
    created: Timestamp,
    updated: Timestamp,
    /** `sha256:…` of the fields, as Prefect computes it. */
    checksum: z.string(),
    fields: Json,
    block_type_id: Uuid.nullable(),
    block_type: BlockType.nullable(),
    capabilities: z.array(z.string()),
    version: z.string(),
  })
  .meta({ id: "BlockSchema" });
export type BlockSchema = z.output<typeof BlockSchema>;

export const BlockSchemaCreate = z
  .strictObject({
    block_type_id: Uuid,
    fields: orDefault(Json, {}),
    capabilities: orDefault(z.array(z.string().max(100)).max(50), []),
    version: orDefault(z.string().max(100), "non-versioned"),
  })
  .meta({ id: "BlockSchemaCreate" });
export type BlockSchemaCreate = z.output<typeof BlockSchemaCreate>;

/** Configuration under a name. Secret fields are answered as `********`, to everybody. */
export const BlockDocument = z
  .object({
    id: Uuid,
    created: Timestamp,
    updated: Timestamp,
    /** Null for an anonymous block. */
    name: z.string().nullable(),
    data: Json,
    block_schema_id: Uuid,
    block_schema: BlockSchema.nullable(),
    block_type_id: Uuid,
    block_type_name: z.string().nullable(),
    block_type: BlockType.nullable(),
    /** By field: the blocks that `data` refers to. */
    block_document_references: Json,
    is_anonymous: z.boolean(),
  })
  .meta({ id: "BlockDocument" });
export type BlockDocument = z.output<typeof BlockDocument>;

export const BlockDocumentCreate = z
  .strictObject({
    name: orNull(BlockName),
    data: orDefault(Json, {}),
    block_schema_id: Uuid,
    block_type_id: Uuid,
    is_anonymous: orDefault(z.boolean(), false),
  })
  .refine((block) => block.is_anonymous || block.name !== null, "a block that is not anonymous needs a name")
  .meta({ id: "BlockDocumentCreate" });
export type BlockDocumentCreate = z.output<typeof BlockDocumentCreate>;

export const BlockDocumentUpdate = z
  .strictObject({
    block_schema_id: optional(Uuid),
    /** A secret that comes back as `********` stays as it is. */
    data: optional(Json),
    /** False replaces all data; default true keeps fields that are not named. */
    merge_existing_data: orDefault(z.boolean(), true),
  })
  .meta({ id: "BlockDocumentUpdate" });
export type BlockDocumentUpdate = z.output<typeof BlockDocumentUpdate>;

const ids = optional(z.array(Uuid).max(1000));
const texts = optional(z.array(z.string().max(1024)).max(1000));
const like = optional(z.string().max(255));
const operator = { operator: orDefault(z.enum(["and_", "or_"]), "and_") };

export const BlockTypeFilter = z
  .strictObject({ name: optional(z.strictObject({ like_: like })), slug: optional(z.strictObject({ any_: texts })) })
  .meta({ id: "BlockTypeFilter" });
export type BlockTypeFilter = z.output<typeof BlockTypeFilter>;

export const BlockSchemaFilter = z
  .strictObject({
    ...operator,
    id: optional(z.strictObject({ any_: ids })),
    block_type_id: optional(z.strictObject({ any_: ids })),
    block_capabilities: optional(z.strictObject({ all_: texts })),
    version: optional(z.strictObject({ any_: texts })),
  })
  .meta({ id: "BlockSchemaFilter" });
export type BlockSchemaFilter = z.output<typeof BlockSchemaFilter>;

export const BlockDocumentFilter = z
  .strictObject({
    ...operator,
    id: optional(z.strictObject({ any_: ids })),
    /** Default: only blocks with a name. */
    is_anonymous: orDefault(z.strictObject({ eq_: optional(z.boolean()) }), { eq_: false }),
    block_type_id: optional(z.strictObject({ any_: ids })),
    name: optional(z.strictObject({ any_: texts, like_: like })),
  })
  .meta({ id: "BlockDocumentFilter" });
export type BlockDocumentFilter = z.output<typeof BlockDocumentFilter>;

export const BlockDocumentSort = z.enum(["NAME_ASC", "NAME_DESC", "BLOCK_TYPE_AND_NAME_ASC"]);
export type BlockDocumentSort = z.output<typeof BlockDocumentSort>;
