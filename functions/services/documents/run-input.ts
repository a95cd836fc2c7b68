import type { FlowRunInput } from "#core/contract/run-inputs.ts";
import type { DocumentKey, JsonObject, NewDocument } from "#core/ports/store.ts";
import { deriveId } from "#core/rules/ids.ts";

/** Inputs lie with their flow run and go with it. */
export const INPUT_PREFIX = "INPUT#";
export const runInputKey = (flowRunId: string, key: string): DocumentKey => ({ pk: `RUN#${flowRunId}`, sk: INPUT_PREFIX + key });

/** Most bytes of one value. */
export const INPUT_BYTES = 90_000;

/** The document of an input. */
export function runInputDocument(input: Omit<FlowRunInput, "id">): NewDocument {
  const { flow_run_id, key, ...body } = input;
  return { ...runInputKey(flow_run_id, key), body };
}

/** The input a document holds. */
export function runInputOf(document: DocumentKey & { readonly body: JsonObject }): FlowRunInput {
  const flow_run_id = document.pk.slice(4);
  const key = document.sk.slice(INPUT_PREFIX.length);
  return { ...document.body, id: deriveId("flow run input", flow_run_id, key), flow_run_id, key } as FlowRunInput;
}
