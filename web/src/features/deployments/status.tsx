import { CirclePause, CircleSlash, Cloud, Radio } from "lucide-react";
import type { Deployment } from "../../../../core/contract/deployments.ts";
import { type StatusLook, StatusMark } from "../../ui/status-mark.tsx";

/** Whether runs of a deployment get to where they run: ready, not ready (nobody polls its queue, or its placement is not there), paused. */
export function DeploymentStatus({ deployment }: { readonly deployment: Pick<Deployment, "paused" | "status" | "infrastructure"> }) {
  const { paused, status, infrastructure } = deployment;
  const look = paused ? PAUSED : looks[infrastructure.type][status];
  return <StatusMark look={look} />;
}

const PAUSED: StatusLook = { name: "Paused", icon: CirclePause, tone: "paused", title: "Its schedules make no runs." };
const notReady = (title: string): StatusLook => ({ name: "Not ready", icon: CircleSlash, tone: "pending", title });

const looks: Readonly<Record<Deployment["infrastructure"]["type"], Readonly<Record<Deployment["status"], StatusLook>>>> = {
  subprocess: {
    READY: { name: "Ready", icon: Radio, tone: "completed", title: "An agent polls a queue that takes its runs." },
    NOT_READY: notReady("No agent polls a queue that takes its runs."),
  },
  ecs: {
    READY: { name: "On Fargate", icon: Cloud, tone: "scheduled", title: "Each run gets a Fargate task of its own; no agent takes it." },
    NOT_READY: notReady("Its runs ask for Fargate tasks of their own, and this server has none to start."),
  },
  lambda: {
    READY: { name: "On Lambda", icon: Cloud, tone: "scheduled", title: "The runner function takes its runs; no agent does." },
    NOT_READY: notReady("This server has no runner function."),
  },
};
