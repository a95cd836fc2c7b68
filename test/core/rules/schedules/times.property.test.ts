import { Cron } from "croner";
import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import type { Schedule } from "#core/contract/schedules.ts";
import { scheduledTimes } from "#core/rules/schedules/times.ts";
import { cron, interval, rrule, short } from "./firings.ts";
import { cronByBruteForce, cronText } from "./oracle.ts";

const HOUR = 3_600_000;
const zones = fc.constantFrom(
  "UTC",
  "America/New_York",
  "Europe/Kyiv",
  "Australia/Lord_Howe",
  "Africa/Casablanca",
  "America/Sao_Paulo",
  "Asia/Kolkata",
);
// around changes of the clocks, and anywhere
const changes = [
  "2026-03-08T07:00Z",
  "2026-11-01T06:00Z",
  "2026-03-29T01:00Z",
  "2026-10-25T01:00Z",
  "2026-10-03T15:30Z",
  "2026-04-04T15:00Z",
  "2026-03-22T02:00Z",
  "2026-02-15T02:00Z",
  "2018-11-04T03:00Z",
  "2019-02-17T02:00Z",
].map((text) => Date.parse(text));
const instants = fc.oneof(
  fc.tuple(fc.constantFrom(...changes), fc.integer({ min: -14 * 60, max: 4 * 60 })).map(([change, minutes]) => change + minutes * 60_000),
  fc.integer({ min: Date.UTC(2000, 0, 1) / 1000, max: Date.UTC(2060, 0, 1) / 1000 }).map((seconds) => seconds * 1000),
);
const crons = fc.tuple(cronText, zones, fc.boolean()).map(([text, zone, dayOr]) => cron(text, zone, dayOr));
const anchors = instants.map((instant) => new Date(instant).toISOString());
const intervals = fc
  .tuple(fc.oneof(fc.constantFrom(60, 300, 3600, 86_400, 129_600, 604_800), fc.integer({ min: 1, max: 1_000_000 })), zones, anchors)
  .map(([seconds, zone, anchor]) => interval(seconds, zone, anchor));
const rrules = fc
  .tuple(
    fc.constantFrom(
      "FREQ=HOURLY",
      "FREQ=MINUTELY;INTERVAL=7",
      "FREQ=DAILY;BYHOUR=1,2,3;BYMINUTE=15",
      "FREQ=MONTHLY;BYDAY=-1SU;BYHOUR=2",
      "FREQ=WEEKLY;BYDAY=SU,MO;BYSETPOS=1",
      "FREQ=DAILY;COUNT=3000",
    ),
    fc.constantFrom("", "\nRDATE:20260308T023000,20261101T013000,20260308T033000"),
    zones,
  )
  .map(([rule, dates, zone]) => rrule(`DTSTART:20180101T000000\nRRULE:${rule}${dates}`, zone));
const schedules: fc.Arbitrary<Schedule> = fc.oneof(crons, intervals, rrules);
const spans = fc.tuple(instants, fc.integer({ min: 0, max: 40 * HOUR }), fc.integer({ min: 0, max: 40 * HOUR }));

const within = (schedule: Schedule, after: number, until: number) => scheduledTimes(schedule, { after, until, limit: 500_000 });

describe("scheduledTimes of any schedule", () => {
  it("rise strictly, later than after and not later than until", () => {
    fc.assert(
      fc.property(schedules, spans, (schedule, [after, span]) => {
        const times = within(schedule, after, after + span);
        for (const [index, time] of times.entries()) expect(time).toBeGreaterThan(times[index - 1] ?? after);
        if (times.length > 0) expect(times.at(-1)).toBeLessThanOrEqual(after + span);
      }),
      { numRuns: 150 },
    );
  });
  it("do not depend on where a range is cut", () => {
    fc.assert(
      fc.property(schedules, spans, (schedule, [a, first, second]) => {
        const b = a + first;
        const c = b + second;
        expect([...within(schedule, a, b), ...within(schedule, b, c)]).toEqual(within(schedule, a, c));
      }),
      { numRuns: 150 },
    );
  });
  it("do not depend on the limit, nor on being asked one at a time", () => {
    fc.assert(
      fc.property(schedules, instants, fc.integer({ min: 0, max: 12 }), (schedule, after, limit) => {
        const times = scheduledTimes(schedule, { after, limit });
        expect(times).toEqual(scheduledTimes(schedule, { after, limit: 12 }).slice(0, limit));
        let last = after;
        for (const time of times) {
          expect(scheduledTimes(schedule, { after: last, limit: 1 })).toEqual([time]);
          last = time;
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe("Cron", () => {
  it("agrees with looking at every minute of the wall", () => {
    fc.assert(
      fc.property(cronText, zones, fc.boolean(), instants, (text, zone, dayOr, after) => {
        const until = after + 10 * HOUR;
        expect(within(cron(text, zone, dayOr), after, until).map(short)).toEqual(
          cronByBruteForce(text, zone, dayOr, after, until).map(short),
        );
      }),
      { numRuns: 60 },
    );
  });
});

describe("Cron over months and years", () => {
  it("agrees with another implementation, where no clocks change", () => {
    fc.assert(
      fc.property(cronText, fc.boolean(), instants, (text, dayOr, after) => {
        // "*/1" is "*" to us, as in cron and croniter; the other takes it for a list, and then ORs the two kinds of days
        const plain = text.split(" ").map((field) => (field === "*/1" ? "*" : field));
        const other = new Cron(plain.join(" "), {
          mode: "5-part",
          timezone: "UTC",
          paused: true,
          sloppyRanges: true,
          domAndDow: !dayOr,
        });
        const until = after + 3 * 366 * 24 * HOUR;
        const expected = other.nextRuns(8, new Date(after)).map((date) => date.getTime());
        const times = scheduledTimes(cron(text, "UTC", dayOr), { after, until, limit: 8 });
        expect(times.map(short)).toEqual(expected.filter((time) => time <= until).map(short));
      }),
      { numRuns: 150 },
    );
  });
});

describe("Intervals", () => {
  it("agree with the arithmetic of Temporal", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), zones, instants, instants, (days, zone, anchor, after) => {
        const start = Temporal.Instant.fromEpochMilliseconds(anchor).toZonedDateTimeISO(zone).toPlainDateTime();
        const around = Math.floor((after - anchor) / (days * 24 * HOUR));
        const expected = [-3, -2, -1, 0, 1, 2, 3].map(
          (step) => start.add({ days: days * (around + step) }).toZonedDateTime(zone).epochMilliseconds,
        );
        const times = scheduledTimes(interval(days * 86_400, zone, new Date(anchor).toISOString()), { after, limit: 2 });
        expect(times.map(short)).toEqual(
          expected
            .filter((time) => time > after)
            .slice(0, 2)
            .map(short),
        );
      }),
      { numRuns: 200 },
    );
  });
  it("shorter than a day are multiples from the anchor, whatever the zone", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 86_399 }), zones, instants, instants, (seconds, zone, anchor, after) => {
        const [first, second] = scheduledTimes(interval(seconds, zone, new Date(anchor).toISOString()), { after, limit: 2 });
        expect(Math.abs(((first ?? 0) - anchor) % (seconds * 1000))).toBe(0);
        expect((first ?? 0) - after).toBeLessThanOrEqual(seconds * 1000);
        expect((second ?? 0) - (first ?? 0)).toBe(seconds * 1000);
      }),
      { numRuns: 200 },
    );
  });
});
