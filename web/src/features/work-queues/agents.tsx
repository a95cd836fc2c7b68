import { useQuery } from "@tanstack/react-query";
import { Bot } from "lucide-react";
import type { WorkQueue } from "../../../../core/contract/work-queues.ts";
import { agentsQuery } from "../../api/work-queues.ts";
import { Moment } from "../../ui/time.tsx";
import { AgentSteps } from "./agent-steps.tsx";

/** The agents that poll a queue, and how to start one. */
export function Agents({ queue }: { readonly queue: WorkQueue }) {
  const agents = useQuery(agentsQuery());
  const own = agents.data?.filter((agent) => agent.work_queue_names.includes(queue.name)) ?? [];
  return (
    <section aria-label="Agents" className="card min-w-0">
      <h2 className="border-b border-line px-4 py-3 font-semibold">Agents</h2>
      {own.length > 0 && (
        <ul>
          {own.map((agent) => (
            <li key={agent.id} className="flex min-h-11 flex-wrap items-center gap-x-3 gap-y-0.5 border-b border-line px-4 py-2 text-sm">
              <Bot aria-hidden="true" size={16} className="shrink-0 text-ink-3" />
              <span className="min-w-0 truncate font-medium" title={agent.id}>
                {agent.name}
              </span>
              <span className="text-ink-2 tabular">
                {agent.running === 0 ? "idle" : agent.running === 1 ? "1 run" : `${agent.running} runs`}
              </span>
              <span className="ml-auto text-ink-3 tabular">
                seen <Moment at={agent.last_seen} />
              </span>
            </li>
          ))}
        </ul>
      )}
      <div className="flex flex-col gap-2 p-4">
        <p className="text-sm text-ink-2">{own.length === 0 ? "No agent polls this queue. Start one:" : "Start another one:"}</p>
        <AgentSteps queue={queue.name} />
      </div>
    </section>
  );
}
