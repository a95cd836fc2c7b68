import { addExamples } from "#cli/examples.ts";
import { findStorage } from "#cli/find-storage.ts";
import { renderJson } from "#cli/render/json.ts";
import { timeAndAge } from "#cli/render/runs.ts";
import { storageTypes } from "#cli/render/storages.ts";
import { renderPairs } from "#cli/render/table.ts";
import { oneLine } from "#cli/render/text.ts";
import type { Define } from "#cli/tree.ts";
import type { Storage } from "#core/contract/storages.ts";

/** `millrace storage inspect` */
export const define: Define = (command, cli) => {
  command
    .argument("<storage>", "name of the storage, its id or the beginning of its id")
    .option("--json", "print JSON")
    .action((words: string, options: { json?: true }) =>
      cli.api(async ({ client }) => {
        const storage = await findStorage(client, words);
        if (options.json) return cli.print(renderJson(storage));
        const now = cli.now();
        const pairs = [
          ["Storage", cli.paint("bold", oneLine(storage.name))],
          ["ID", storage.id],
          ["Type", storageTypes[storage.type]],
          ["Default", storage.is_default ? "yes: new results and bundles go there" : "no"],
          ...configPairs(storage.config),
          ["Read by", storage.reach === "server" ? "machines that reach the server, through it" : "any machine, by links the server gives"],
          ["Created", timeAndAge(storage.created, now)],
          ["Updated", timeAndAge(storage.updated, now)],
        ] as const;
        cli.print(renderPairs(pairs, cli.paint));
      }),
    );
  addExamples(command, ["millrace storage inspect team-bucket", "by name"]);
};

function configPairs(config: Storage["config"]): [string, string | undefined][] {
  if (config.type === "local") return [["Directory", oneLine(config.path)]];
  return [
    ["Bucket", config.bucket],
    ["Prefix", config.prefix || undefined],
    ["Endpoint", config.endpoint ?? "Amazon's own"],
    ["Region", config.region ?? undefined],
    ["Access key", config.access_key_id ?? "none: the server's own credentials"],
    ["Secret", config.secret_access_key ?? undefined],
  ];
}
