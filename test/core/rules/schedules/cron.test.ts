import { describe, expect, it } from "vitest";
import { checkSchedule } from "#core/rules/schedules/times.ts";
import { cron, firings } from "./firings.ts";

const MONDAY = "2026-11-23T00:00Z";
const next = (text: string, dayOr = true) => firings(cron(text, "UTC", dayOr), MONDAY, 3);

describe("The dialect of cron", () => {
  it.each([
    ["every minute", "* * * * *", "2026-11-23T00:01Z"],
    ["a step from a value", "5/20 * * * *", "2026-11-23T00:05Z", "2026-11-23T00:25Z", "2026-11-23T00:45Z"],
    ["a step over a range", "1-5/2 3 * * *", "2026-11-23T03:01Z", "2026-11-23T03:03Z", "2026-11-23T03:05Z"],
    ["lists in any order, once each", "30,10,10 4 * * *", "2026-11-23T04:10Z", "2026-11-23T04:30Z", "2026-11-24T04:10Z"],
    ["blanks at will", "  0\t9  * * *", "2026-11-23T09:00Z"],
    ["names of months and days in any case", "0 0 * jan,FEB mon", "2027-01-04T00:00Z", "2027-01-11T00:00Z"],
    ["7 for Sunday", "0 0 * * 7", "2026-11-29T00:00Z", "2026-12-06T00:00Z"],
    ["a weekend", "0 0 * * SAT-SUN", "2026-11-28T00:00Z", "2026-11-29T00:00Z", "2026-12-05T00:00Z"],
    ["every other weekday", "0 0 * * */2", "2026-11-24T00:00Z", "2026-11-26T00:00Z", "2026-11-28T00:00Z"],
    ["the second Friday", "0 0 * * FRI#2", "2026-12-11T00:00Z", "2027-01-08T00:00Z", "2027-02-12T00:00Z"],
    ["the fifth Sunday", "0 0 * * 7#5", "2026-11-29T00:00Z", "2027-01-31T00:00Z"],
    ["the last Friday", "0 0 * * L5", "2026-11-27T00:00Z", "2026-12-25T00:00Z", "2027-01-29T00:00Z"],
    ["a last Friday that is the last day", "0 0 * 4 L5", "2027-04-30T00:00Z", "2028-04-28T00:00Z"],
    ["the last day or the 15th", "0 0 L,15 * *", "2026-11-30T00:00Z", "2026-12-15T00:00Z", "2026-12-31T00:00Z"],
    ["question marks", "0 0 ? * ?", "2026-11-24T00:00Z"],
    ["@hourly", "@hourly", "2026-11-23T01:00Z"],
    ["@Daily", "@Daily", "2026-11-24T00:00Z"],
    ["@midnight", "@midnight", "2026-11-24T00:00Z"],
    ["@weekly", "@weekly", "2026-11-29T00:00Z"],
    ["@monthly", "@monthly", "2026-12-01T00:00Z"],
    ["@annually", "@annually", "2027-01-01T00:00Z"],
  ])("%s: %s", (_, text, ...expected) => {
    expect(next(text).slice(0, expected.length)).toEqual(expected);
  });

  it("with both day fields, one is enough, unless day_or is false", () => {
    expect(next("0 0 13 * FRI")).toEqual(["2026-11-27T00:00Z", "2026-12-04T00:00Z", "2026-12-11T00:00Z"]);
    expect(next("0 0 13 * FRI", false)).toEqual(["2027-08-13T00:00Z", "2028-10-13T00:00Z", "2029-04-13T00:00Z"]);
  });
  it("with one day field, only that one counts, whatever day_or says", () => {
    expect(next("0 0 * * FRI")).toEqual(next("0 0 * * FRI", false));
    expect(next("0 0 */1 * FRI")).toEqual(next("0 0 * * FRI"));
    expect(next("0 0 1 * ?")).toEqual(["2026-12-01T00:00Z", "2027-01-01T00:00Z", "2027-02-01T00:00Z"]);
  });
  it("a step on a day field is a condition like any other", () => {
    expect(next("0 0 */10 * FRI")).toEqual(["2026-11-27T00:00Z", "2026-12-01T00:00Z", "2026-12-04T00:00Z"]);
  });
});

describe("What cron refuses", () => {
  it.each([
    ["* * * *", "has 4 fields"],
    ["", "has 1 field."],
    ["*/10 * * * * *", "for less than a minute use an interval schedule"],
    ["0 0 1 1 * 2026 *", "Some programs read seconds first"],
    ["60 * * * *", 'The minute of this cron expression cannot be read: "60"'],
    ["* 24 * * *", 'The hour of this cron expression cannot be read: "24"'],
    ["* * 0 * *", 'The day of month of this cron expression cannot be read: "0"'],
    ["* * 32 * *", '"32"'],
    ["* * * 13 *", "1 to 12 or JAN to DEC"],
    ["* * * 0 *", '"0"'],
    ["* * * * 8", "0 to 7 or SUN to SAT"],
    ["* * * * MONDAY", '"MONDAY"'],
    ["* * * * FRI-MON", '"FRI-MON"'],
    ["* * * * 1#6", '"1#6"'],
    ["* * * * L8", '"8"'],
    ["* * * * L", '"L"'],
    ["10-5 * * * *", '"10-5"'],
    ["*/0 * * * *", '"*/0"'],
    ["*/61 * * * *", '"*/61"'],
    ["/5 * * * *", '"/5"'],
    ["*/-1 * * * *", '"*/-1"'],
    ["1.5 * * * *", '"1.5"'],
    ["1,,2 * * * *", '""'],
    ["? * * * *", '"?"'],
    ["* * L-3 * *", 'day of month of this cron expression cannot be read: "L"'],
    ["* * 15W * *", '"15W"'],
    ["H * * * *", '"H"'],
    ["@reboot", "This cron alias is not known"],
    ["2026-11-23T00:00:00", "has 1 field."],
  ])("%j: %s", (text, message) => {
    const refused = () => checkSchedule(cron(text));
    expect(refused).toThrow(message);
    expect(refused).toThrow(expect.objectContaining({ name: "ScheduleError", code: "bad-cron", got: text }));
  });

  it.each(["0 0 30 2 *", "0 0 31 2,4,6,9,11 *"])("a date that never comes: %s", (text) => {
    expect(() => checkSchedule(cron(text))).toThrow(expect.objectContaining({ name: "ScheduleError", code: "never-fires", got: text }));
    expect(firings(cron(text), MONDAY, 5)).toEqual([]);
  });
  it("a contradiction of the two day fields", () => {
    expect(() => checkSchedule(cron("0 0 20 * MON#1", "UTC", false))).toThrow(expect.objectContaining({ code: "never-fires" }));
    expect(() => checkSchedule(cron("0 0 20 * MON#1"))).not.toThrow();
  });
});
