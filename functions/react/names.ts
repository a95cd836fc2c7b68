import type { Store } from "#core/ports/store.ts";
import { flowKey } from "../services/documents/keys.ts";

/** Names of flows and deployments by their ids; undefined for what is not there (any more). */
export interface Names {
  readonly flows: ReadonlyMap<string, string | undefined>;
  readonly deployments: ReadonlyMap<string, string | undefined>;
}

/** Whose names are wanted. */
interface Named {
  readonly flow_id: string;
  readonly deployment_id: string | null;
}

/** Reads names in one go and remembers them: a flow or a deployment never changes its name. */
export function createNames(store: Store): (of: readonly Named[]) => Promise<Names> {
  const known = { flows: new Map<string, string>(), deployments: new Map<string, string>() };
  return async (of) => {
    const flows = [...new Set(of.map(({ flow_id }) => flow_id))].filter((id) => !known.flows.has(id));
    const deployments = [...new Set(of.map(({ deployment_id }) => deployment_id))].filter(
      (id) => id !== null && !known.deployments.has(id),
    ) as string[];
    const read = await store.getMany<{ name?: string }>([
      ...flows.map(flowKey),
      ...deployments.map((id) => ({ pk: `DEPLOYMENT#${id}`, sk: "META" })),
    ]);
    [...flows, ...deployments].forEach((id, at) => {
      const names = at < flows.length ? known.flows : known.deployments;
      if (names.size >= REMEMBERED) names.clear();
      const name = read[at]?.body.name;
      if (name !== undefined) names.set(id, name);
    });
    return known;
  };
}

const REMEMBERED = 10_000;
