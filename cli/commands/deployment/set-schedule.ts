import type { Cli } from "#cli/cli.ts";
import { CliError } from "#cli/errors.ts";
import { addExamples } from "#cli/examples.ts";
import { findDeployment } from "#cli/find-deployment.ts";
import { findSchedule, listed } from "#cli/find-schedule.ts";
import { fireTimesTable, nextFireTimes } from "#cli/render/fire-times.ts";
import { scheduleText } from "#cli/render/schedule.ts";
import type { Define } from "#cli/tree.ts";
import type { Client } from "#core/contract/client.ts";
import type { Deployment, DeploymentSchedule } from "#core/contract/deployments.ts";
import { addScheduleOptions, bodyOf, type ScheduleFlags, scheduleOf } from "./schedule-options.ts";

interface Options extends ScheduleFlags {
  readonly add?: true;
  readonly replace?: string;
  readonly all?: true;
}

/** `millrace deployment set-schedule` */
export const define: Define = (command, cli) => {
  command.argument("<deployment>", "flow/name, its name alone, its id or the beginning of its id");
  addScheduleOptions(command);
  command
    .option("--add", "beside the schedules it has")
    .option("--replace <schedule>", "in place of this one, by slug, id or beginning of the id; what is not said of it stays")
    .option("--all", "in place of all it has, if there are several")
    .action((words: string, options: Options) => {
      const definition = scheduleOf(options, words);
      const body = definition === undefined ? undefined : bodyOf(definition);
      checkPlace(options);
      return cli.api(async ({ client }) => {
        const deployment = await findDeployment(client, words);
        const { id, name } = deployment;
        const gone = replaced(deployment, options, words);
        const schedule_id = options.replace === undefined ? undefined : gone[0]!.id;
        if (options.add && body !== undefined) await client.createDeploymentSchedules({ params: { id }, body: [body] });
        else if (schedule_id === undefined)
          await client.updateDeployment({ params: { id }, body: { schedules: body === undefined ? [] : [body] } });
        else if (body === undefined) await client.deleteDeploymentSchedule({ params: { id, schedule_id } });
        else await client.updateDeploymentSchedule({ params: { id, schedule_id }, body });
        const { schedules, paused } = await client.readDeployment({ params: { id } });
        cli.print(`Deployment "${name}" (${id}) ${outcome(schedules, options)}.`);
        if (gone.length > 0) cli.print(`Replaced: ${gone.map(({ schedule }) => scheduleText(schedule)).join("; ")}`);
        if (schedules.length > 0) await showNext(cli, client, { schedules, paused }, words);
      });
    });
  addExamples(
    command,
    ["millrace deployment set-schedule train/nightly --interval 5m", "its only schedule; one it had is replaced"],
    ['millrace deployment set-schedule train/nightly --cron "0 9 * * MON-FRI" --timezone Europe/Kyiv --add', "one more"],
    ["millrace deployment set-schedule train/nightly --interval 2h --replace hourly", "the others stay"],
    ["millrace deployment set-schedule train/nightly --none", "runs by hand only"],
  );
};

function checkPlace({ add, replace, all, none }: Options): void {
  const places = [add && "--add", replace !== undefined && "--replace", all && "--all"].filter(Boolean);
  if (places.length > 1) throw new CliError("usage", `${places.join(" and ")} were given.`, "Give one of them.");
  if (add && none)
    throw new CliError("usage", "--add adds a schedule, and --none is none.", "Give --interval, --cron or --rrule with --add.");
}

/** The schedules that go. Which of several is for the user to say: the others would be lost unseen. */
function replaced(deployment: Deployment, { add, replace, all, none }: Options, words: string): readonly DeploymentSchedule[] {
  const { name, schedules } = deployment;
  if (add) return [];
  if (replace !== undefined) return [findSchedule(deployment, replace)];
  if (schedules.length > 1 && !all && !none)
    throw new CliError(
      "usage",
      `Deployment ${JSON.stringify(name)} has ${schedules.length} schedules:${listed(schedules)}`,
      `Say where this one goes: --add, --replace ${schedules[0]!.slug ?? schedules[0]!.id.slice(0, 8)}, or --all in place of all. List them: millrace deployment schedule ls "${words}"`,
    );
  return schedules;
}

function outcome(schedules: readonly DeploymentSchedule[], { add, replace }: Options): string {
  if (schedules.length === 0) return "has no schedule any more";
  if (schedules.length === 1 && !add && replace === undefined) return "is scheduled anew";
  return `has ${schedules.length} ${schedules.length === 1 ? "schedule" : "schedules"} now: ${schedules.map(({ schedule }) => scheduleText(schedule)).join("; ")}`;
}

async function showNext(
  cli: Cli,
  client: Client,
  { schedules, paused }: Pick<Deployment, "schedules" | "paused">,
  words: string,
): Promise<void> {
  cli.note(fireTimesTable(await nextFireTimes(client, schedules, 3), cli.now(), cli));
  if (paused) cli.note(`It is paused, so none of them will run. Resume it: millrace deployment resume "${words}"`);
}
