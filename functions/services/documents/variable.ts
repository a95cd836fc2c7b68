import type { Variable } from "#core/contract/variables.ts";
import type { JsonObject, NewDocument } from "#core/ports/store.ts";
import { deriveId } from "#core/rules/ids.ts";
import { VARIABLES, variableKey } from "./keys.ts";

/** The same name is the same variable. */
export const variableId = (name: string): string => deriveId("variable", name);

export function variableDocument({ id, ...body }: Variable): NewDocument {
  return { ...variableKey(id), body, indexes: { list: { pk: VARIABLES, sk: `${body.name}#${id}` } } };
}

export function variableOf(document: { readonly pk: string; readonly body: JsonObject }): Variable {
  return { ...document.body, id: document.pk.slice(9) } as Variable;
}
