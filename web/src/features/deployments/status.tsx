import { CirclePause, CircleSlash, Radio } from "lucide-react";
import type { Deployment } from "../../../../core/contract/deployments.ts";
import type { Tone } from "../../lib/tone.ts";

/** Whether runs of a deployment get to an agent: ready, not ready (nobody polls its queue), paused. */
export function DeploymentStatus({ deployment }: { readonly deployment: Pick<Deployment, "paused" | "status"> }) {
  const look = deployment.paused ? looks.paused : looks[deployment.status];
  return (
    <span
      data-tone={look.tone}
      title={look.title}
      className="inline-flex items-center gap-1.5 text-sm font-medium whitespace-nowrap tone-text"
    >
      <look.icon aria-hidden="true" size={15} className="shrink-0" />
      {look.name}
    </span>
  );
}

const looks = {
  paused: { name: "Paused", icon: CirclePause, tone: "paused" satisfies Tone, title: "Its schedules make no runs." },
  READY: { name: "Ready", icon: Radio, tone: "completed" satisfies Tone, title: "An agent polls a queue that takes its runs." },
  NOT_READY: { name: "Not ready", icon: CircleSlash, tone: "pending" satisfies Tone, title: "No agent polls a queue that takes its runs." },
} as const;
