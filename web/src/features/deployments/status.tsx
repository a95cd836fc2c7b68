import { CirclePause, CircleSlash, Cloud, Radio } from "lucide-react";
import type { Deployment } from "../../../../core/contract/deployments.ts";
import { type StatusLook, StatusMark } from "../../ui/status-mark.tsx";

/** Whether runs of a deployment get to an agent: ready, not ready (nobody polls its queue), paused; or that they need none. */
export function DeploymentStatus({ deployment }: { readonly deployment: Pick<Deployment, "paused" | "status" | "infrastructure"> }) {
  const { paused, status, infrastructure } = deployment;
  const look = paused ? "PAUSED" : infrastructure.type === "subprocess" ? status : infrastructure.type;
  return <StatusMark look={looks[look]} />;
}

const looks: Readonly<Record<Deployment["status"] | "PAUSED" | "ecs" | "lambda", StatusLook>> = {
  READY: { name: "Ready", icon: Radio, tone: "completed", title: "An agent polls a queue that takes its runs." },
  NOT_READY: { name: "Not ready", icon: CircleSlash, tone: "pending", title: "No agent polls a queue that takes its runs." },
  PAUSED: { name: "Paused", icon: CirclePause, tone: "paused", title: "Its schedules make no runs." },
  ecs: { name: "On Fargate", icon: Cloud, tone: "scheduled", title: "Each run gets a Fargate task of its own; no agent takes it." },
  lambda: { name: "On Lambda", icon: Cloud, tone: "scheduled", title: "The runner function takes its runs; no agent does." },
};
