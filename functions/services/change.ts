import type { DocumentKey, JsonObject, NewDocument, Store, StoredDocument } from "#core/ports/store.ts";
import { contended } from "./refusals.ts";

const ATTEMPTS = 12;

/**
 * Reads a document, lets `decide` make the next version of it, and writes that if nobody wrote in between; else starts again.
 * `decide` answers without a document to change nothing, and may throw to refuse.
 *
 * @throws ProblemError `busy` after 12 lost races.
 */
export async function change<Body extends JsonObject, Result>(
  store: Store,
  key: DocumentKey,
  kind: string,
  decide: (
    current: StoredDocument<Body> | null,
  ) => { readonly document?: NewDocument; readonly result: Result } | Promise<{ readonly document?: NewDocument; readonly result: Result }>,
): Promise<Result> {
  let current = await store.get<Body>(key);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const { document, result } = await decide(current);
    if (document === undefined) return result;
    const written = await store.put(document, current === null ? "absent" : { version: current.version });
    if (written.ok) return result;
    current = written.current as StoredDocument<Body> | null;
  }
  throw contended(kind);
}
