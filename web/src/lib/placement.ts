import type { Infrastructure } from "../../../core/contract/deployments.ts";
import type { FlowRun, RanOn } from "../../../core/contract/flow-runs.ts";

/** Where runs of a deployment get their process, in a few words. */
export function placementWords(infrastructure: Infrastructure): string {
  if (infrastructure.type === "subprocess") return "A process of an agent";
  return infrastructure.type === "lambda" ? "Lambda" : `Fargate, ${taskSize(infrastructure)}`;
}

/**
 * Where a run got its process, by what was noted when it was claimed; one that waits goes where its deployment says now. Undefined where
 * nothing is to say: a script ran it, or any agent takes it.
 */
export function runPlaceWords({ ran_on, start_time }: Pick<FlowRun, "ran_on" | "start_time">, now?: Infrastructure): string | undefined {
  if (ran_on != null) return ranOnWords(ran_on);
  return start_time === null && now !== undefined && isPlaced(now) ? placementWords(now) : undefined;
}

function ranOnWords({ type, holder, cpu, memory, spot }: RanOn): string {
  if (type === "subprocess") return `Agent ${holder}`;
  if (type === "lambda") return `Lambda, ${holder}`;
  const task = holder.replace(/^ecs:/, "task ");
  return cpu === undefined || memory === undefined
    ? `Fargate, ${task}`
    : `Fargate, ${taskSize({ cpu, memory, spot: spot === true })}, ${task}`;
}

/** Whether runs are started by themselves, so that no agent and no queue's filter has a part in it. */
export function isPlaced({ type }: Infrastructure): boolean {
  return type !== "subprocess";
}

/** How large a Fargate task is: "0.5 vCPU, 2 GiB". */
export function taskSize({ cpu, memory, spot }: Pick<Extract<Infrastructure, { type: "ecs" }>, "cpu" | "memory" | "spot">): string {
  return `${cpu / 1024} vCPU, ${memory / 1024} GiB${spot ? ", on Spot" : ""}`;
}
