import fc from "fast-check";
import { RRuleTemporal } from "rrule-temporal";
import { describe, expect, it } from "vitest";
import { scheduledTimes } from "#core/rules/schedules/times.ts";
import { rrule, short } from "./firings.ts";

const WEEKDAYS = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"] as const;
const DAY = 86_400_000;
const after = Date.UTC(2026, 0, 1) - 1;
const until = Date.UTC(2028, 11, 31);
const list = (from: number, to: number) => fc.uniqueArray(fc.integer({ min: from, max: to }), { minLength: 1, maxLength: 3 });
const signed = (to: number) =>
  fc.uniqueArray(
    fc.integer({ min: -to, max: to }).filter((number) => number !== 0),
    { minLength: 1, maxLength: 3 },
  );
const weekdays = fc.uniqueArray(fc.constantFrom(...WEEKDAYS), { minLength: 1, maxLength: 3 });
const dtstart = fc
  .integer({ min: 0, max: 1500 })
  .map((days) => `${new Date(Date.UTC(2022, 0, 1) + days * DAY).toISOString().slice(0, 10).replaceAll("-", "")}T093000`);

const part = (name: string, values: fc.Arbitrary<readonly unknown[]>) =>
  fc.option(
    values.map((items) => `;${name}=${items.join()}`),
    { nil: "" },
  );
const ruleOf = (frequency: string, ...parts: fc.Arbitrary<string>[]) =>
  fc.tuple(fc.integer({ min: 1, max: 3 }), ...parts).map(([step, ...rest]) => `FREQ=${frequency};INTERVAL=${step}${rest.join("")}`);
const hours = part("BYHOUR", list(0, 23));
const positions = part("BYSETPOS", signed(3));
const rules = fc.oneof(
  ruleOf("DAILY", part("BYMONTH", list(1, 12)), part("BYMONTHDAY", signed(31)), part("BYDAY", weekdays), hours),
  ruleOf(
    "WEEKLY",
    part("BYMONTH", list(1, 12)),
    part("BYDAY", weekdays),
    part("WKST", fc.constantFrom(["SU"], ["MO"], ["WE"])),
    hours,
    positions,
  ),
  ruleOf("MONTHLY", part("BYMONTH", list(1, 12)), part("BYMONTHDAY", signed(31)), part("BYDAY", weekdays), hours),
  ruleOf("MONTHLY", part("BYDAY", fc.array(fc.constantFrom("1MO", "-1FR", "5SU", "-2TU", "3WE"), { minLength: 1, maxLength: 2 })), hours),
  ruleOf("MONTHLY", fc.constant(";BYDAY=MO,TU,WE,TH,FR"), positions),
  ruleOf("YEARLY", part("BYMONTH", list(1, 12)), part("BYMONTHDAY", signed(31)), hours),
  ruleOf("YEARLY", part("BYYEARDAY", signed(366)), hours),
  ruleOf("YEARLY", part("BYDAY", fc.array(fc.constantFrom("1MO", "-1FR", "20SU", "-52TU"), { minLength: 1, maxLength: 2 })), hours),
  ruleOf("HOURLY", part("BYDAY", weekdays), part("BYHOUR", list(0, 23)), part("BYMINUTE", list(0, 59))),
);

const ours = (start: string, rule: string) => scheduledTimes(rrule(`DTSTART:${start}\nRRULE:${rule}`), { after, until, limit: 40 });

describe("Recurrences", () => {
  // (rrule-temporal rolls the 53rd Tuesday of a year with 52 over into the next year, so it is not asked for one.)
  it("agree with another implementation of RFC 5545", () => {
    fc.assert(
      fc.property(dtstart, rules, (start, rule) => {
        const other = new RRuleTemporal({ rruleString: `DTSTART;TZID=UTC:${start}\nRRULE:${rule}`, maxIterations: 100_000 });
        const expected: number[] = [];
        const end = Math.min(until, ours(start, rule).at(-1) ?? until);
        for (const date of other.between(new Date(after), new Date(end), true)) expected.push(date.epochMilliseconds);
        expect(
          ours(start, rule)
            .filter((time) => time <= end)
            .map(short),
        ).toEqual(expected.slice(0, 40).map(short));
      }),
      { numRuns: 150 },
    );
  });

  it("agree with looking at every day", () => {
    fc.assert(
      fc.property(dtstart, fc.integer({ min: 1, max: 9 }), list(1, 12), signed(31), weekdays, (start, step, months, monthDays, days) => {
        const first = Date.UTC(Number(start.slice(0, 4)), Number(start.slice(4, 6)) - 1, Number(start.slice(6, 8)), 9, 30);
        const expected: number[] = [];
        for (let time = first; time <= until && expected.length < 40; time += DAY) {
          const date = new Date(time);
          const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
          const matches =
            ((time - first) / DAY) % step === 0 &&
            months.includes(date.getUTCMonth() + 1) &&
            monthDays.some((day) => (day > 0 ? day : last + 1 + day) === date.getUTCDate()) &&
            days.includes(WEEKDAYS[date.getUTCDay()] ?? "SU");
          if (matches && time > after) expected.push(time);
        }
        const rule = `FREQ=DAILY;INTERVAL=${step};BYMONTH=${months};BYMONTHDAY=${monthDays};BYDAY=${days}`;
        expect(ours(start, rule).map(short)).toEqual(expected.map(short));
      }),
      { numRuns: 150 },
    );
  });

  it("end after their count wherever one begins to look", () => {
    fc.assert(
      fc.property(dtstart, rules, fc.integer({ min: 1, max: 20 }), (start, rule, count) => {
        const all = (text: string, limit: number) =>
          scheduledTimes(rrule(`DTSTART:${start}\nRRULE:${text}`), { after: 0, until: Date.UTC(2035, 0, 1), limit });
        expect(all(`${rule};COUNT=${count}`, 100)).toEqual(all(rule, count));
      }),
      { numRuns: 60 },
    );
  });
});
