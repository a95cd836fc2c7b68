import { describe, expect, it } from "vitest";
import { calendarDay, dayNumber, daysInMonth, daysInYear } from "#core/rules/schedules/calendar.ts";
import { cron, firings, rrule } from "./firings.ts";

describe("calendarDay", () => {
  it("and dayNumber agree with the platform's dates over 8,000 years", () => {
    for (let number = -719_162; number < 2_932_896; number += 97) {
      const date = new Date(number * 86_400_000);
      const day = calendarDay(number);
      expect([day.year, day.month, day.day, day.weekday]).toEqual([
        date.getUTCFullYear(),
        date.getUTCMonth() + 1,
        date.getUTCDate(),
        date.getUTCDay(),
      ]);
      if (dayNumber(day.year, day.month, day.day) !== number) expect(day).toBe(number);
    }
  });
  it("knows the lengths of months and years", () => {
    expect([1900, 2000, 2026, 2028].map(daysInYear)).toEqual([365, 366, 365, 366]);
    expect([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12].map((month) => daysInMonth(2026, month))).toEqual([
      31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31,
    ]);
    expect(daysInMonth(2028, 2)).toBe(29);
    expect(dayNumber(2026, 13, 1)).toBe(dayNumber(2027, 1, 1));
  });
});

describe("Leap days, ends of months and of years", () => {
  it.each([
    ["a leap day", cron("0 0 29 2 *"), ["2028-02-29T00:00Z", "2032-02-29T00:00Z", "2036-02-29T00:00Z"]],
    ["a leap day that is a Monday", cron("0 0 29 2 MON", "UTC", false), ["2044-02-29T00:00Z", "2072-02-29T00:00Z", "2112-02-29T00:00Z"]],
    ["the 31st", cron("0 0 31 * *"), ["2026-12-31T00:00Z", "2027-01-31T00:00Z", "2027-03-31T00:00Z"]],
    ["a month's last day", cron("0 0 L 1-3 *"), ["2027-01-31T00:00Z", "2027-02-28T00:00Z", "2027-03-31T00:00Z"]],
    ["the last minute of a year", cron("59 23 31 12 *"), ["2026-12-31T23:59Z", "2027-12-31T23:59Z", "2028-12-31T23:59Z"]],
    ["the first minute of a year", cron("@yearly"), ["2027-01-01T00:00Z", "2028-01-01T00:00Z", "2029-01-01T00:00Z"]],
    ["rrule: a leap day", rrule("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29"), ["2028-02-29T00:00Z", "2032-02-29T00:00Z", "2036-02-29T00:00Z"]],
    ["rrule: a month's last day", rrule("FREQ=MONTHLY;BYMONTHDAY=-1"), ["2026-11-30T00:00Z", "2026-12-31T00:00Z", "2027-01-31T00:00Z"]],
    ["rrule: the 31st", rrule("FREQ=MONTHLY;BYMONTHDAY=31"), ["2026-12-31T00:00Z", "2027-01-31T00:00Z", "2027-03-31T00:00Z"]],
    ["rrule: the year's last day", rrule("FREQ=YEARLY;BYYEARDAY=-1"), ["2026-12-31T00:00Z", "2027-12-31T00:00Z", "2028-12-31T00:00Z"]],
    ["rrule: the 366th day", rrule("FREQ=YEARLY;BYYEARDAY=366"), ["2028-12-31T00:00Z", "2032-12-31T00:00Z", "2036-12-31T00:00Z"]],
    ["rrule: week 53", rrule("FREQ=YEARLY;BYWEEKNO=53;BYDAY=TH"), ["2026-12-31T00:00Z", "2032-12-30T00:00Z", "2037-12-31T00:00Z"]],
  ] as const)("%s", (_, schedule, expected) => {
    expect(firings(schedule, "2026-11-23T00:00Z", 3)).toEqual(expected);
  });
});
