import { InvalidArgumentError, Option } from "commander";
import type { Cli } from "#cli/cli.ts";
import { CliError } from "#cli/errors.ts";
import { addExamples } from "#cli/examples.ts";
import { findDeployment } from "#cli/find-deployment.ts";
import { fireTimesTable, nextFireTimes } from "#cli/render/fire-times.ts";
import type { Define } from "#cli/tree.ts";
import { duration, readDuration } from "#cli/when.ts";
import type { Client } from "#core/contract/client.ts";
import { Overlap } from "#core/contract/schedules.ts";
import type { DeploymentScheduleDefinition, ScheduleOptions } from "#sdk/deployments/options.ts";
import { cronSchedule, intervalSchedule, rruleSchedule } from "#sdk/deployments/schedules.ts";

interface Options {
  readonly interval?: number;
  readonly cron?: string;
  readonly rrule?: string;
  readonly none?: true;
  readonly timezone?: string;
  readonly anchor?: string;
  readonly overlap?: Overlap;
  readonly catchUp?: string;
}

/** `millrace deployment set-schedule` */
export const define: Define = (command, cli) => {
  command
    .argument("<deployment>", "flow/name, its name alone, its id or the beginning of its id")
    .option("--interval <length>", "so far apart: 90s, 5m, 1h30m, 1d, 1w", duration)
    .option("--cron <expression>", "five fields, such as 0 9 * * MON-FRI")
    .option("--rrule <rule>", "an RFC 5545 recurrence, such as FREQ=MONTHLY;BYDAY=-1FR")
    .option("--none", "no schedule")
    .option("--timezone <zone>", "wall clock it goes by, such as Europe/Kyiv (default: UTC)")
    .option("--anchor <time>", "a time that an interval counts from, on that clock")
    .addOption(new Option("--overlap <policy>", "when one is due while another still runs").choices(Overlap.options))
    .option("--catch-up <policy>", "of times that were missed: all, latest, none, or those within such as 1h", catchUp)
    .action((words: string, options: Options) => {
      const definition = scheduleOf(options, words);
      return cli.api(async ({ client }) => {
        const { id, name } = await findDeployment(client, words);
        await client.updateDeployment({ params: { id }, body: { schedules: definition === undefined ? [] : [bodyOf(definition)] } });
        if (definition === undefined) return cli.print(`Deployment "${name}" (${id}) has no schedule any more.`);
        cli.print(`Deployment "${name}" (${id}) is scheduled anew.`);
        await showNext(cli, client, id, words);
      });
    });
  addExamples(
    command,
    ["millrace deployment set-schedule train/nightly --interval 5m", "instead of the schedules it has"],
    ['millrace deployment set-schedule train/nightly --cron "0 9 * * MON-FRI" --timezone Europe/Kyiv', "at nine on working days"],
    ["millrace deployment set-schedule train/nightly --none", "runs by hand only"],
  );
};

function scheduleOf(options: Options, words: string): DeploymentScheduleDefinition | undefined {
  const kinds = (["interval", "cron", "rrule", "none"] as const).filter((kind) => options[kind] !== undefined);
  if (kinds.length !== 1)
    throw new CliError(
      "usage",
      kinds.length === 0
        ? "No schedule was given."
        : `Only one schedule can be set at a time; ${kinds.map((kind) => `--${kind}`).join(" and ")} were given.`,
      `Give one of --interval, --cron, --rrule or --none: millrace deployment set-schedule "${words}" --interval 5m`,
    );
  if (options.none) return undefined;
  if (options.anchor !== undefined && options.interval === undefined)
    throw new CliError(
      "usage",
      "--anchor goes with --interval only.",
      "A cron expression says its times itself; put DTSTART into an rrule.",
    );
  const { timezone, overlap, anchor } = options;
  const common: ScheduleOptions = {
    ...(timezone !== undefined && { timezone }),
    ...(overlap !== undefined && { overlap }),
    ...(options.catchUp !== undefined && { catchUp: catchUpOf(options.catchUp) }),
  };
  try {
    if (options.interval !== undefined)
      return intervalSchedule({ ...common, seconds: options.interval, ...(anchor !== undefined && { anchor }) });
    return options.cron === undefined ? rruleSchedule(options.rrule as string, common) : cronSchedule(options.cron, common);
  } catch (error) {
    if ((error as { code?: string }).code !== "invalid-options") throw error;
    throw new CliError("usage", (error as Error).message);
  }
}

function bodyOf({ schedule, overlap, catchUp: policy }: DeploymentScheduleDefinition) {
  return {
    schedule,
    ...(overlap !== undefined && { overlap }),
    ...(policy !== undefined && { catch_up: typeof policy === "string" ? policy : { within: policy.withinSeconds } }),
  };
}

async function showNext(cli: Cli, client: Client, id: string, words: string): Promise<void> {
  const { schedules, paused } = await client.readDeployment({ params: { id } });
  cli.note(fireTimesTable(await nextFireTimes(client, schedules, 3), cli.now(), cli));
  if (paused) cli.note(`It is paused, so none of them will run. Resume it: millrace deployment resume "${words}"`);
}

const POLICIES = ["all", "latest", "none"];

function catchUp(text: string): string {
  const { length } = POLICIES.filter((policy) => policy === text);
  if (length === 0 && readDuration(text) === undefined)
    throw new InvalidArgumentError("Expected all, latest, none or a length of time such as 1h.");
  return text;
}

function catchUpOf(text: string): Exclude<ScheduleOptions["catchUp"], undefined> {
  const withinSeconds = readDuration(text);
  return withinSeconds === undefined ? (text as "all") : { withinSeconds };
}
