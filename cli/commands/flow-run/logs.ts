import { InvalidArgumentError } from "commander";
import { addExamples } from "#cli/examples.ts";
import { findFlowRun } from "#cli/find-run.ts";
import { followLogs } from "#cli/follow-logs.ts";
import { wholeNumber } from "#cli/options.ts";
import { renderLog } from "#cli/render/log.ts";
import { paintedState } from "#cli/render/runs.ts";
import type { Define } from "#cli/tree.ts";
import type { Log } from "#core/contract/logs.ts";
import { Level } from "#sdk/settings/values.ts";

interface Options {
  readonly follow?: true;
  readonly level?: string;
  readonly tail?: number;
  readonly json?: true;
}

/** `millrace flow-run logs` */
export const define: Define = (command, cli) => {
  command
    .argument("<run>", "name of the run, its id or the beginning of its id")
    .option("-f, --follow", "keep printing new lines until the run ends")
    .option("--level <level>", "this level and above: DEBUG, INFO, WARNING, ERROR, CRITICAL", parseLevel)
    .option("-n, --tail <count>", "only the last lines", wholeNumber(0, 100_000))
    .option("--json", "print one JSON object a line")
    .action((words: string, options: Options) =>
      cli.api(async ({ client }) => {
        const run = await findFlowRun(client, words);
        const print = (log: Log) => cli.print(options.json ? JSON.stringify(log) : renderLog(log, cli.paint));
        let printed = 0;
        const last = await followLogs(
          client,
          run,
          { follow: options.follow === true, level: options.level === undefined ? undefined : levels[options.level], tail: options.tail },
          (log) => {
            printed += 1;
            print(log);
          },
        );
        if (options.follow) cli.note(`${last.name} is ${last.state === null ? "without a state" : paintedState(last.state, cli.paint)}.`);
        else if (printed === 0)
          cli.note(
            last.end_time === null
              ? `No log lines yet. Wait for them with "millrace flow-run logs ${words} --follow".`
              : "This run left no log lines that match.",
          );
      }),
    );
  addExamples(
    command,
    ["millrace flow-run logs funny-otter", "all lines"],
    ["millrace flow-run logs funny-otter --follow", "until the run ends"],
    ["millrace flow-run logs funny-otter --level warning --tail 20", "the last warnings and errors"],
  );
};

const levels: Readonly<Record<string, number>> = { DEBUG: 10, INFO: 20, WARNING: 30, ERROR: 40, CRITICAL: 50 };

function parseLevel(text: string): string {
  const level = Level.safeParse(text);
  if (level.success) return level.data;
  throw new InvalidArgumentError(`Expected ${level.error.issues[0]?.message}.`);
}
