import { addExamples } from "#cli/examples.ts";
import { limitName } from "#cli/limit-name.ts";
import { section } from "#cli/render/details.ts";
import { renderJson } from "#cli/render/json.ts";
import { timeAndAge } from "#cli/render/runs.ts";
import { type Column, renderPairs, renderTable } from "#cli/render/table.ts";
import { oneLine } from "#cli/render/text.ts";
import { relativeTime } from "#cli/render/time.ts";
import type { Define } from "#cli/tree.ts";
import type { SlotHolder } from "#core/contract/concurrency-limits.ts";
import { parseTimestamp } from "#core/contract/scalars.ts";

/** `millrace concurrency-limit inspect` */
export const define: Define = (command, cli) => {
  command
    .argument("<name>", "name of the limit or its id; with --tag, the tag")
    .option("--tag", "the name is a tag")
    .option("--json", "print JSON: the limit, with `holders`")
    .action((words: string, options: { tag?: true; json?: true }) =>
      cli.api(async ({ client }) => {
        const params = { id_or_name: limitName(words, options) };
        const [limit, holders] = await Promise.all([client.readConcurrencyLimitV2({ params }), client.readConcurrencyHolders({ params })]);
        if (options.json) return cli.print(renderJson({ ...limit, holders }));
        const now = cli.now();
        const rate = limit.slot_decay_per_second;
        const pairs = [
          ["Limit", cli.paint("bold", oneLine(limit.name))],
          ["ID", limit.id],
          ["In use", `${limit.active_slots} of ${limit.limit}`],
          ["Comes back", rate > 0 ? `${rate} a second` : undefined],
          ["Active", limit.active ? undefined : "no: it holds nobody back"],
          ["Created", timeAndAge(limit.created, now)],
        ] as const;
        cli.print(renderPairs(pairs, cli.paint));
        const table = renderTable(columns(now), holders, { ...cli, width: cli.width - 2 });
        cli.print(section("Holders", holders.length === 0 ? "none" : table, cli.paint));
      }),
    );
  addExamples(
    command,
    ["millrace concurrency-limit inspect database", "who holds its slots"],
    ["millrace concurrency-limit inspect gpu --tag", "the limit of a tag"],
  );
};

function columns(now: number): readonly Column<SlotHolder>[] {
  return [
    { title: "HOLDER", value: holderName, min: 14 },
    { title: "SLOTS", value: ({ slots }) => String(slots), align: "right" },
    { title: "SINCE", value: ({ acquired }) => relativeTime(parseTimestamp(acquired), now), min: 8 },
    { title: "CHECKED", value: ({ expires }) => relativeTime(parseTimestamp(expires), now), min: 8, drop: 1 },
    { title: "FLOW RUN", value: ({ flow_run_id }) => flow_run_id ?? "–", min: 13, drop: 2, style: () => "dim" },
  ];
}

function holderName({ flow_run_name, flow_run_id, task_run_id, lease_id }: SlotHolder): string {
  if (flow_run_id !== null) return flow_run_name ?? flow_run_id;
  return task_run_id === null ? `lease ${lease_id ?? "–"}` : `task run ${task_run_id}`;
}
