import { addExamples } from "#cli/examples.ts";
import { renderJson } from "#cli/render/json.ts";
import { type Column, renderTable } from "#cli/render/table.ts";
import type { Define } from "#cli/tree.ts";
import { type FoundSetting, findSettings } from "#sdk/settings/read-settings.ts";
import { declarationOf } from "#sdk/settings/table.ts";

/** `millrace config view` */
export const define: Define = (command, cli) => {
  command
    .option("--show-secrets", "print tokens in clear")
    .option("--json", "print JSON")
    .action((options: { showSecrets?: true; json?: true }) => {
      const rows = findSettings(cli.inputs).map((found) => toRow(found, options.showSecrets === true));
      if (options.json)
        return cli.print(
          renderJson(Object.fromEntries(rows.map(({ name, value, source, error }) => [name, { value, source, ...(error && { error }) }]))),
        );
      cli.print(renderTable(columns, rows, cli));
      for (const { error } of rows) if (error !== undefined) cli.note(`\n✘ ${error}`);
      if (rows.some(({ hidden }) => hidden)) cli.note('\nSecrets are hidden; "millrace config view --show-secrets" prints them.');
    });
  addExamples(
    command,
    ["millrace config view", "which value counts, and who set it"],
    ["millrace config view --json", "the same for a program"],
  );
};

interface Row {
  readonly name: string;
  readonly value: unknown;
  readonly source: string;
  readonly hidden: boolean;
  readonly error: string | undefined;
}

const columns: Column<Row>[] = [
  { title: "SETTING", value: ({ name }) => name, min: 22, style: ({ source }) => (source === "default" ? undefined : "bold") },
  {
    title: "VALUE",
    value: ({ value }) => (value === null ? "–" : String(value)),
    min: 12,
    style: ({ error, value }) => (error !== undefined ? "red" : value === null ? "dim" : undefined),
  },
  { title: "SOURCE", value: ({ source }) => source, min: 11, style: ({ source }) => (source === "default" ? "dim" : "cyan") },
];

function toRow(found: FoundSetting, showSecrets: boolean): Row {
  const { name, source, text } = found;
  const hidden = declarationOf(name).secret === true && text !== undefined && !showSecrets;
  const value = hidden ? "********" : found.error === undefined ? found.value : text;
  return { name, source, value: value ?? null, hidden, error: found.error?.message };
}
