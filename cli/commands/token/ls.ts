import { addExamples } from "#cli/examples.ts";
import { renderJson } from "#cli/render/json.ts";
import { type Column, renderTable } from "#cli/render/table.ts";
import { relativeTime } from "#cli/render/time.ts";
import type { Define } from "#cli/tree.ts";
import { parseTimestamp } from "#core/contract/scalars.ts";
import type { Token } from "#core/contract/tokens.ts";

/** `millrace token ls` */
export const define: Define = (command, cli) => {
  command
    .option("-a, --all", "also tokens that expired or were revoked within a month")
    .option("--json", "print JSON")
    .action(({ all, json }: { all?: true; json?: true }) =>
      cli.api(async ({ client }) => {
        const tokens = (await client.listTokens({})).filter(({ status }) => all || status === "active");
        if (json) return cli.print(renderJson(tokens));
        if (tokens.length === 0) return cli.note('No tokens. Make one with "millrace token create <name> --role <role>".');
        cli.print(renderTable(columns(cli.now()), tokens, cli));
      }),
    );
  addExamples(command, ["millrace token ls", "by name, with when each was last used"], ["millrace token ls --all --json", "for a program"]);
};

function columns(now: number): Column<Token>[] {
  const time = (value: string | null, none: string) => (value === null ? none : relativeTime(parseTimestamp(value), now));
  return [
    { title: "TOKEN", value: ({ name }) => name, min: 10, style: () => "bold" },
    { title: "ROLE", value: ({ role }) => role, min: 6 },
    { title: "QUEUES", value: ({ work_queues }) => work_queues?.join(", ") ?? "all", min: 6, drop: 2 },
    {
      title: "ENDS",
      value: ({ status, expires_at, revoked_at }) => (status === "revoked" ? `revoked ${time(revoked_at, "")}` : time(expires_at, "never")),
      min: 9,
      style: ({ status }) => (status === "active" ? undefined : "red"),
    },
    { title: "LAST USED", value: ({ last_used }) => time(last_used, "never"), min: 9 },
    { title: "BY", value: ({ created_by }) => created_by ?? "–", min: 4, drop: 1 },
  ];
}
