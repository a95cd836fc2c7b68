import type { Counts } from "../counts.ts";
import type { Swept } from "./sweep.ts";

/** What a pass mended, as it is counted. */
export function sweptCounts(swept: Swept): Counts {
  return Object.fromEntries(Object.entries(swept).map(([name, count]) => [NAMES[name as keyof Swept], count]));
}

/** The name of each count; alarms and the dashboard are about some of them. */
const NAMES: Readonly<Record<keyof Swept, string>> = {
  lost: "LostRuns",
  late: "LateRuns",
  slots: "SlotsRepaired",
  woken: "WaitingRunsWoken",
  coming: "ComingRunsAnnounced",
  pauses: "PausesExpired",
  scheduled: "SchedulesHealed",
  removed: "OldRunsRemoved",
  reindexed: "RunsReindexed",
  unhandled: "UnhandledMessages",
  failed: "SweepFailures",
};
