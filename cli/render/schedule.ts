import type { DeploymentSchedule } from "#core/contract/deployments.ts";
import type { Schedule } from "#core/contract/schedules.ts";
import { oneLine } from "./text.ts";

/** When a schedule fires, in few words: `every 5m`, `0 9 * * MON-FRI, Europe/Kyiv`. */
export function scheduleText(schedule: Schedule): string {
  const zone = schedule.timezone === "UTC" ? "" : `, ${schedule.timezone}`;
  if ("interval" in schedule) return `every ${intervalText(schedule.interval)}${zone}`;
  return `${oneLine("cron" in schedule ? schedule.cron : schedule.rrule)}${zone}`;
}

/** All schedules of a deployment, in the cell of a table. */
export function schedulesText(schedules: readonly DeploymentSchedule[]): string {
  if (schedules.length === 0) return "–";
  return schedules.map(({ schedule, active }) => `${scheduleText(schedule)}${active ? "" : " (paused)"}`).join("; ");
}

/** What becomes of times that were missed. */
export function catchUpText({ catch_up: policy }: Pick<DeploymentSchedule, "catch_up">): string {
  return typeof policy === "string" ? policy : `within ${intervalText(policy.within)}`;
}

function intervalText(seconds: number): string {
  const units = [
    [604_800, "w"],
    [86_400, "d"],
    [3600, "h"],
    [60, "m"],
  ] as const;
  let rest = seconds;
  const parts: string[] = [];
  for (const [length, unit] of units) {
    const count = Math.floor(rest / length);
    if (count > 0) parts.push(`${count}${unit}`);
    rest -= count * length;
  }
  if (rest > 0) parts.push(`${Number(rest.toFixed(3))}s`);
  return parts.join(" ");
}
