import type { Claim } from "#core/contract/agents.ts";
import type { Deployment, DeploymentCreate } from "#core/contract/deployments.ts";
import type { FlowRun } from "#core/contract/flow-runs.ts";
import { systemIds } from "#core/ports/system.ts";
import type { TestApi } from "../support/api.ts";

type Given = Partial<Parameters<TestApi["client"]["createDeployment"]>[0]["body"]> & Partial<Pick<DeploymentCreate, "name">>;

/** A deployment of flow `pipeline`; every two minutes if nothing else is said. */
export async function deploy({ client }: Pick<TestApi, "client">, given: Given = {}): Promise<Deployment> {
  const flow = await client.createFlow({ body: { name: "pipeline" } });
  return client.createDeployment({
    body: { flow_id: flow.id, name: "nightly", schedules: [{ schedule: { interval: 120, anchor_date: "2026-01-01" } }], ...given },
  });
}

/** An agent that asks queue `all`, which takes every run that names no queue. */
export async function agentOf({ client }: Pick<TestApi, "client">, queues: readonly string[] = ["all"]) {
  const known = await client.filterWorkQueues({ body: {} });
  if (queues.includes("all") && !known.some(({ name }) => name === "all")) await client.createWorkQueue({ body: { name: "all" } });
  const agent = { id: systemIds.uuid(), name: "agent-1" };
  return {
    agent,
    async claim(limit = 10, prefetch_seconds = 0): Promise<Claim[]> {
      const { claims } = await client.claimFlowRuns({ body: { agent, work_queues: [...queues], limit, prefetch_seconds } });
      return claims;
    },
  };
}

/** Takes a claimed run through these states. */
export async function go(
  { client }: Pick<TestApi, "client">,
  claim: Claim,
  ...types: ("RUNNING" | "COMPLETED" | "FAILED")[]
): Promise<void> {
  for (const type of types)
    await client.setFlowRunState({ params: { id: claim.flow_run.id }, body: { state: { type }, epoch: claim.lease.epoch } });
}

/** All runs of a deployment in the order they are due. */
export function runsOf({ client }: Pick<TestApi, "client">, deployment: Deployment, state?: string): Promise<FlowRun[]> {
  return client.filterFlowRuns({
    body: {
      flow_runs: { deployment_id: { any_: [deployment.id] }, ...(state !== undefined && { state: { name: { any_: [state] } } }) },
      sort: "EXPECTED_START_TIME_ASC",
    },
  });
}

/** Their times of day, such as `09:02:00`. */
export function timesOf(runs: readonly FlowRun[]): string[] {
  return runs.map((run) => run.expected_start_time?.slice(11, 19) ?? "");
}
