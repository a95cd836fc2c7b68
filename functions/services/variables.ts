import { formatTimestamp } from "#core/contract/scalars.ts";
import type { Variable, VariableFilter, VariableUpdate } from "#core/contract/variables.ts";
import type { Store } from "#core/ports/store.ts";
import { compareVariables, matchesVariable } from "#core/rules/block-filters.ts";
import { change } from "./change.ts";
import type { Services } from "./deps.ts";
import { VARIABLES, variableKey } from "./documents/keys.ts";
import { variableDocument, variableId, variableOf } from "./documents/variable.ts";
import { createBudget, pages } from "./listing/scan.ts";
import type { Parts } from "./parts.ts";
import { notFound, taken } from "./refusals.ts";

type VariableServices = Pick<
  Services,
  | "createVariable"
  | "readVariable"
  | "readVariableByName"
  | "updateVariable"
  | "updateVariableByName"
  | "deleteVariable"
  | "deleteVariableByName"
  | "filterVariables"
  | "countVariables"
>;

/** Variables: values that flows read by name. */
export function variableServices({ store, clock }: Parts): VariableServices {
  const read = async (id: string, asked: string) => {
    const document = await store.get(variableKey(id));
    if (document === null) throw notFound("variable", asked);
    return variableOf(document);
  };
  const update = async (id: string, asked: string, { name, ...given }: VariableUpdate) => {
    const next = (variable: Variable): Variable => ({
      ...variable,
      ...(given.value !== undefined && { value: given.value }),
      ...(given.tags !== undefined && { tags: given.tags }),
      updated: formatTimestamp(clock.now()),
    });
    const current = await read(id, asked);
    if (name !== undefined && name !== current.name) return rename(store, next({ ...current, name }), id);
    await change(store, variableKey(id), "variable", (document) => {
      if (document === null) throw notFound("variable", asked);
      return { document: variableDocument(next(variableOf(document))), result: undefined };
    });
  };
  const remove = async (id: string, asked: string) => {
    if (!(await store.delete(variableKey(id)))) throw notFound("variable", asked);
  };
  return {
    async createVariable({ body }) {
      const now = formatTimestamp(clock.now());
      const variable = { id: variableId(body.name), created: now, updated: now, ...body };
      if (!(await store.put(variableDocument(variable), "absent")).ok) throw taken("variable", "name", body.name);
      return variable;
    },
    readVariable: ({ params }) => read(params.id, params.id),
    readVariableByName: ({ params }) => read(variableId(params.name), params.name),
    async updateVariable({ params, body }) {
      await update(params.id, params.id, body);
      return undefined;
    },
    async updateVariableByName({ params, body }) {
      await update(variableId(params.name), params.name, body);
      return undefined;
    },
    async deleteVariable({ params }) {
      await remove(params.id, params.id);
      return undefined;
    },
    async deleteVariableByName({ params }) {
      await remove(variableId(params.name), params.name);
      return undefined;
    },
    async filterVariables({ body }) {
      const { variables, sort = "NAME_ASC", limit = 200, offset = 0 } = body ?? {};
      return (await matching(store, variables)).sort(compareVariables(sort)).slice(offset, offset + limit);
    },
    countVariables: async ({ body }) => (await matching(store, body?.variables)).length,
  };
}

// The id follows the name, so that a name is taken by one write: the new one is there before the old one goes.
async function rename(store: Store, variable: Variable, from: string): Promise<void> {
  const written = await store.put(variableDocument({ ...variable, id: variableId(variable.name) }), "absent");
  if (!written.ok) throw taken("variable", "name", variable.name);
  await store.delete(variableKey(from));
}

async function matching(store: Store, filter: VariableFilter | undefined): Promise<Variable[]> {
  const rows: Variable[] = [];
  for await (const page of pages(store, { index: "list", pk: VARIABLES, limit: 500 }, createBudget("variable")))
    rows.push(...page.map(variableOf).filter((variable) => matchesVariable(filter, variable)));
  return rows;
}
