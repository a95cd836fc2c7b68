import { addExamples } from "#cli/examples.ts";
import { bytes } from "#cli/render/bytes.ts";
import { renderJson } from "#cli/render/json.ts";
import { renderPairs } from "#cli/render/table.ts";
import { relativeTime } from "#cli/render/time.ts";
import { look, readSizes } from "#cli/server/health.ts";
import type { Define } from "#cli/tree.ts";
import type { Sizes } from "#core/contract/sizes.ts";

/** `millrace server status` */
export const define: Define = (command, cli) => {
  command
    .description("Is a server running on the data directory, and where. Exit code 0 if it answers, 1 if not.")
    .option("--data-dir <directory>", "look at this data directory")
    .option("--json", "print JSON")
    .action(async (options: { dataDir?: string; json?: true }) => {
      const settings = await cli.settings({ MILLRACE_DATA_DIR: options.dataDir });
      const dataDir = settings.MILLRACE_DATA_DIR.value;
      const found = await look(dataDir);
      const sizes = found?.healthy ? await readSizes(found.server) : undefined;
      cli.exitCode = found?.healthy ? 0 : 1;
      if (options.json) {
        const server =
          found === null ? null : { url: found.server.url, pid: found.server.pid, since: new Date(found.server.since).toISOString() };
        return cli.print(
          renderJson({ running: found !== null, healthy: found?.healthy ?? false, data_dir: dataDir, ...server, ...(sizes && { sizes }) }),
        );
      }
      if (found === null) cli.print(`No server is running on ${dataDir}.\n  → millrace server start`);
      else {
        const state = found.healthy ? cli.paint("green", "✔ running") : cli.paint("red", "✘ does not answer");
        const { url, pid, since } = found.server;
        cli.print(
          renderPairs(
            [
              ["Server", state],
              ["Console", url],
              ["Process", String(pid)],
              ["Started", relativeTime(since, cli.now())],
              ["Data", dataDir],
              ["Holds", sizes === undefined ? undefined : contents(sizes)],
              ["Database", sizes === undefined ? undefined : database(sizes)],
              [
                "Files",
                sizes?.blobs == null ? undefined : `${bytes(sizes.blob_bytes ?? 0)} in ${sizes.blobs} ${plural(sizes.blobs, "file")}`,
              ],
            ],
            cli.paint,
          ),
        );
      }
      const api = settings.MILLRACE_API_URL;
      if (api.value !== undefined) cli.note(`\nCommands and runs use ${api.value} instead (MILLRACE_API_URL from ${api.source}).`);
    });
  addExamples(command, ["millrace server status", "for people"], ["millrace server status --json", "for programs"]);
};

function contents({ flow_runs, task_runs, documents }: Sizes): string | undefined {
  if (flow_runs === null || task_runs === null) return undefined;
  return `${flow_runs} ${plural(flow_runs, "flow run")}, ${task_runs} ${plural(task_runs, "task run")}; ${documents} documents in all`;
}

function database({ database_bytes, free_bytes }: Sizes): string | undefined {
  if (database_bytes === null) return undefined;
  return bytes(database_bytes) + (free_bytes ? ` (${bytes(free_bytes)} free for new documents)` : "");
}

function plural(count: number, word: string): string {
  return count === 1 ? word : `${word}s`;
}
