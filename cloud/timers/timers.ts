import {
  ConflictException,
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  DeleteScheduleCommand,
  GetScheduleCommand,
  ListSchedulesCommand,
  ResourceNotFoundException,
  type SchedulerClient,
  UpdateScheduleCommand,
} from "@aws-sdk/client-scheduler";
import type { Clock } from "#core/ports/clock.ts";
import type { Queue } from "#core/ports/queue.ts";
import { checkTimer } from "#core/ports/timer-limits.ts";
import type { Timer, Timers } from "#core/ports/timers.ts";
import { type Destination, fromSchedule, toSchedule } from "./schedule.ts";

export interface TimersOptions extends Destination {
  readonly client: SchedulerClient;
  /** The schedule group that holds our timers and nothing else. */
  readonly group: string;
  /** Takes the message of a one-shot timer whose time has already come. */
  readonly queue: Queue;
  readonly clock: Clock;
}

/** The timers on EventBridge Scheduler: one schedule each, precise to the minute (`rate`) or the second (`at`). The client stays the caller's. */
export function openTimers(options: TimersOptions): Timers {
  const { client, group: GroupName, clock } = options;
  return {
    put: async (timer) => {
      checkTimer(timer);
      if (isDue(timer, clock.now())) {
        // Scheduler does not promise to run a one-shot of the past.
        await deleteSchedule(options, timer.id);
        await options.queue.send(timer.queue, [{ body: timer.body }]);
        return;
      }
      const schedule = { Name: timer.id, GroupName, ...toSchedule(timer, options, clock.now()) };
      if (await createSchedule(options, schedule)) return;
      try {
        await client.send(new UpdateScheduleCommand(schedule));
      } catch (error) {
        // A one-shot that fired in between took itself away.
        if (!(error instanceof ResourceNotFoundException && (await createSchedule(options, schedule)))) throw error;
      }
    },
    get: async (id) => {
      try {
        return fromSchedule(await client.send(new GetScheduleCommand({ Name: id, GroupName })), options);
      } catch (error) {
        if (error instanceof ResourceNotFoundException) return null;
        throw error;
      }
    },
    delete: async (id) => deleteSchedule(options, id),
    list: async (prefix, cursor) => {
      const answer = await client.send(
        new ListSchedulesCommand({
          GroupName,
          ...(prefix !== "" && { NamePrefix: prefix }),
          ...(cursor !== undefined && { NextToken: cursor }),
        }),
      );
      const ids = (answer.Schedules ?? []).map((schedule) => schedule.Name ?? "");
      return answer.NextToken === undefined ? { ids } : { ids, cursor: answer.NextToken };
    },
    close: async () => {},
  };
}

function isDue({ schedule, paused }: Timer, now: number): boolean {
  return schedule.kind === "at" && paused !== true && schedule.at <= now;
}

/** False if there is one of that name. */
async function createSchedule({ client }: TimersOptions, schedule: CreateScheduleCommandInput): Promise<boolean> {
  try {
    await client.send(new CreateScheduleCommand(schedule));
    return true;
  } catch (error) {
    if (error instanceof ConflictException) return false;
    throw error;
  }
}

async function deleteSchedule({ client, group }: TimersOptions, id: string): Promise<boolean> {
  try {
    await client.send(new DeleteScheduleCommand({ Name: id, GroupName: group }));
    return true;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return false;
    throw error;
  }
}
