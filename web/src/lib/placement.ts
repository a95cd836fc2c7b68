import type { Infrastructure } from "../../../core/contract/deployments.ts";

/** Where runs of a deployment get their process, in a few words. */
export function placementWords(infrastructure: Infrastructure): string {
  if (infrastructure.type === "subprocess") return "A process of an agent";
  return infrastructure.type === "lambda" ? "Lambda" : `Fargate, ${taskSize(infrastructure)}`;
}

/** Whether runs are started by themselves, so that no agent and no queue's filter has a part in it. */
export function isPlaced({ type }: Infrastructure): boolean {
  return type !== "subprocess";
}

/** How large a Fargate task is: "0.5 vCPU, 2 GiB". */
export function taskSize({ cpu, memory, spot }: Extract<Infrastructure, { type: "ecs" }>): string {
  return `${cpu / 1024} vCPU, ${memory / 1024} GiB${spot ? ", on Spot" : ""}`;
}
