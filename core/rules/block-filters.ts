import type {
  BlockDocument,
  BlockDocumentFilter,
  BlockDocumentSort,
  BlockSchema,
  BlockSchemaFilter,
  BlockType,
  BlockTypeFilter,
} from "#core/contract/blocks.ts";
import type { Variable, VariableFilter, VariableSort } from "#core/contract/variables.ts";
import { anyOf, type Condition, isNull, join, joinNested, like } from "./conditions.ts";

/** Does the block type meet the filter? */
export function matchesBlockType(filter: BlockTypeFilter | undefined, row: Pick<BlockType, "name" | "slug">): boolean {
  return filter === undefined || join("and_", [like(filter.name?.like_, row.name), anyOf(filter.slug?.any_, row.slug)]);
}

/** Does the schema meet the filter? */
export function matchesBlockSchema(
  filter: BlockSchemaFilter | undefined,
  row: Pick<BlockSchema, "id" | "block_type_id" | "capabilities" | "version">,
): boolean {
  if (filter === undefined) return true;
  return join(filter.operator, [
    anyOf(filter.id?.any_, row.id),
    anyOf(filter.block_type_id?.any_, row.block_type_id),
    allOf(filter.block_capabilities?.all_, row.capabilities),
    anyOf(filter.version?.any_, row.version),
  ]);
}

/** Does the block meet the filter? Without one, only blocks with a name do. */
export function matchesBlock(
  filter: BlockDocumentFilter | undefined,
  row: Pick<BlockDocument, "id" | "name" | "block_type_id" | "is_anonymous">,
): boolean {
  if (filter === undefined) return !row.is_anonymous;
  const wanted = filter.is_anonymous.eq_;
  return join(filter.operator, [
    anyOf(filter.id?.any_, row.id),
    wanted === undefined ? undefined : row.is_anonymous === wanted,
    anyOf(filter.block_type_id?.any_, row.block_type_id),
    named(filter.name, row.name),
  ]);
}

/** The order a list of blocks is asked in. */
export function compareBlocks(sort: BlockDocumentSort): (a: BlockDocument, b: BlockDocument) => number {
  const byName = (a: BlockDocument, b: BlockDocument) => order(a.name ?? "", b.name ?? "") || order(a.id, b.id);
  if (sort === "NAME_ASC") return byName;
  if (sort === "NAME_DESC") return (a, b) => byName(b, a);
  return (a, b) => order(a.block_type_name ?? "", b.block_type_name ?? "") || byName(a, b);
}

/** Does the variable meet the filter? */
export function matchesVariable(filter: VariableFilter | undefined, row: Pick<Variable, "id" | "name" | "tags">): boolean {
  if (filter === undefined) return true;
  const { tags } = filter;
  return join(filter.operator, [
    anyOf(filter.id?.any_, row.id),
    named(filter.name, row.name),
    tags === undefined
      ? undefined
      : joinNested(tags.operator, [allOf(tags.all_, row.tags), isNull(tags.is_null_, row.tags.length === 0 ? null : row.tags)]),
  ]);
}

/** The order a list of variables is asked in. */
export function compareVariables(sort: VariableSort): (a: Variable, b: Variable) => number {
  switch (sort) {
    case "NAME_ASC":
      return (a, b) => order(a.name, b.name);
    case "NAME_DESC":
      return (a, b) => order(b.name, a.name);
    case "CREATED_DESC":
      return (a, b) => order(b.created, a.created) || order(a.id, b.id);
    case "UPDATED_DESC":
      return (a, b) => order(b.updated, a.updated) || order(a.id, b.id);
  }
}

function allOf(wanted: readonly string[] | undefined, values: readonly string[]): Condition {
  return wanted === undefined || wanted.length === 0 ? undefined : wanted.every((value) => values.includes(value));
}

function named(filter: { any_?: string[] | undefined; like_?: string | undefined } | undefined, name: string | null): Condition {
  return filter === undefined ? undefined : joinNested("and_", [anyOf(filter.any_, name), like(filter.like_, name)]);
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
