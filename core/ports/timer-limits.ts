import type { Timer } from "./timers.ts";

/** @throws RangeError for a timer that some adapter would refuse; nothing is changed then. */
export function checkTimer(timer: Timer): void {
  const { id, schedule, queue, body } = timer;
  if (!/^[a-zA-Z0-9._-]{1,64}$/.test(id))
    throw refusal(`The timer id ${JSON.stringify(id.slice(0, 80))}`, "1 to 64 characters of a-z A-Z 0-9 . _ - are possible");
  if (queue === "" || body === "") throw refusal(`The timer ${id} with an empty queue or body`, "both need at least one character");
  if (schedule.kind === "rate") {
    if (!Number.isInteger(schedule.minutes) || schedule.minutes < 1)
      throw refusal(`A rate of ${schedule.minutes} minutes`, "a whole number from 1 is possible");
    if (schedule.startAt !== undefined) checkTime(schedule.startAt);
  } else {
    checkTime(schedule.at);
  }
}

function checkTime(time: number): void {
  if (!Number.isFinite(time) || time < 0 || time > 8.64e15) throw refusal(`The time ${time}`, "milliseconds since 1970 are expected");
}

function refusal(what: string, expected: string): RangeError {
  return new RangeError(`${what} is refused: ${expected}.`);
}
