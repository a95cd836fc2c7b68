import { ProblemError } from "#core/contract/problem.ts";
import { formatTimestamp, parseTimestamp } from "#core/contract/scalars.ts";
import { checkSchedule, scheduledTimes } from "#core/rules/schedules/times.ts";
import type { Services } from "../deps.ts";
import type { DeploymentRecord } from "../documents/deployment.ts";
import type { Parts } from "../parts.ts";
import { notFound } from "../refusals.ts";
import { saveExisting, scheduleOf } from "./deployments.ts";
import { getDeployment } from "./get-deployment.ts";

type ScheduleServices = Pick<
  Services,
  "readDeploymentSchedules" | "createDeploymentSchedules" | "updateDeploymentSchedule" | "deleteDeploymentSchedule" | "previewSchedule"
>;

/** The schedules of a deployment one by one. Changing one removes its scheduled runs and makes those of what it says now. */
export function scheduleServices(parts: Parts): ScheduleServices {
  return {
    readDeploymentSchedules: async ({ params }) => (await getDeployment(parts, params.id)).schedules,
    async createDeploymentSchedules({ params, body }) {
      const ids = new Set<string>();
      const { deployment } = await saveExisting(parts, params.id, (before, now) => {
        const fresh = body.map((given) => scheduleOf(before.id, given, now));
        for (const { id } of fresh) ids.add(id);
        const taken = fresh.find(({ id }) => before.schedules.some((schedule) => schedule.id === id));
        if (taken !== undefined) throw isThere(taken.slug);
        if (before.schedules.length + fresh.length > 50) throw tooMany(before.schedules.length + fresh.length);
        return { ...before, schedules: [...before.schedules, ...fresh], updated: now };
      });
      return deployment.schedules.filter(({ id }) => ids.has(id));
    },
    async updateDeploymentSchedule({ params, body }) {
      const given = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
      if (body.schedule !== undefined) checkSchedule(body.schedule);
      await saveExisting(parts, params.id, (before, now) => ({
        ...before,
        // it keeps its id, so that it stays the same schedule for whoever changes it next
        schedules: edited(before, params.schedule_id, (schedule) => ({ ...schedule, ...given, updated: now })),
        updated: now,
      }));
      return undefined;
    },
    async deleteDeploymentSchedule({ params }) {
      await saveExisting(parts, params.id, (before, now) => {
        edited(before, params.schedule_id, (schedule) => schedule);
        return { ...before, schedules: before.schedules.filter(({ id }) => id !== params.schedule_id), updated: now };
      });
      return undefined;
    },
    async previewSchedule({ body }) {
      checkSchedule(body.schedule);
      const after = body.after === undefined ? parts.clock.now() : parseTimestamp(body.after);
      return { times: scheduledTimes(body.schedule, { after, limit: body.limit }).map(formatTimestamp) };
    },
  };
}

type Schedules = DeploymentRecord["schedules"];

function edited(before: DeploymentRecord, id: string, edit: (schedule: Schedules[number]) => Schedules[number]): Schedules {
  if (!before.schedules.some((schedule) => schedule.id === id)) throw notFound("schedule", id);
  return before.schedules.map((schedule) => (schedule.id === id ? edit(schedule) : schedule));
}

function isThere(slug: string | null): ProblemError {
  return new ProblemError("conflict", {
    what:
      slug === null ? "The deployment has this very schedule already." : `The deployment has a schedule ${JSON.stringify(slug)} already.`,
    got: slug,
    do: "Change the one that is there, or give another slug.",
  });
}

function tooMany(count: number): ProblemError {
  return new ProblemError("invalid", {
    what: "The deployment would have too many schedules.",
    got: count,
    expected: "at most 50",
    do: "Join some: one rrule can name many times.",
  });
}
