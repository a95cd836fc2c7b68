import { openProfiles } from "#cli/commands/profile/change.ts";
import { addExamples } from "#cli/examples.ts";
import { renderJson } from "#cli/render/json.ts";
import { type Column, renderTable } from "#cli/render/table.ts";
import type { Define } from "#cli/tree.ts";

/** `millrace profile ls` */
export const define: Define = (command, cli) => {
  command.option("--json", "print JSON").action((options: { json?: true }) => {
    const { file, used } = openProfiles(cli.inputs);
    const rows = Object.entries(file.profiles).map(([name, values]) => ({
      name,
      active: name === used,
      api_url: values.MILLRACE_API_URL ?? null,
      settings: Object.keys(values).length,
    }));
    cli.print(options.json ? renderJson(rows) : renderTable(columns, rows, cli));
  });
  addExamples(command, ["millrace profile ls", "a star marks the profile in use"]);
};

interface Row {
  readonly name: string;
  readonly active: boolean;
  readonly api_url: string | null;
  readonly settings: number;
}

const columns: Column<Row>[] = [
  { title: " ", value: ({ active }) => (active ? "*" : ""), min: 1, style: () => "green" },
  { title: "PROFILE", value: ({ name }) => name, min: 12, style: ({ active }) => (active ? "bold" : undefined) },
  {
    title: "API",
    value: ({ api_url }) => api_url ?? "this machine",
    min: 16,
    style: ({ api_url }) => (api_url === null ? "dim" : undefined),
  },
  { title: "SETTINGS", value: ({ settings }) => String(settings), align: "right", drop: 1 },
];
