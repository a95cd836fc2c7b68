import { CliError } from "#cli/errors.ts";
import { addExamples } from "#cli/examples.ts";
import { isId } from "#cli/find-run.ts";
import { gather, stateFilter } from "#cli/options.ts";
import { orStdin } from "#cli/read-stdin.ts";
import { renderJson } from "#cli/render/json.ts";
import { matchText } from "#cli/render/notifications.ts";
import type { Define } from "#cli/tree.ts";
import type { Client } from "#core/contract/client.ts";

interface Options {
  readonly slackWebhook?: string;
  readonly webhook?: string;
  readonly secretStdin?: true;
  readonly email?: string[];
  readonly smtp?: string;
  readonly from?: string;
  readonly state?: string[];
  readonly tag?: string[];
  readonly flow?: string[];
  readonly deployment?: string[];
  readonly message?: string;
  readonly subject?: string;
  readonly json?: true;
}

/** `millrace notification create` */
export const define: Define = (command, cli) => {
  command
    .argument("<name>", "what the notification is called")
    .option("--slack-webhook <url>", "an incoming webhook of Slack or of what takes the same; - reads it from standard input")
    .option("--webhook <url>", "an address that takes signed JSON")
    .option("--secret-stdin", "read the webhook's secret from standard input; without it one is made and shown once")
    .option("--email <address>", "a recipient of mail; again for several", gather)
    .option("--smtp <url>", "the mail server: smtp://user:password@host:587; - reads it from standard input")
    .option("--from <address>", "the sender of mail")
    .option("-s, --state <state>", "tell of this state, by type or name; again for several; default Failed and Crashed", gather)
    .option("-t, --tag <tag>", "only of runs with this tag; again for all of several", gather)
    .option("-f, --flow <flow>", "only of runs of this flow, by name or id; again for several", gather)
    .option("-d, --deployment <deployment>", "only of runs of this deployment, by flow/name or id; again for several", gather)
    .option("-m, --message <text>", "what to say, with places such as {{ flow_run.name }}")
    .option("--subject <text>", "subject of mail, with places")
    .option("--json", "print JSON")
    .action(async (name: string, options: Options) => {
      const channel = await channelOf(options);
      await cli.api(async ({ client }) => {
        const states = stateFilter(options.state ?? ["failed", "crashed"]);
        const saved = await client.createNotification({
          body: {
            name,
            channel,
            match: {
              state_types: states?.type?.any_ ?? [],
              state_names: states?.name?.any_ ?? [],
              tags: options.tag ?? [],
              flows: options.flow ?? [],
              deployment_ids: await Promise.all((options.deployment ?? []).map((words) => deploymentId(client, words))),
            },
            message: options.message ?? null,
            subject: options.subject ?? null,
          },
        });
        if (options.json) return cli.print(renderJson(saved));
        cli.print(`Created notification "${saved.name}" (${saved.id}): ${matchText(saved)} → ${saved.channel.target}.`);
        if (saved.webhook_secret !== null) cli.print(`Its secret, shown this once: ${saved.webhook_secret}`);
        cli.note(`Try it out: millrace notification test ${JSON.stringify(saved.name)}`);
      });
    });
  addExamples(
    command,
    ["millrace notification create failures --slack-webhook https://hooks.slack.com/services/…", "failed and crashed runs, to a channel"],
    ["millrace notification create audit --webhook https://example.com/hook --state completed --tag ml", "signed JSON for each"],
    ["echo smtp://me:secret@mail.example.com | millrace notification create mail --email ann@example.com --smtp -", "by mail"],
  );
};

async function channelOf({ slackWebhook, webhook, secretStdin, email, smtp, from }: Options) {
  const given = [slackWebhook, webhook, email].filter((one) => one !== undefined).length;
  if (given !== 1)
    throw new CliError(
      "usage",
      "A notification has one channel.",
      "Give one of --slack-webhook URL, --webhook URL and --email ADDRESS --smtp URL.",
    );
  if (slackWebhook !== undefined) return { type: "slack-webhook" as const, url: await orStdin(slackWebhook) };
  if (webhook !== undefined) {
    const secret = secretStdin ? await orStdin("-") : undefined;
    return { type: "webhook" as const, url: webhook, ...(secret !== undefined && { secret }) };
  }
  if (smtp === undefined) throw new CliError("usage", "Mail needs a server.", "Add --smtp smtp://user:password@host:587.");
  return { type: "email" as const, to: email!, smtp_url: await orStdin(smtp), ...(from !== undefined && { from }) };
}

async function deploymentId(client: Client, words: string): Promise<string> {
  if (isId(words)) return words;
  const [flow_name = "", ...name] = words.split("/");
  return (await client.readDeploymentByName({ params: { flow_name, deployment_name: name.join("/") } })).id;
}
