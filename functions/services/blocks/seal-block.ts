import { OBFUSCATED } from "#core/contract/blocks.ts";
import { ProblemError } from "#core/contract/problem.ts";
import type { Secrets } from "#core/ports/secrets.ts";
import type { JsonObject } from "#core/ports/store.ts";
import { parsePath, pathText, replaceLeaves, type SecretLeaf, secretLeaves } from "#core/rules/secret-fields.ts";
import type { StoredBlock } from "../documents/block.ts";

type Sealed = Pick<StoredBlock, "data" | "sealed">;

/**
 * A block's data with its secrets sealed beside it. A secret given as `********` is the one sealed before, also where a new schema
 * no longer calls it secret: what was secret once is never shown.
 *
 * @throws ProblemError `invalid` for a `********` that stands for nothing.
 */
export async function sealData(
  secrets: Secrets,
  id: string,
  fields: JsonObject,
  data: JsonObject,
  before: Sealed = { data: {}, sealed: {} },
): Promise<Sealed> {
  const kept = Object.keys(before.sealed).filter((path) => valueAt(data, parsePath(path)) === OBFUSCATED);
  const sealed: Record<string, string> = Object.fromEntries(kept.map((path) => [path, before.sealed[path]!]));
  const leaves = secretLeaves(fields, data).filter(({ path }) => sealed[pathText(path)] === undefined);
  const empty = leaves.find(({ value }) => value === OBFUSCATED);
  if (empty !== undefined) throw standsForNothing(empty);
  for (const { path, value } of leaves) sealed[pathText(path)] = await secrets.seal(JSON.stringify(value), purposeOf(id, pathText(path)));
  return {
    data: replaceLeaves(
      data,
      leaves.map(({ path }) => ({ path, value: OBFUSCATED })),
    ),
    sealed,
  };
}

/** A block's data with its secrets in clear, for the server's own use. Never to be answered or logged. */
export async function openData(secrets: Secrets, { id, data, sealed }: Pick<StoredBlock, "id" | "data" | "sealed">): Promise<JsonObject> {
  const opened = await Promise.all(
    Object.entries(sealed).map(async ([path, text]) => ({
      path: parsePath(path),
      value: JSON.parse(await secrets.open(text, purposeOf(id, path))) as unknown,
    })),
  );
  return replaceLeaves(data, opened);
}

// a sealed value copied to another block or field does not open there
function purposeOf(id: string, path: string): string {
  return `block ${id} ${path}`;
}

function valueAt(data: JsonObject, path: readonly string[]): unknown {
  let at: unknown = data;
  for (const key of path) {
    if (at === null || typeof at !== "object" || !Object.hasOwn(at, key)) return undefined;
    at = (at as JsonObject)[key];
  }
  return at;
}

function standsForNothing({ path }: SecretLeaf): ProblemError {
  return new ProblemError("invalid", {
    what: `The secret ${path.join(".")} is given as ${OBFUSCATED}, which stands for one that is kept, and none is.`,
    got: OBFUSCATED,
    expected: "the secret itself",
    do: "Send the secret. It is kept encrypted and never answered.",
  });
}
