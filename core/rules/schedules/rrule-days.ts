import { type CalendarDay, dayNumber, daysInMonth, daysInYear, modulo, weekdayOf } from "./calendar.ts";
import type { RRule } from "./rrule-parts.ts";

/** Whether a rule's conditions on months, weeks and days let a day pass. */
export function matchesDay(rule: RRule, day: CalendarDay): boolean {
  if (rule.months !== null && !rule.months.includes(day.month)) return false;
  if (rule.monthDays !== null && !includes(rule.monthDays, day.day, daysInMonth(day.year, day.month))) return false;
  if (rule.weekdays !== null && !matchesWeekday(rule, day)) return false;
  if (rule.yearDays !== null && !includes(rule.yearDays, dayOfYear(day), daysInYear(day.year))) return false;
  return rule.weeks === null || matchesWeek(rule, day);
}

/** The first day of the week in which a day lies. */
export function startOfWeek(number: number, weekStart: number): number {
  return number - modulo(weekdayOf(number) - weekStart, 7);
}

function includes(list: readonly number[], position: number, size: number): boolean {
  return list.includes(position) || list.includes(position - size - 1);
}

function matchesWeekday(rule: RRule, day: CalendarDay): boolean {
  // numbered within the month where the rule has months, else within the year
  const inYear = rule.frequency === "YEARLY" && rule.months === null;
  const position = inYear ? dayOfYear(day) : day.day;
  const size = inYear ? daysInYear(day.year) : daysInMonth(day.year, day.month);
  return (
    rule.weekdays?.some(({ nth, weekday }) => {
      if (weekday !== day.weekday) return false;
      if (nth === 0) return true;
      return nth > 0 ? Math.ceil(position / 7) === nth : Math.ceil((size - position + 1) / 7) === -nth;
    }) ?? true
  );
}

// A week belongs to the year in which four or more of its days lie.
function matchesWeek(rule: RRule, day: CalendarDay): boolean {
  const start = startOfWeek(day.number, rule.weekStart);
  const year = new Date((start + 3) * 86_400_000).getUTCFullYear();
  const first = firstWeek(year, rule.weekStart);
  return includes(rule.weeks ?? [], (start - first) / 7 + 1, (firstWeek(year + 1, rule.weekStart) - first) / 7);
}

function firstWeek(year: number, weekStart: number): number {
  return startOfWeek(dayNumber(year, 1, 4), weekStart);
}

function dayOfYear(day: CalendarDay): number {
  return day.number - dayNumber(day.year, 1, 1) + 1;
}
