import type { Flow } from "#core/contract/flows.ts";
import { formatTimestamp } from "#core/contract/scalars.ts";
import { change } from "./change.ts";
import type { Services } from "./deps.ts";
import { flowDocument, flowIdOf, flowOf } from "./documents/flow.ts";
import { flowKey } from "./documents/keys.ts";
import { getFlow } from "./lookups.ts";
import type { Parts } from "./parts.ts";
import { notFound } from "./refusals.ts";
import { Reply } from "./reply.ts";

/** Creating, reading and changing flows. */
export function flowServices(parts: Parts): Pick<Services, "createFlow" | "readFlow" | "readFlowByName" | "updateFlow"> {
  const { store, clock } = parts;
  return {
    async createFlow({ body }) {
      const { flow, created } = await upsertFlow(parts, body);
      return created ? flow : new Reply(200, flow);
    },
    readFlow: ({ params }) => getFlow(store, params.id),
    async readFlowByName({ params }) {
      const document = await store.get(flowKey(flowIdOf(params.name)));
      if (document === null) throw notFound("flow", params.name);
      return flowOf(document);
    },
    async updateFlow({ params, body }) {
      await change(store, flowKey(params.id), "flow", (current) => {
        if (current === null) throw notFound("flow", params.id);
        const flow = flowOf(current);
        const next = { ...flow, tags: body.tags ?? flow.tags, labels: body.labels ?? flow.labels, updated: formatTimestamp(clock.now()) };
        return { document: flowDocument(next), result: undefined };
      });
      return undefined;
    },
  };
}

/** The flow of that name, made if there is none. An existing one keeps its tags and labels. */
export async function upsertFlow(
  { store, clock }: Pick<Parts, "store" | "clock">,
  given: Pick<Flow, "name" | "tags"> & Partial<Pick<Flow, "labels">>,
): Promise<{ flow: Flow; created: boolean }> {
  const id = flowIdOf(given.name);
  const existing = await store.get(flowKey(id));
  if (existing !== null) return { flow: flowOf(existing), created: false };
  const now = formatTimestamp(clock.now());
  const flow: Flow = { id, created: now, updated: now, name: given.name, tags: given.tags, labels: given.labels ?? {} };
  const written = await store.put(flowDocument(flow), "absent");
  if (written.ok || written.current === null) return { flow, created: true };
  return { flow: flowOf(written.current), created: false };
}
