import { CliError } from "#cli/errors.ts";
import { addExamples } from "#cli/examples.ts";
import { findNotification } from "#cli/find-notification.ts";
import { renderJson } from "#cli/render/json.ts";
import type { Define } from "#cli/tree.ts";
import type { Client } from "#core/contract/client.ts";
import type { Delivery } from "#core/contract/notifications.ts";

/** `millrace notification test` */
export const define: Define = (command, cli) => {
  command
    .argument("<notification>", "its name, its id or the beginning of its id")
    .option("--json", "print JSON: the delivery")
    .action((words: string, options: { json?: true }) =>
      cli.api(async ({ client }) => {
        const { id, name } = await findNotification(client, words);
        const sent = await firstAttempt(client, id, await client.testNotification({ params: { id } }));
        if (options.json) cli.print(renderJson(sent));
        if (sent.status === "DELIVERED") return options.json ? undefined : cli.print(`Delivered the test message of "${name}".`);
        if (sent.attempts === 0)
          throw new CliError("failed", "Nobody has taken the test message yet.", 'Messages are sent by a server: "millrace server start".');
        throw new CliError(
          "failed",
          `The test message of "${name}" did not arrive: ${sent.error}`,
          `"millrace notification history ${name}" shows further attempts.`,
        );
      }),
    );
  addExamples(command, ["millrace notification test failures", "sends a message with invented values and says what came of it"]);
};

/** The delivery once it has been tried, or as it is after a while. */
async function firstAttempt(client: Client, id: string, delivery: Delivery): Promise<Delivery> {
  let current = delivery;
  for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline; ) {
    const all = await client.filterDeliveries({ params: { id }, query: { limit: 50 } });
    current = all.find((one) => one.id === delivery.id) ?? current;
    // being sent now: counted, and neither done nor failed
    if (current.status !== "PENDING" || current.error !== null) return current;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return current;
}

const PATIENCE_MS = 15_000;
const POLL_MS = 200;
