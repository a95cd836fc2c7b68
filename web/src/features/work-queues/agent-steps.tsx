import { Command } from "../../ui/copy.tsx";
import { agentCommand } from "./agent-command.ts";

/** How to start an agent on a queue: the exact command, and before it the address of this server where it is not this machine. */
export function AgentSteps({ queue }: { readonly queue: string }) {
  const { hostname, origin } = window.location;
  const here = hostname === "127.0.0.1" || hostname === "localhost";
  return (
    <div className="flex w-full flex-col gap-2">
      {!here && <Command>{`npx millrace config set MILLRACE_API_URL=${origin}/api`}</Command>}
      <Command>{agentCommand(queue)}</Command>
    </div>
  );
}
