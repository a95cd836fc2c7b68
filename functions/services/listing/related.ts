import type { DeploymentFilter, FlowFilter, TaskRunFilter } from "#core/contract/filters.ts";
import type { Store } from "#core/ports/store.ts";
import { matchesDeployment, matchesFlow, matchesTaskRun } from "#core/rules/filters.ts";
import { type DeploymentRecord, deploymentKey, deploymentOf } from "../documents/deployment.ts";
import { flowOf } from "../documents/flow.ts";
import { flowKey, runPartition, TASK_PREFIX } from "../documents/keys.ts";
import { taskRunRecord } from "../documents/task-run.ts";
import { pages, type ReadBudget } from "./scan.ts";

/** Tells whether a flow meets the filter, reading each flow once. */
export function flowMatcher(store: Store, filter: FlowFilter): (flowId: string) => Promise<boolean> {
  const known = new Map<string, Promise<boolean>>();
  return (flowId) => {
    let answer = known.get(flowId);
    if (answer === undefined) {
      answer = store.get(flowKey(flowId)).then((document) => document !== null && matchesFlow(filter, flowOf(document)));
      known.set(flowId, answer);
    }
    return answer;
  };
}

/** Tells whether a deployment at hand meets the filter, reading each flow's name once where the filter asks for it. */
export function deploymentTest(store: Store, filter: DeploymentFilter): (deployment: DeploymentRecord) => Promise<boolean> {
  const names = new Map<string, Promise<string>>();
  const flowName = (id: string) => {
    const name = names.get(id) ?? store.get(flowKey(id)).then((flow) => (flow === null ? "" : flowOf(flow).name));
    names.set(id, name);
    return name;
  };
  return async (deployment) => {
    const flow_name = filter.flow_or_deployment_name === undefined ? "" : await flowName(deployment.flow_id);
    return matchesDeployment(filter, { ...deployment, flow_name });
  };
}

/** Tells whether the deployment of that id meets the filter, reading each once. */
export function deploymentMatcher(store: Store, filter: DeploymentFilter): (deploymentId: string) => Promise<boolean> {
  const test = deploymentTest(store, filter);
  const known = new Map<string, Promise<boolean>>();
  return (id) => {
    const answer = known.get(id) ?? store.get(deploymentKey(id)).then((found) => found !== null && test(deploymentOf(found)));
    known.set(id, answer);
    return answer;
  };
}

/** Does the flow run have a task run that meets the filter? */
export async function hasTaskRun(store: Store, flowRunId: string, filter: TaskRunFilter, budget: ReadBudget): Promise<boolean> {
  for await (const page of pages(
    store,
    { index: "main", pk: runPartition(flowRunId), range: { prefix: TASK_PREFIX }, limit: 200 },
    budget,
  )) {
    if (page.some((document) => matchesTaskRun(filter, taskRunRecord(document)))) return true;
  }
  return false;
}
