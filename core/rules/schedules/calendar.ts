/** A time on the clock of some wall, in milliseconds since 1970 as if that wall hung in UTC. */
export type Wall = number;

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** The last day our timestamps can write: 9999-12-31. */
export const LAST_DAY = 2_932_896;

/** A search that found nothing in this many days never will: the Gregorian calendar repeats after 400 years. */
export const CALENDAR_CYCLE_DAYS = 146_097;

/** One day of the proleptic Gregorian calendar. `number` counts days since 1970-01-01, `weekday` from Sunday = 0. */
export interface CalendarDay {
  readonly number: number;
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  readonly weekday: number;
}

/** The day with this number (days since 1970-01-01). */
export function calendarDay(number: number): CalendarDay {
  // Years are counted from 1 March, so that the leap day comes last; an era is 400 of them.
  const era = Math.floor((number + DAYS_BEFORE_1970) / CALENDAR_CYCLE_DAYS);
  const dayOfEra = number + DAYS_BEFORE_1970 - era * CALENDAR_CYCLE_DAYS;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  return {
    number,
    year: era * 400 + yearOfEra + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1,
    weekday: weekdayOf(number),
  };
}

// from 0000-03-01
const DAYS_BEFORE_1970 = 719_468;

/** The number of the day on which a wall time falls. */
export function dayNumberOf(wall: Wall): number {
  return Math.floor(wall / DAY);
}

/** The number of a day; a month 13 is January of the next year. */
export function dayNumber(year: number, month: number, day: number): number {
  const [fromMarch, inYear] = month <= 2 ? [month + 9, year - 1] : [month - 3, year];
  const leapDays = Math.floor(inYear / 4) - Math.floor(inYear / 100) + Math.floor(inYear / 400);
  return inYear * 365 + leapDays + Math.floor((153 * fromMarch + 2) / 5) + day - 1 - DAYS_BEFORE_1970;
}

/** Weekday of a day number, Sunday = 0. */
export function weekdayOf(number: number): number {
  return modulo(number + 4, 7);
}

/** How many days a month has. */
export function daysInMonth(year: number, month: number): number {
  if (month === 2) return daysInYear(year) - 337;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** How many days a year has. */
export function daysInYear(year: number): number {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 366 : 365;
}

/** The remainder that is never negative. */
export function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}
