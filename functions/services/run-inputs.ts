import { ProblemError } from "#core/contract/problem.ts";
import type { FlowRunInput } from "#core/contract/run-inputs.ts";
import { formatTimestamp } from "#core/contract/scalars.ts";
import type { Services } from "./deps.ts";
import { runPartition } from "./documents/keys.ts";
import { INPUT_BYTES, INPUT_PREFIX, runInputDocument, runInputKey, runInputOf } from "./documents/run-input.ts";
import { getFlowRun } from "./lookups.ts";
import type { Parts } from "./parts.ts";
import { notFound, tooLarge } from "./refusals.ts";

type InputServices = Pick<Services, "createFlowRunInput" | "filterFlowRunInputs" | "readFlowRunInput" | "deleteFlowRunInput">;

/** Values handed to runs. A key is written once: who wants to write it again deletes it first. */
export function runInputServices(parts: Pick<Parts, "store" | "clock">): InputServices {
  const { store } = parts;
  return {
    async createFlowRunInput({ params, body }) {
      const run = await getFlowRun(store, params.id);
      if (!(await writeInput(parts, { ...body, flow_run_id: run.id }, "absent"))) {
        throw new ProblemError("conflict", {
          what: `Flow run ${run.id} has an input with the key ${JSON.stringify(body.key)} already.`,
          got: body.key,
          do: "Choose another key, or delete that input first.",
        });
      }
      return null;
    },

    async filterFlowRunInputs({ params, body }) {
      const run = await getFlowRun(store, params.id);
      const excluded = new Set(body.exclude_keys);
      const found: FlowRunInput[] = [];
      let cursor: string | undefined;
      do {
        const range = { prefix: INPUT_PREFIX + body.prefix };
        const page = await store.query({
          index: "main",
          pk: runPartition(run.id),
          range,
          limit: 200,
          ...(cursor !== undefined && { cursor }),
        });
        found.push(...page.documents.map(runInputOf).filter((input) => !excluded.has(input.key)));
        cursor = page.cursor;
      } while (cursor !== undefined);
      return found.sort((a, b) => (a.created < b.created ? -1 : 1)).slice(0, body.limit);
    },

    async readFlowRunInput({ params }) {
      const document = await store.get(runInputKey(params.id, params.key));
      if (document === null) throw notFound("input of that flow run", params.key);
      return runInputOf(document).value;
    },

    async deleteFlowRunInput({ params }) {
      if (!(await store.delete(runInputKey(params.id, params.key)))) throw notFound("input of that flow run", params.key);
      return undefined;
    },
  };
}

/** Stores an input; false if the key is taken and was to be free. */
export async function writeInput(
  { store, clock }: Pick<Parts, "store" | "clock">,
  input: { readonly flow_run_id: string; readonly key: string; readonly value: string; readonly sender?: string | undefined },
  expect: "absent" | "any",
): Promise<boolean> {
  const size = Buffer.byteLength(input.value);
  if (size > INPUT_BYTES) throw tooLarge("The input", size, INPUT_BYTES, "Keep large values elsewhere, and hand over where they are.");
  const now = formatTimestamp(clock.now());
  const written = await store.put(runInputDocument({ ...input, sender: input.sender ?? null, created: now, updated: now }), expect);
  return written.ok;
}
