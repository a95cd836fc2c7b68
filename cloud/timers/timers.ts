import type { Clock } from "#core/ports/clock.ts";
import type { Queue } from "#core/ports/queue.ts";
import { checkTimer } from "#core/ports/timer-limits.ts";
import type { Timer, Timers } from "#core/ports/timers.ts";
import type { SchedulerClient } from "../clients.ts";
import { ServiceError } from "../wire/service-error.ts";
import { type Destination, fromSchedule, type ScheduleFields, toSchedule } from "./schedule.ts";

export interface TimersOptions extends Destination {
  readonly client: Pick<SchedulerClient, "ask">;
  /** The schedule group that holds our timers and nothing else. */
  readonly group: string;
  /** Takes the message of a one-shot timer whose time has already come. */
  readonly queue: Queue;
  readonly clock: Clock;
}

/** The timers on EventBridge Scheduler: one schedule each, precise to the minute (`rate`) or the second (`at`). The client stays the caller's. */
export function openTimers(options: TimersOptions): Timers {
  const { client, group, clock } = options;
  return {
    put: async (timer) => {
      checkTimer(timer);
      if (isDue(timer, clock.now())) {
        // Scheduler does not promise to run a one-shot of the past.
        await deleteSchedule(options, timer.id);
        await options.queue.send(timer.queue, [{ body: timer.body }]);
        return;
      }
      const schedule = toSchedule(timer, options, clock.now());
      if (await createSchedule(options, timer.id, schedule)) return;
      try {
        await write(options, "PUT", timer.id, schedule);
      } catch (error) {
        // A one-shot that fired in between took itself away.
        if (!(isNamed(error, NOT_FOUND) && (await createSchedule(options, timer.id, schedule)))) throw error;
      }
    },
    get: async (id) => {
      try {
        return fromSchedule(await client.ask({ method: "GET", path: pathOf(id), query: { groupName: group } }), options);
      } catch (error) {
        if (isNamed(error, NOT_FOUND)) return null;
        throw error;
      }
    },
    delete: async (id) => deleteSchedule(options, id),
    list: async (prefix, cursor) => {
      const query = {
        ScheduleGroup: group,
        ...(prefix !== "" && { NamePrefix: prefix }),
        ...(cursor !== undefined && { NextToken: cursor }),
      };
      const answer = (await client.ask({ method: "GET", path: "/schedules", query })) as {
        Schedules?: { Name?: string }[];
        NextToken?: string | null;
      };
      const ids = (answer.Schedules ?? []).map((schedule) => schedule.Name ?? "");
      return answer.NextToken == null ? { ids } : { ids, cursor: answer.NextToken };
    },
    close: async () => {},
  };
}

function isDue({ schedule, paused }: Timer, now: number): boolean {
  return schedule.kind === "at" && paused !== true && schedule.at <= now;
}

/** False if there is one of that name. */
async function createSchedule(options: TimersOptions, id: string, schedule: ScheduleFields): Promise<boolean> {
  try {
    await write(options, "POST", id, schedule);
    return true;
  } catch (error) {
    if (isNamed(error, "ConflictException")) return false;
    throw error;
  }
}

async function write({ client, group }: TimersOptions, method: "POST" | "PUT", id: string, schedule: ScheduleFields): Promise<void> {
  // The token makes an attempt that is repeated because its answer was lost the same one.
  const body = { GroupName: group, ...schedule, ClientToken: crypto.randomUUID() };
  await client.ask({ method, path: pathOf(id), headers: { "content-type": "application/json" }, body });
}

async function deleteSchedule({ client, group }: TimersOptions, id: string): Promise<boolean> {
  try {
    await client.ask({ method: "DELETE", path: pathOf(id), query: { groupName: group, clientToken: crypto.randomUUID() } });
    return true;
  } catch (error) {
    if (isNamed(error, NOT_FOUND)) return false;
    throw error;
  }
}

const NOT_FOUND = "ResourceNotFoundException";

function pathOf(id: string): string {
  return `/schedules/${encodeURIComponent(id)}`;
}

function isNamed(error: unknown, name: string): boolean {
  return error instanceof ServiceError && error.name === name;
}
