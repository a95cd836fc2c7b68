import type { WorkQueue } from "#core/contract/work-queues.ts";
import { oneLine } from "./text.ts";

/** Which runs a queue takes, in few words. */
export function filterText({ name, filter }: WorkQueue, deployments: ReadonlyMap<string, string> = new Map()): string {
  const named = `runs that name ${JSON.stringify(name)}`;
  if (filter === null) return named;
  const conditions = [
    ...(filter.tags?.length ? [`tags ${filter.tags.join(", ")}`] : []),
    ...(filter.deployment_ids?.length ? [`deployments ${filter.deployment_ids.map((id) => deployments.get(id) ?? id).join(", ")}`] : []),
  ];
  return oneLine(conditions.length === 0 ? "all runs that name no queue" : `${conditions.join("; ")}`);
}

/** Whether it hands out runs, and whether an agent asks for them. */
export function queueStatus({ status }: WorkQueue): string {
  return { READY: "ready", NOT_READY: "no agent", PAUSED: "paused" }[status];
}

/** The command that serves the queue. */
export function agentCommand({ name }: WorkQueue): string {
  return `millrace agent start ${JSON.stringify(name)}`;
}
