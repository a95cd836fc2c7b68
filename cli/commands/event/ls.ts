import { addExamples } from "#cli/examples.ts";
import { findFlowRun } from "#cli/find-run.ts";
import { followEvents, latestEvents } from "#cli/follow-events.ts";
import { gather, wholeNumber } from "#cli/options.ts";
import { renderEvent } from "#cli/render/events.ts";
import type { Define } from "#cli/tree.ts";
import type { Event } from "#core/contract/events.ts";

interface Options {
  readonly run?: string;
  readonly event?: string[];
  readonly limit: number;
  readonly follow?: true;
  readonly json?: true;
}

/** `millrace event ls` */
export const define: Define = (command, cli) => {
  command
    .option("-r, --run <run>", "only events of this flow run, by name or id")
    .option("-e, --event <prefix>", "only events whose name begins so; again for several", gather)
    .option("-l, --limit <count>", "how many", wholeNumber(1, 10_000), 20)
    .option("-f, --follow", "keep printing new events until interrupted")
    .option("--json", "print one JSON object a line")
    .action((options: Options) =>
      cli.api(async ({ client }) => {
        const runId = options.run === undefined ? undefined : (await findFlowRun(client, options.run)).id;
        const query = { runId, prefixes: options.event, limit: options.limit };
        const print = (event: Event) => cli.print(options.json ? JSON.stringify(event) : renderEvent(event, cli.paint));
        const events = await latestEvents(client, query);
        for (const event of events) print(event);
        if (options.follow) await followEvents(client, query, events, print, new AbortController().signal);
        else if (events.length === 0) cli.note('No events match. A server makes them of what runs do: "millrace server start".');
      }),
    );
  addExamples(
    command,
    ["millrace event ls", "the latest 20, oldest first"],
    ["millrace event ls --run funny-otter", "what happened to one run"],
    ["millrace event ls --follow --event prefect.flow-run.Failed", "failures as they happen"],
    ["millrace event ls --json | jq -r .event", "names for a script"],
  );
};
