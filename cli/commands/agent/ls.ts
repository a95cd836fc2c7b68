import { addExamples } from "#cli/examples.ts";
import { renderJson } from "#cli/render/json.ts";
import { type Column, renderTable } from "#cli/render/table.ts";
import { relativeTime } from "#cli/render/time.ts";
import type { Define } from "#cli/tree.ts";
import type { Agent } from "#core/contract/agents.ts";
import { parseTimestamp } from "#core/contract/scalars.ts";

/** `millrace agent ls` */
export const define: Define = (command, cli) => {
  command.option("--json", "print JSON").action((options: { json?: true }) =>
    cli.api(async ({ client }) => {
      const agents = await client.listAgents({});
      if (options.json) return cli.print(renderJson(agents));
      if (agents.length === 0) return cli.note('No agent was heard of lately. Start one with "millrace agent start QUEUE".');
      const now = cli.now();
      const ago = (time: string) => relativeTime(parseTimestamp(time), now);
      const columns: Column<Agent>[] = [
        { title: "AGENT", value: (agent) => agent.name, min: 12, style: () => "bold" },
        { title: "VERSION", value: (agent) => agent.version ?? "unknown", min: 7, drop: 2 },
        { title: "QUEUES", value: (agent) => agent.work_queue_names.join(", "), min: 10 },
        { title: "RUNNING", value: (agent) => String(agent.running), min: 7 },
        { title: "SEEN", value: (agent) => ago(agent.last_seen), min: 8 },
        { title: "STARTED", value: (agent) => ago(agent.created), min: 8, drop: 1 },
      ];
      cli.print(renderTable(columns, agents, cli));
    }),
  );
  addExamples(command, ["millrace agent ls", "who takes runs, and how many go on"]);
};
