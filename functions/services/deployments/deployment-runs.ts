import { deriveId } from "#core/rules/ids.ts";
import { crashPoint } from "../../crash-point.ts";
import { announceTransition } from "../announce.ts";
import type { Services } from "../deps.ts";
import { flowRunDocument, flowRunRecord } from "../documents/flow-run.ts";
import { flowRunKey } from "../documents/keys.ts";
import { findTaskRun, flowRunAnswer } from "../lookups.ts";
import { spillParameters } from "../parameters.ts";
import { mirrorToParent } from "../parent-task.ts";
import type { Parts } from "../parts.ts";
import { Reply } from "../reply.ts";
import { hint } from "../work-queues/hints.ts";
import { checkParameters } from "./check-parameters.ts";
import { getDeployment } from "./get-deployment.ts";
import { newDeploymentRun } from "./new-run.ts";

/** Runs of a deployment that somebody asks for. The hint to the agents goes after the run is written, so that no claim comes too early. */
export function deploymentRunServices(parts: Parts): Pick<Services, "createDeploymentRun"> {
  const { store, clock, ids } = parts;
  return {
    async createDeploymentRun({ params, body }) {
      const deployment = await getDeployment(parts, params.id);
      const {
        enforce_parameter_schema = deployment.enforce_parameter_schema,
        idempotency_key,
        parent_task_run_id,
        ...given
      } = body ?? NOTHING;
      const parameters = { ...deployment.parameters, ...given.parameters };
      if (enforce_parameter_schema) checkParameters(deployment.parameter_openapi_schema, parameters, { complete: true });
      const id = idempotency_key === undefined ? ids.runId() : deriveId("flow run", deployment.id, idempotency_key);
      const task = parent_task_run_id === undefined ? null : await findTaskRun(store, parent_task_run_id);
      const parentFlowRunId = task?.pk.startsWith("RUN#") ? task.pk.slice(4) : null;
      const record = newDeploymentRun(
        deployment,
        { ...given, parameters, idempotency_key, parent_task_run_id },
        { id, now: clock.now(), parentFlowRunId },
      );
      const run = await spillParameters(parts.blobs, record);
      await parts.runPlaces.mark(run);
      await announceTransition(parts, null, run);
      crashPoint("create-run:announced");
      const written = await store.put(flowRunDocument(run), "absent");
      crashPoint("create-run:written");
      if (!written.ok) {
        const current = written.current ?? (await store.get(flowRunKey(id)));
        if (current !== null) return new Reply(200, await flowRunAnswer(parts, flowRunRecord(current)));
      }
      await mirrorToParent(parts, run);
      const due = run.next_scheduled_start_time;
      await hint(parts, run, due === null ? 0 : Date.parse(due) - clock.now());
      return flowRunAnswer(parts, { ...run, parameters });
    },
  };
}

const NOTHING = { parameters: {}, context: {}, tags: [], labels: {} } as NonNullable<
  Parameters<Services["createDeploymentRun"]>[0]["body"]
>;
