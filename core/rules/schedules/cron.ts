import type { CronSchedule } from "#core/contract/schedules.ts";
import {
  CALENDAR_CYCLE_DAYS,
  type CalendarDay,
  calendarDay,
  DAY,
  dayNumber,
  dayNumberOf,
  daysInMonth,
  HOUR,
  LAST_DAY,
  MINUTE,
  type Wall,
} from "./calendar.ts";
import { type Cron, readCron } from "./cron-text.ts";
import { instantsOf } from "./dates.ts";

/** The instants of a cron schedule after `after`. */
export function cronTimes(schedule: CronSchedule, after: number): Iterable<number> {
  const cron = readCron(schedule.cron);
  return instantsOf(schedule.timezone, after, (from) => cronWalls(cron, schedule.day_or, from));
}

function* cronWalls(cron: Cron, dayOr: boolean, from: Wall): Generator<Wall, void, undefined> {
  const first = dayNumberOf(from);
  let lastHit = first;
  for (let number = first; number <= LAST_DAY && number - lastHit <= CALENDAR_CYCLE_DAYS; number++) {
    const day = calendarDay(number);
    if (!cron.months.has(day.month)) {
      // on to the next month; the loop adds one
      number = dayNumber(day.year, day.month + 1, 1) - 1;
      continue;
    }
    if (!matchesDay(cron, dayOr, day)) continue;
    lastHit = number;
    for (const hour of cron.hours) {
      for (const minute of cron.minutes) {
        const wall = number * DAY + hour * HOUR + minute * MINUTE;
        if (wall >= from) yield wall;
      }
    }
  }
}

function matchesDay({ monthDays, weekdays }: Cron, dayOr: boolean, day: CalendarDay): boolean {
  const byMonthDay = monthDays === null || monthDays.days.has(day.day) || (monthDays.last && day.day === daysInMonth(day.year, day.month));
  const byWeekday = weekdays === null || weekdays.days.has(day.weekday) || weekdays.nth.some((nth) => isNth(nth, day));
  return dayOr && monthDays !== null && weekdays !== null ? byMonthDay || byWeekday : byMonthDay && byWeekday;
}

function isNth([weekday, week]: readonly [number, number], day: CalendarDay): boolean {
  if (day.weekday !== weekday) return false;
  return week === -1 ? day.day + 7 > daysInMonth(day.year, day.month) : Math.ceil(day.day / 7) === week;
}
