import type { TaskRunRecord } from "#core/contract/documents.ts";
import type { FlowRun } from "#core/contract/flow-runs.ts";
import type { Flow } from "#core/contract/flows.ts";
import type { Store, StoredDocument } from "#core/ports/store.ts";
import { flowRunOf } from "#core/rules/derive.ts";
import { flowOf } from "./documents/flow.ts";
import { flowRunRecord, type StoredFlowRun } from "./documents/flow-run.ts";
import { artifactKey, flowKey, flowRunKey, taskPointerKey, taskRunKey } from "./documents/keys.ts";
import { taskRunRecord } from "./documents/task-run.ts";
import { fetchParameters } from "./parameters.ts";
import type { Parts } from "./parts.ts";
import { notFound } from "./refusals.ts";

/** The flow of that id. @throws ProblemError `not-found` */
export async function getFlow(store: Store, id: string): Promise<Flow> {
  const document = await store.get(flowKey(id));
  if (document === null) throw notFound("flow", id);
  return flowOf(document);
}

/** The flow run of that id. @throws ProblemError `not-found` */
export async function getFlowRun(store: Store, id: string): Promise<StoredFlowRun> {
  const document = await store.get(flowRunKey(id));
  if (document === null) throw notFound("flow run", id);
  return flowRunRecord(document);
}

/** The document of the task run of that id, wherever it lies; null if there is none. */
export async function findTaskRun(store: Store, id: string): Promise<StoredDocument | null> {
  const indexed = await store.query({ index: "parent", pk: `TASK#${id}`, limit: 1 });
  const found = indexed.documents[0];
  // the index may lag and names the place only; what counts is read from there
  if (found !== undefined) return store.get({ pk: found.pk, sk: found.sk });
  const [pointer, loose] = await store.getMany<{ flow_run_id?: string }>([taskPointerKey(id), taskRunKey(id, null)]);
  if (pointer?.body.flow_run_id !== undefined) return store.get(taskRunKey(id, pointer.body.flow_run_id));
  return loose ?? null;
}

/** The task run of that id. @throws ProblemError `not-found` */
export async function getTaskRun(store: Store, id: string): Promise<TaskRunRecord> {
  const document = await findTaskRun(store, id);
  if (document === null) throw notFound("task run", id);
  return taskRunRecord(document);
}

/** The document of the artifact of that id; null if there is none. */
export async function findArtifact(store: Store, id: string): Promise<StoredDocument | null> {
  const indexed = await store.query({ index: "parent", pk: `ARTIFACT#${id}`, limit: 1 });
  const found = indexed.documents[0];
  return found === undefined ? store.get(artifactKey(id, null)) : store.get({ pk: found.pk, sk: found.sk });
}

/** The flow run as the API answers it. */
export async function flowRunAnswer(parts: Pick<Parts, "blobs" | "clock">, run: StoredFlowRun): Promise<FlowRun> {
  return flowRunOf(run.parameters_blob === undefined ? run : await fetchParameters(parts.blobs, run), parts.clock.now());
}
