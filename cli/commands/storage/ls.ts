import { addExamples } from "#cli/examples.ts";
import { renderJson } from "#cli/render/json.ts";
import { idColumn } from "#cli/render/runs.ts";
import { defaultColumn, storageTypes, withoutDefault } from "#cli/render/storages.ts";
import { type Column, renderTable } from "#cli/render/table.ts";
import type { Define } from "#cli/tree.ts";
import type { Storage } from "#core/contract/storages.ts";

/** `millrace storage ls` */
export const define: Define = (command, cli) => {
  command.option("--json", "print JSON").action((options: { json?: true }) =>
    cli.api(async ({ client }) => {
      const list = await client.listStorages({});
      if (options.json) return cli.print(renderJson(list));
      const { storages, default_storage_id } = list;
      if (storages.length > 0) {
        const name: Column<Storage> = { title: "STORAGE", value: (storage) => storage.name, min: 10, style: () => "bold" };
        const type: Column<Storage> = { title: "TYPE", value: (storage) => storageTypes[storage.type], min: 9, drop: 2 };
        const location: Column<Storage> = { title: "LOCATION", value: (storage) => storage.location, min: 14 };
        cli.print(renderTable([name, defaultColumn, type, location, idColumn(storages)], storages, cli));
      }
      if (default_storage_id !== null) return;
      cli.note(`${storages.length === 0 ? "No storage is set up." : "No storage is the default one."} ${withoutDefault(list)}`);
      cli.note(
        storages.length === 0
          ? '  Set one up with "millrace storage create".'
          : '  Make one the default with "millrace storage set-default <name>".',
      );
    }),
  );
  addExamples(command, ["millrace storage ls", "storages, and where new results go"]);
};
