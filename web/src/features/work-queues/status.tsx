import { CirclePause, CircleSlash, Radio } from "lucide-react";
import type { WorkQueue } from "../../../../core/contract/work-queues.ts";

/** Whether a queue is polled by an agent, not polled, or paused. */
export function QueueStatus({ queue }: { readonly queue: Pick<WorkQueue, "status" | "is_paused"> }) {
  const look = queue.is_paused ? looks.PAUSED : looks[queue.status];
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
  READY: { name: "Ready", icon: Radio, tone: "completed", title: "An agent polls it." },
  NOT_READY: { name: "No agent", icon: CircleSlash, tone: "late", title: "No agent has polled it lately." },
  PAUSED: { name: "Paused", icon: CirclePause, tone: "paused", title: "It hands out no runs." },
} as const;
