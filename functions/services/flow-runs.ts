import type { FlowRunRecord } from "#core/contract/documents.ts";
import { formatTimestamp } from "#core/contract/scalars.ts";
import { deriveId } from "#core/rules/ids.ts";
import { isFinal } from "#core/rules/states.ts";
import { newFlowRunRecord } from "#core/rules/transitions.ts";
import { crashPoint } from "../crash-point.ts";
import { announceTransition } from "./announce.ts";
import { change } from "./change.ts";
import type { Services } from "./deps.ts";
import { flowRunDocument, flowRunRecord, type StoredFlowRun } from "./documents/flow-run.ts";
import { flowRunKey } from "./documents/keys.ts";
import { upsertFlow } from "./flows.ts";
import { findTaskRun, flowRunAnswer, getFlow, getFlowRun } from "./lookups.ts";
import { fetchParameters, spillParameters } from "./parameters.ts";
import { mirrorToParent } from "./parent-task.ts";
import { LEASE_SECONDS, type Parts } from "./parts.ts";
import { notFound } from "./refusals.ts";
import { Reply } from "./reply.ts";

type FlowRunServices = Pick<Services, "createFlowRun" | "beginFlowRun" | "readFlowRun" | "updateFlowRun" | "updateFlowRunLabels">;

/** Creating, reading and changing flow runs. */
export function flowRunServices(parts: Parts): FlowRunServices {
  const { store, blobs, clock, ids } = parts;
  const leaseSeconds = parts.settings.leaseSeconds ?? LEASE_SECONDS;
  return {
    async createFlowRun({ body }) {
      await getFlow(store, body.flow_id);
      const id = body.idempotency_key === undefined ? ids.runId() : deriveId("flow run", body.flow_id, body.idempotency_key);
      const parentFlowRunId = await parentOf(parts, body.parent_task_run_id);
      const made = newFlowRunRecord(body, { now: clock.now(), id, parentFlowRunId });
      const { run, created } = await insert(parts, made);
      if (created) await mirrorToParent(parts, run);
      const answer = await flowRunAnswer(parts, run);
      return created ? answer : new Reply(200, answer);
    },

    async beginFlowRun({ body }) {
      const { flow: named, holder, id, parent_flow_run_id, ...given } = body;
      const { flow } = await upsertFlow(parts, named);
      crashPoint("begin:flow-written");
      const now = clock.now();
      const parentFlowRunId = parent_flow_run_id ?? (await parentOf(parts, given.parent_task_run_id));
      const made = newFlowRunRecord({ ...given, flow_id: flow.id }, { now, id, parentFlowRunId });
      const lease = isFinal(made.state_type) ? null : { holder, epoch: 1, expires_at: formatTimestamp(now + leaseSeconds * 1000) };
      const { run, created } = await insert(parts, { ...made, epoch: 1, lease });
      const answer = { flow_run: await flowRunAnswer(parts, run), lease: run.lease };
      return created ? answer : new Reply(200, answer);
    },

    readFlowRun: async ({ params }) => flowRunAnswer(parts, await getFlowRun(store, params.id)),

    async updateFlowRun({ params, body }) {
      const given = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined)) as Partial<StoredFlowRun>;
      await changeFlowRun(parts, params.id, async (run) => {
        if (given.parameters === undefined) return { ...run, ...given };
        const { parameters_blob: _old, ...rest } = run;
        return spillParameters(blobs, { ...rest, ...given });
      });
      return undefined;
    },

    async updateFlowRunLabels({ params, body }) {
      await changeFlowRun(parts, params.id, (run) => ({ ...run, labels: { ...run.labels, ...body } }));
      return undefined;
    },
  };
}

async function changeFlowRun(
  parts: Parts,
  id: string,
  edit: (run: StoredFlowRun) => StoredFlowRun | Promise<StoredFlowRun>,
): Promise<void> {
  await change(parts.store, flowRunKey(id), "flow run", async (current) => {
    if (current === null) throw notFound("flow run", id);
    const next = await edit(flowRunRecord(current));
    return { document: flowRunDocument({ ...next, updated: formatTimestamp(parts.clock.now()) }), result: undefined };
  });
}

async function insert(parts: Parts, record: FlowRunRecord): Promise<{ run: StoredFlowRun; created: boolean }> {
  const run = await spillParameters(parts.blobs, record);
  await parts.runPlaces.mark(run);
  crashPoint("begin:day-marked");
  await announceTransition(parts, null, run);
  crashPoint("begin:announced");
  const written = await parts.store.put(flowRunDocument(run), "absent");
  crashPoint("begin:run-written");
  if (written.ok || written.current === null) return { run, created: true };
  return { run: await fetchParameters(parts.blobs, flowRunRecord(written.current)), created: false };
}

// The run that the parent task run belongs to; null if that is not known (yet).
async function parentOf(parts: Parts, parentTaskRunId: string | undefined): Promise<string | null> {
  if (parentTaskRunId === undefined) return null;
  const task = await findTaskRun(parts.store, parentTaskRunId);
  return task?.pk.startsWith("RUN#") ? task.pk.slice(4) : null;
}
