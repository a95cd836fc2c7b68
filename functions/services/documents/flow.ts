import type { Flow } from "#core/contract/flows.ts";
import type { JsonObject, NewDocument } from "#core/ports/store.ts";
import { deriveId } from "#core/rules/ids.ts";
import { tooLarge } from "../refusals.ts";
import { compact, restore } from "./compact.ts";
import { byteLength, DOCUMENT_BYTES } from "./fit.ts";
import { FLOWS, flowKey } from "./keys.ts";

/** The id of the flow of that name: the same name is the same flow. */
export function flowIdOf(name: string): string {
  return deriveId("flow", name);
}

/** The document of a flow. */
export function flowDocument(flow: Flow): NewDocument {
  const { id, ...rest } = flow;
  const body = compact(rest, DEFAULTS);
  const size = byteLength(body);
  if (size > DOCUMENT_BYTES) throw tooLarge("The flow", size, DOCUMENT_BYTES, "Use fewer or shorter tags and labels.");
  return { ...flowKey(id), body, indexes: { list: { pk: FLOWS, sk: `${flow.name}#${id}` } } };
}

/** The flow a document holds. */
export function flowOf(document: { readonly pk: string; readonly body: JsonObject }): Flow {
  return { ...restore(document.body, DEFAULTS), id: document.pk.slice(5) } as Flow;
}

const DEFAULTS: JsonObject = { tags: [], labels: {} };
