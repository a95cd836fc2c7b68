import { addExamples } from "#cli/examples.ts";
import { renderJson } from "#cli/render/json.ts";
import { matchText } from "#cli/render/notifications.ts";
import { idColumn } from "#cli/render/runs.ts";
import { type Column, renderTable } from "#cli/render/table.ts";
import type { Define } from "#cli/tree.ts";
import type { Notification } from "#core/contract/notifications.ts";

/** `millrace notification ls` */
export const define: Define = (command, cli) => {
  command.option("--json", "print JSON").action((options: { json?: true }) =>
    cli.api(async ({ client }) => {
      const all = await client.filterNotifications({});
      if (options.json) return cli.print(renderJson(all));
      if (all.length === 0) return cli.note('No notifications yet. Make one: "millrace notification create failures --slack-webhook URL".');
      cli.print(renderTable([...columns, idColumn(all)], all, cli));
    }),
  );
  addExamples(command, ["millrace notification ls", "who is told of what"]);
};

const columns: Column<Notification>[] = [
  { title: "NOTIFICATION", value: ({ name }) => name, min: 12, style: () => "bold" },
  {
    title: "STATUS",
    value: ({ is_paused }) => (is_paused ? "paused" : "active"),
    min: 6,
    style: ({ is_paused }) => (is_paused ? "yellow" : "green"),
  },
  { title: "TELLS OF", value: matchText, min: 12 },
  { title: "CHANNEL", value: ({ channel }) => channel.type, min: 7, drop: 1 },
  { title: "TARGET", value: ({ channel }) => channel.target, min: 10, drop: 2 },
];
