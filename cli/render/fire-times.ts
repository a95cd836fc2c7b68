import type { Client } from "#core/contract/client.ts";
import type { DeploymentSchedule } from "#core/contract/deployments.ts";
import { parseTimestamp } from "#core/contract/scalars.ts";
import { scheduleText } from "./schedule.ts";
import { type Column, renderTable, type TableOptions } from "./table.ts";
import { localTime, relativeTime } from "./time.ts";

/** One time a schedule fires. */
export interface FireTime {
  readonly time: string;
  readonly schedule: DeploymentSchedule;
}

/** The next times of all schedules together, paused ones left out. */
export async function nextFireTimes(client: Client, schedules: readonly DeploymentSchedule[], count: number): Promise<FireTime[]> {
  const active = schedules.filter((schedule) => schedule.active);
  const times = await Promise.all(
    active.map(async (schedule) => {
      const preview = await client.previewSchedule({ body: { schedule: schedule.schedule, limit: count } });
      return preview.times.map((time) => ({ time, schedule }));
    }),
  );
  return times
    .flat()
    .sort((one, other) => (one.time < other.time ? -1 : 1))
    .slice(0, count);
}

/** A table of them in UTC and in the zone of this machine. */
export function fireTimesTable(times: readonly FireTime[], now: number, options: TableOptions): string {
  const columns: Column<FireTime>[] = [
    { title: "UTC", value: ({ time }) => time.slice(0, 19).replace("T", " "), min: 19 },
    {
      title: `LOCAL (${Intl.DateTimeFormat().resolvedOptions().timeZone})`,
      value: ({ time }) => localTime(parseTimestamp(time)).slice(0, 19),
      min: 19,
    },
    { title: "DUE", value: ({ time }) => relativeTime(parseTimestamp(time), now), min: 6, drop: 2 },
    { title: "SCHEDULE", value: ({ schedule }) => schedule.slug ?? scheduleText(schedule.schedule), min: 8, drop: 1, style: () => "dim" },
  ];
  return renderTable(columns, times, options);
}
