import { addExamples } from "#cli/examples.ts";
import { findNotification } from "#cli/find-notification.ts";
import { wholeNumber } from "#cli/options.ts";
import { renderJson } from "#cli/render/json.ts";
import { deliveryColumns } from "#cli/render/notifications.ts";
import { renderTable } from "#cli/render/table.ts";
import type { Define } from "#cli/tree.ts";

/** `millrace notification history` */
export const define: Define = (command, cli) => {
  command
    .argument("<notification>", "its name, its id or the beginning of its id")
    .option("-l, --limit <count>", "how many", wholeNumber(1, 50), 50)
    .option("--json", "print JSON")
    .action((words: string, options: { limit: number; json?: true }) =>
      cli.api(async ({ client }) => {
        const { id, name } = await findNotification(client, words);
        const deliveries = await client.filterDeliveries({ params: { id }, query: { limit: options.limit } });
        if (options.json) return cli.print(renderJson(deliveries));
        if (deliveries.length === 0) return cli.note(`Nothing was sent yet. Try it out: "millrace notification test ${name}".`);
        cli.print(renderTable(deliveryColumns(deliveries, cli.now()), deliveries, cli));
      }),
    );
  addExamples(
    command,
    ["millrace notification history failures", "the last 50 deliveries"],
    ["millrace notification history failures --json | jq '.[] | select(.status == \"FAILED\")'", "what did not arrive"],
  );
};
