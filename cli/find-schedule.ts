import type { Deployment, DeploymentSchedule } from "#core/contract/deployments.ts";
import { CliError } from "./errors.ts";
import { scheduleText } from "./render/schedule.ts";
import { oneLine } from "./render/text.ts";

/** Finds the schedule of a deployment a person means by its slug, its id, the beginning of its id, or what it says. */
export function findSchedule({ name, schedules }: Deployment, words: string): DeploymentSchedule {
  const named = schedules.filter(({ slug }) => slug === words);
  const found = named.length > 0 ? named : schedules.filter((one) => isMeant(one, words));
  if (found.length === 1) return found[0]!;
  if (found.length === 0)
    throw new CliError(
      "notFound",
      `Deployment ${JSON.stringify(name)} has no schedule ${JSON.stringify(words)}.`,
      schedules.length === 0 ? "It has no schedule at all." : `Give a slug, an id or the beginning of an id:${listed(schedules)}`,
    );
  throw new CliError("failed", `${JSON.stringify(words)} means more than one schedule.`, `Give the id:${listed(found)}`);
}

/** Schedules one a line, with what each is called by. */
export function listed(schedules: readonly DeploymentSchedule[]): string {
  return schedules
    .map((one) => `\n    ${one.slug === null ? one.id.slice(0, 8) : oneLine(one.slug)}  ${scheduleText(one.schedule)}`)
    .join("");
}

function isMeant({ id, schedule }: DeploymentSchedule, words: string): boolean {
  return (words.length >= 4 && id.startsWith(words.toLowerCase())) || scheduleText(schedule) === words;
}
