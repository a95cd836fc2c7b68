import type { IndexName } from "#core/ports/store.ts";

/** Names of the attributes of an item; short, since every byte of them is paid for in every item. */
export const attributes = { pk: "pk", sk: "sk", version: "v", body: "b", rank: "r", expiresAt: "x" } as const;

/**
 * The key attributes of each secondary index. `list` projects whole items, the others keys only.
 * The table's construct (infra/constructs/table.construct.ts) says the same; a test holds them together.
 */
export const indexKeys: Record<IndexName, { readonly pk: string; readonly sk: string; readonly whole: boolean }> = {
  list: { pk: "lp", sk: "ls", whole: true },
  flow: { pk: "fp", sk: "fs", whole: false },
  deployment: { pk: "dp", sk: "ds", whole: false },
  holder: { pk: "hp", sk: "hs", whole: false },
  parent: { pk: "cp", sk: "cs", whole: false },
};

/** Every index name, in a fixed order. */
export const indexNames = Object.keys(indexKeys) as IndexName[];
