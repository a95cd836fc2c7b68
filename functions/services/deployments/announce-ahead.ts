import type { DeploymentSchedule } from "#core/contract/deployments.ts";
import { scheduledRunId } from "#core/rules/schedules/materialise.ts";
import { scheduledTimes } from "#core/rules/schedules/times.ts";
import { type DeploymentRecord, placementOf } from "../documents/deployment.ts";
import type { Parts } from "../parts.ts";
import { hint, LONGEST_MS } from "../work-queues/hints.ts";

/**
 * Announces the runs of a deployment that fall due in the next quarter of an hour, each by a message that comes to the second.
 *
 * Answers up to when that was done, and when to go on: so long before the first run thereafter that a timer which is precise to the minute
 * is in time. A run announced twice, or one that is not there any more, costs a claim that finds nothing.
 */
export async function announceAhead(
  parts: Parts,
  deployment: DeploymentRecord,
  schedules: readonly DeploymentSchedule[],
  announcedThrough: number | undefined,
): Promise<{ readonly through: number; readonly wake: number }> {
  const now = parts.clock.now();
  // what was due while nobody looked is announced at once, and once
  const after = Math.max(announcedThrough ?? Math.ceil(now) - 1, now - LONGEST_MS);
  const until = now + LONGEST_MS;
  const all = schedules.flatMap(({ schedule }) => scheduledTimes(schedule, { after, until, limit: MOST_HINTS + 1 }));
  const times = [...new Set(all.map((time) => Math.max(time, now)))].sort((a, b) => a - b);
  const soon = times.slice(0, MOST_HINTS);
  if (placementOf(deployment.infrastructure) !== null)
    await announceEach(parts, deployment, schedules, { after, until, times: new Set(soon) });
  else if (soon.length > 0) await hint(parts, { ...deployment, deployment_id: deployment.id }, ...soon.map((time) => time - now));
  const through = times.length > MOST_HINTS ? soon.at(-1)! : until;
  const later = schedules.flatMap(({ schedule }) => scheduledTimes(schedule, { after: through, limit: 1 }));
  return { through, wake: Math.min(...later) - LEAD_MS };
}

// nobody takes these who would look for himself, so each is named
async function announceEach(
  parts: Parts,
  deployment: DeploymentRecord,
  schedules: readonly DeploymentSchedule[],
  { after, until, times }: { readonly after: number; readonly until: number; readonly times: ReadonlySet<number> },
): Promise<void> {
  const now = parts.clock.now();
  const routed = { ...deployment, deployment_id: deployment.id, placement: placementOf(deployment.infrastructure) };
  for (const schedule of schedules) {
    for (const time of scheduledTimes(schedule.schedule, { after, until, limit: MOST_HINTS + 1 })) {
      if (!times.has(Math.max(time, now)) && !times.has(time)) continue;
      await hint(parts, { ...routed, id: scheduledRunId(deployment.id, schedule.id, time) }, time - now);
    }
  }
}

/** Of schedules that fire every few seconds, no more than this at once. */
const MOST_HINTS = 100;
/** EventBridge Scheduler fires within the minute, and what it sets off takes a moment. */
const LEAD_MS = 120_000;
