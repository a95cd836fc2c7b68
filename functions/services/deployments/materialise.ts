import type { DeploymentSchedule } from "#core/contract/deployments.ts";
import { formatTimestamp, parseTimestamp } from "#core/contract/scalars.ts";
import type { JsonObject } from "#core/ports/store.ts";
import { timesToCatchUp } from "#core/rules/schedules/catch-up.ts";
import { DEFAULT_WINDOW, runsToMaterialise, scheduledRunId } from "#core/rules/schedules/materialise.ts";
import { scheduledTimes } from "#core/rules/schedules/times.ts";
import { crashPoint } from "../../crash-point.ts";
import { change } from "../change.ts";
import { type DeploymentRecord, deploymentKey, deploymentOf, madeOf, scheduledKey } from "../documents/deployment.ts";
import type { Parts } from "../parts.ts";
import { TICK_QUEUE } from "../tick-queue.ts";
import { announceAhead } from "./announce-ahead.ts";
import { insertScheduledRun } from "./insert.ts";
import { newDeploymentRun } from "./new-run.ts";
import { removeSuperseded } from "./superseded.ts";

export const timerOf = (deploymentId: string): string => `deployment-${deploymentId}`;

/**
 * Makes the runs that a deployment's schedules have ahead, and those that were missed while nobody looked and are to be caught up. Then sets
 * the timer for the next time there is something to make, so that the cost goes with the firings and not with the deployments.
 *
 * Ids are derived from schedule and time: two that do this at once, or one that dies half-way and does it again, make each run once.
 * What has been made is noted, so that a run somebody deleted is not made again.
 *
 * Where hints are delayed, the runs of the next minutes are announced, and the timer is set so that the ones after them are in time.
 * `announcedThrough` says up to when that was done before.
 */
export async function materialise(parts: Parts, deploymentId: string, announcedThrough?: number): Promise<{ readonly made: number }> {
  const { store, clock, timers } = parts;
  const current = await store.get(deploymentKey(deploymentId));
  const deployment = current === null ? null : deploymentOf(current);
  const schedules = deployment === null || deployment.paused ? [] : deployment.schedules.filter(({ active }) => active);
  if (deployment === null || schedules.length === 0) {
    await timers?.delete(timerOf(deploymentId));
    // what they say when they go on counts from then
    await store.delete(scheduledKey(deploymentId));
    return { made: 0 };
  }
  const noted = await store.get<{ through: Record<string, string> }>(scheduledKey(deploymentId));
  const now = clock.now();
  await noteBegin(parts, deployment, schedules, noted?.body.through, now);
  crashPoint("tick:begin-noted");
  const through: Record<string, string> = {};
  const wakes: number[] = [];
  let made = 0;
  for (const schedule of schedules) {
    const made_of = madeOf(deployment, schedule);
    const { times, last, wake } = plan(schedule, noted?.body.through[made_of], now);
    for (const time of times) if (await make(parts, deployment, schedule, time, made_of)) made += 1;
    through[made_of] = formatTimestamp(last);
    if (wake !== undefined) wakes.push(wake);
  }
  crashPoint("tick:runs-made");
  if (JSON.stringify(noted?.body.through) !== JSON.stringify(through)) await note(parts, deploymentId, through);
  crashPoint("tick:noted");
  const ahead = parts.settings.delayedHints === true ? await announceAhead(parts, deployment, schedules, announcedThrough) : undefined;
  crashPoint("tick:hinted");
  await setTimer(parts, deploymentId, wakes, ahead);
  await undoIfChanged(parts, deploymentId, current?.version ?? 0);
  return { made };
}

interface Plan {
  readonly times: readonly number[];
  /** Up to when runs have been made then. */
  readonly last: number;
  /** When there is more to make. */
  readonly wake: number | undefined;
}

