import { addExamples } from "#cli/examples.ts";
import { findNotification } from "#cli/find-notification.ts";
import { section } from "#cli/render/details.ts";
import { renderJson } from "#cli/render/json.ts";
import { deliveryColumns, notificationDetails } from "#cli/render/notifications.ts";
import { renderTable } from "#cli/render/table.ts";
import type { Define } from "#cli/tree.ts";

/** `millrace notification inspect` */
export const define: Define = (command, cli) => {
  command
    .argument("<notification>", "its name, its id or the beginning of its id")
    .option("--json", "print JSON: the notification, with `latest_deliveries`")
    .action((words: string, options: { json?: true }) =>
      cli.api(async ({ client }) => {
        const notification = await findNotification(client, words);
        const deliveries = await client.filterDeliveries({ params: { id: notification.id }, query: { limit: 10 } });
        if (options.json) return cli.print(renderJson({ ...notification, latest_deliveries: deliveries }));
        cli.print(notificationDetails(notification, cli.paint));
        const table = renderTable(deliveryColumns(deliveries, cli.now()), deliveries, { ...cli, width: cli.width - 2 });
        cli.print(section("Latest deliveries", deliveries.length === 0 ? "none" : table, cli.paint));
      }),
    );
  addExamples(command, ["millrace notification inspect failures", "its conditions, and the latest deliveries"]);
};
