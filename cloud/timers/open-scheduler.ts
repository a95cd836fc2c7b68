import type { Timers } from "#core/ports/timers.ts";
import { schedulerClient } from "./scheduler-client.ts";
import { openTimers, type TimersOptions } from "./timers.ts";

/** The timers of a group, with a client of their own. */
export function openScheduler(options: Omit<TimersOptions, "client">): Timers {
  return openTimers({ ...options, client: schedulerClient() });
}