function plan(schedule: DeploymentSchedule, notedThrough: string | undefined, now: number): Plan {
  const most = schedule.max_scheduled_runs ?? DEFAULT_WINDOW.mostRuns;
  // one more than promised, since the next look comes a little after a firing
  const window = { ...DEFAULT_WINDOW, leastRuns: Math.min(most, DEFAULT_WINDOW.leastRuns + 1), mostRuns: most };
  const ahead = runsToMaterialise(
    { deploymentId: schedule.deployment_id, scheduleId: schedule.id, schedule: schedule.schedule },
    now,
    window,
  );
  const through = notedThrough === undefined ? now : parseTimestamp(notedThrough);
  const missed = through < now ? scheduledTimes(schedule.schedule, { after: through, until: now, limit: MISSED }) : [];
  const late = timesToCatchUp(schedule.catch_up, missed, now);
  const times = [...late, ...ahead.map(({ time }) => time).filter((time) => notedThrough === undefined || time > through)];
  const last = Math.max(through, ahead.at(-1)?.time ?? 0, missed.at(-1) ?? 0);
  const next = ahead[Math.max(0, Math.floor((ahead.length - DEFAULT_WINDOW.leastRuns) / 2))];
  return { times, last, wake: next?.time };
}

/** Of a schedule that was not looked at for long, no more times than this are gone through at once. */
const MISSED = 1000;

async function make(
  parts: Parts,
  deployment: DeploymentRecord,
  schedule: DeploymentSchedule,
  time: number,
  made_of: string,
): Promise<boolean> {
  const scheduled_time = formatTimestamp(time);
  const record = newDeploymentRun(
    deployment,
    {
      parameters: { ...deployment.parameters, ...schedule.parameters } as JsonObject,
      state: { type: "SCHEDULED", state_details: { scheduled_time } },
    },
    { id: scheduledRunId(deployment.id, schedule.id, time), now: parts.clock.now() },
  );
  return insertScheduledRun(parts, {
    ...record,
    auto_scheduled: true,
    schedule_id: schedule.id,
    made_of,
    created_by: { id: schedule.id, type: "SCHEDULE", display_value: schedule.slug ?? deployment.name },
  });
}

// Whoever makes the first runs may die half-way and be followed by another much later, who is to make the times in between too.
async function noteBegin(
  parts: Parts,
  deployment: DeploymentRecord,
  schedules: readonly DeploymentSchedule[],
  noted: Readonly<Record<string, string>> | undefined,
  now: number,
): Promise<void> {
  const begin = formatTimestamp(Math.ceil(now) - 1);
  const through = Object.fromEntries(schedules.map((schedule) => madeOf(deployment, schedule)).map((id) => [id, noted?.[id] ?? begin]));
  if (Object.keys(through).some((id) => noted?.[id] === undefined)) await note(parts, deployment.id, through);
}

async function note(parts: Parts, deploymentId: string, through: Record<string, string>): Promise<void> {
  await change<{ through: Record<string, string> }, void>(parts.store, scheduledKey(deploymentId), "deployment", (current) => {
    const merged = { ...through };
    for (const [id, time] of Object.entries(current?.body.through ?? {}))
      if (merged[id] !== undefined && time > merged[id]) merged[id] = time;
    return { document: { ...scheduledKey(deploymentId), body: { through: merged } }, result: undefined };
  });
}

async function setTimer(
  { timers, clock }: Parts,
  deploymentId: string,
  wakes: readonly number[],
  ahead: { readonly through: number; readonly wake: number } | undefined,
): Promise<void> {
  if (timers === undefined || wakes.length === 0) return;
  // spread over deployments, so that not all of those that start on the hour are looked at in the same second
  const spread = Number.parseInt(deploymentId.slice(0, 4), 16) % 20_000;
  // a few seconds after the firing, so that making the next runs is not in the way of starting those due
  const make = Math.min(...wakes) + 3_000 + spread;
  const wake = ahead === undefined ? make : Math.max(Math.min(make, ahead.wake - spread), clock.now() + SOONEST_MS);
  const body = JSON.stringify({ deployment_id: deploymentId, ...(ahead !== undefined && { announced_through: ahead.through }) });
  await timers.put({ id: timerOf(deploymentId), schedule: { kind: "at", at: Math.ceil(wake / 1000) * 1000 }, queue: TICK_QUEUE, body });
}

const SOONEST_MS = 10_000;

// Whoever changed the deployment meanwhile has removed the runs of what it said before, perhaps before ours were written.
async function undoIfChanged(parts: Parts, deploymentId: string, version: number): Promise<void> {
  const current = await parts.store.get(deploymentKey(deploymentId));
  if (current?.version === version) return;
  await removeSuperseded(parts, deploymentId, current === null ? null : deploymentOf(current));
}
