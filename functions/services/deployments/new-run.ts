import type { FlowRunRecord } from "#core/contract/documents.ts";
import { DEFAULT_CRASH_RETRIES, type NewFlowRun, newFlowRunRecord } from "#core/rules/transitions.ts";
import { type DeploymentRecord, placementOf } from "../documents/deployment.ts";

/** What is said of the run itself. */
type Given = { readonly [K in keyof Omit<NewFlowRun, "flow_id" | "deployment_id">]?: NewFlowRun[K] | undefined };

/** A run of a deployment before it is stored: what is not said is the deployment's. */
export function newDeploymentRun(
  deployment: DeploymentRecord,
  given: Given,
  made: { readonly id: string; readonly now: number; readonly parentFlowRunId?: string | null },
): FlowRunRecord {
  const { retries, retry_delay, crash_retries } = deployment.retries;
  const policy = {
    ...(retries != null && { retries }),
    ...(retry_delay != null && { retry_delay }),
    ...given.empirical_policy,
  };
  const record = newFlowRunRecord(
    {
      ...defined(given),
      flow_id: deployment.flow_id,
      deployment_id: deployment.id,
      deployment_version: deployment.version ?? undefined,
      work_queue_name: given.work_queue_name ?? deployment.work_queue_name ?? undefined,
      work_pool_name: deployment.work_pool_name ?? undefined,
      empirical_policy: policy,
      tags: [...new Set([...deployment.tags, ...(given.tags ?? [])])],
      labels: { ...deployment.labels, ...given.labels },
      job_variables: given.job_variables ?? (Object.keys(deployment.job_variables).length > 0 ? deployment.job_variables : undefined),
      state: given.state ?? { type: "SCHEDULED" },
    },
    made,
  );
  return { ...record, placement: placementOf(deployment.infrastructure), crash_retries: crash_retries ?? DEFAULT_CRASH_RETRIES };
}

function defined(given: Given): Partial<NewFlowRun> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}
