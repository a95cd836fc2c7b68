import type { Timer, TimerSchedule } from "#core/ports/timers.ts";

/** The first firing of a timer that was just put. One that is put again with the same schedule keeps its rhythm, so that restarts do not defer it. */
export function firstFiring(timer: Timer, before: { readonly timer: Timer; readonly due: number } | null, now: number): number {
  const { schedule } = timer;
  if (schedule.kind === "at") return schedule.at;
  const kept = before !== null && isSame(before.timer.schedule, schedule);
  const start = kept ? before.due : (schedule.startAt ?? now + periodOf(schedule));
  // What fell due while the timer was paused is not made up for.
  return start >= now || (kept && !before.timer.paused) ? start : onGrid(start, periodOf(schedule), now);
}

/** The firing after the one due at `due`, or null if that was the only one. Firings missed since then are skipped. */
export function nextFiring(schedule: TimerSchedule, due: number, now: number): number | null {
  return schedule.kind === "at" ? null : onGrid(due, periodOf(schedule), now);
}

function isSame(left: TimerSchedule, right: TimerSchedule): boolean {
  if (left.kind === "at" || right.kind === "at") return false;
  return left.minutes === right.minutes && left.startAt === right.startAt;
}

/** The first time after `now` that is whole periods after `start`. */
function onGrid(start: number, period: number, now: number): number {
  return start + period * (Math.floor((now - start) / period) + 1);
}

function periodOf(schedule: TimerSchedule & { readonly kind: "rate" }): number {
  return schedule.minutes * 60_000;
}
