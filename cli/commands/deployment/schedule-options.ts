import { type Command, InvalidArgumentError, Option } from "commander";
import { CliError } from "#cli/errors.ts";
import { duration, readDuration } from "#cli/when.ts";
import { Overlap } from "#core/contract/schedules.ts";
import type { DeploymentScheduleDefinition, ScheduleOptions } from "#sdk/deployments/options.ts";
import { cronSchedule, intervalSchedule, rruleSchedule } from "#sdk/deployments/schedules.ts";

/** What a schedule is given by on the command line. */
export interface ScheduleFlags {
  readonly interval?: number;
  readonly cron?: string;
  readonly rrule?: string;
  readonly none?: true;
  readonly timezone?: string;
  readonly anchor?: string;
  readonly overlap?: Overlap;
  readonly catchUp?: string;
  readonly slug?: string;
}

/** Declares the options that say a schedule. */
export function addScheduleOptions(command: Command): void {
  command
    .option("--interval <length>", "so far apart: 90s, 5m, 1h30m, 1d, 1w", duration)
    .option("--cron <expression>", "five fields, such as 0 9 * * MON-FRI")
    .option("--rrule <rule>", "an RFC 5545 recurrence, such as FREQ=MONTHLY;BYDAY=-1FR")
    .option("--none", "no schedule")
    .option("--timezone <zone>", "wall clock it goes by, such as Europe/Kyiv (default: UTC)")
    .option("--anchor <time>", "a time that an interval counts from, on that clock")
    .addOption(new Option("--overlap <policy>", "when one is due while another still runs").choices(Overlap.options))
    .option("--catch-up <policy>", "of times that were missed: all, latest, none, or those within such as 1h", catchUp)
    .option("--slug <name>", "what it is called by");
}

/** The schedule the options say; undefined for --none. @throws CliError for none, several, or what can't be followed */
export function scheduleOf(options: ScheduleFlags, words: string): DeploymentScheduleDefinition | undefined {
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
  const { timezone, overlap, anchor, slug } = options;
  const common: ScheduleOptions = {
    ...(timezone !== undefined && { timezone }),
    ...(overlap !== undefined && { overlap }),
    ...(slug !== undefined && { slug }),
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

/** A schedule as the API takes it; what was not said is left out. */
export function bodyOf({ schedule, overlap, catchUp: policy, slug }: DeploymentScheduleDefinition) {
  return {
    schedule,
    ...(overlap !== undefined && { overlap }),
    ...(slug !== undefined && { slug }),
    ...(policy !== undefined && { catch_up: typeof policy === "string" ? policy : { within: policy.withinSeconds } }),
  };
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
