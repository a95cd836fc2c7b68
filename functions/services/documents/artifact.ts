import type { Artifact } from "#core/contract/artifacts.ts";
import type { DocumentKey, JsonObject, NewDocument } from "#core/ports/store.ts";
import { tooLarge } from "../refusals.ts";
import { compact, restore } from "./compact.ts";
import { byteLength, DOCUMENT_BYTES } from "./fit.ts";
import { ARTIFACTS, artifactKey } from "./keys.ts";

/**
 * The document of an artifact.
 *
 * @throws ProblemError `too-large` when its data does not fit.
 */
export function artifactDocument(artifact: Artifact): NewDocument {
  const { id, flow_run_id, ...rest } = artifact;
  const body = compact(rest, DEFAULTS);
  const size = byteLength(body);
  if (size > DOCUMENT_BYTES) throw tooLarge("The artifact", size, DOCUMENT_BYTES, "Store large data as a result and link to it.");
  const key = artifactKey(id, flow_run_id);
  return { ...key, body, indexes: { list: { pk: ARTIFACTS, sk: `${artifact.created}#${id}` }, parent: { pk: key.sk, sk: id } } };
}

/** The artifact a document holds. */
export function artifactOf(document: DocumentKey & { readonly body: JsonObject }): Artifact {
  return {
    ...restore(document.body, DEFAULTS),
    id: document.sk.slice(9),
    flow_run_id: document.pk.startsWith("RUN#") ? document.pk.slice(4) : null,
  } as Artifact;
}

const DEFAULTS: JsonObject = { key: null, type: null, description: null, data: null, metadata_: null, task_run_id: null };
