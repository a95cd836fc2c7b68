import { CirclePause, CircleSlash, Radio } from "lucide-react";
import type { WorkQueue } from "../../../../core/contract/work-queues.ts";
import { type StatusLook, StatusMark } from "../../ui/status-mark.tsx";

/** Whether a queue is polled by an agent, not polled, or paused. */
export function QueueStatus({ queue }: { readonly queue: Pick<WorkQueue, "status" | "is_paused"> }) {
  return <StatusMark look={queue.is_paused ? looks.PAUSED : looks[queue.status]} />;
}

const looks: Readonly<Record<WorkQueue["status"], StatusLook>> = {
  READY: { name: "Ready", icon: Radio, tone: "completed", title: "An agent polls it." },
  NOT_READY: { name: "No agent", icon: CircleSlash, tone: "late", title: "No agent has polled it lately." },
  PAUSED: { name: "Paused", icon: CirclePause, tone: "paused", title: "It hands out no runs." },
};
