import { describe, expect, it } from "vitest";
import type { Schedule } from "#core/contract/schedules.ts";
import { cron, firings, interval, rrule } from "./firings.ts";

const daily = (hour: number, minute: number, zone: string): [string, Schedule][] => [
  ["cron", cron(`${minute} ${hour} * * *`, zone)],
  ["rrule", rrule(`DTSTART:20100101T000000\nRRULE:FREQ=DAILY;BYHOUR=${hour};BYMINUTE=${minute}`, zone)],
];

// All instants worked out by hand from the zones' published changes.
describe.each([
  {
    name: "New York springs forward on 8 March 2026, 02:00 to 03:00",
    zone: "America/New_York",
    after: "2026-03-07T06:00Z",
    skipped: [2, 30, "2026-03-07T07:30Z", "2026-03-08T07:30Z", "2026-03-09T06:30Z"],
    kept: [9, 0, "2026-03-07T14:00Z", "2026-03-08T13:00Z", "2026-03-09T13:00Z"],
  },
  {
    name: "Kyiv springs forward on 29 March 2026, 03:00 to 04:00",
    zone: "Europe/Kyiv",
    after: "2026-03-27T23:00Z",
    skipped: [3, 30, "2026-03-28T01:30Z", "2026-03-29T01:30Z", "2026-03-30T00:30Z"],
    kept: [4, 0, "2026-03-28T02:00Z", "2026-03-29T01:00Z", "2026-03-30T01:00Z"],
  },
  {
    name: "Lord Howe springs forward by half an hour on 4 October 2026, 02:00 to 02:30",
    zone: "Australia/Lord_Howe",
    after: "2026-10-02T14:00Z",
    skipped: [2, 10, "2026-10-02T15:40Z", "2026-10-03T15:40Z", "2026-10-04T15:10Z"],
    kept: [2, 30, "2026-10-02T16:00Z", "2026-10-03T15:30Z", "2026-10-04T15:30Z"],
  },
  {
    name: "Sao Paulo sprang forward at midnight on 4 November 2018",
    zone: "America/Sao_Paulo",
    after: "2018-11-02T12:00Z",
    skipped: [0, 0, "2018-11-03T03:00Z", "2018-11-04T03:00Z", "2018-11-05T02:00Z"],
    kept: [1, 0, "2018-11-03T04:00Z", "2018-11-04T03:00Z", "2018-11-05T03:00Z"],
  },
  {
    name: "Casablanca springs forward after Ramadan on 22 March 2026, 02:00 to 03:00",
    zone: "Africa/Casablanca",
    after: "2026-03-21T00:00Z",
    skipped: [2, 15, "2026-03-21T02:15Z", "2026-03-22T02:15Z", "2026-03-23T01:15Z"],
    kept: [3, 0, "2026-03-21T03:00Z", "2026-03-22T02:00Z", "2026-03-23T02:00Z"],
  },
] as const)("$name", ({ zone, after, skipped, kept }) => {
  it.each(daily(skipped[0], skipped[1], zone))("%s: a skipped time fires once, moved by the change", (_, schedule) => {
    expect(firings(schedule, after, 3)).toEqual(skipped.slice(2));
  });
  it.each(daily(kept[0], kept[1], zone))("%s: a time after the change fires as ever", (_, schedule) => {
    expect(firings(schedule, after, 3)).toEqual(kept.slice(2));
  });
});

describe.each([
  ["New York", "America/New_York", 1, 30, "2026-10-31T04:00Z", "2026-10-31T05:30Z", "2026-11-01T05:30Z", "2026-11-02T06:30Z"],
  ["Kyiv", "Europe/Kyiv", 3, 30, "2026-10-23T22:00Z", "2026-10-24T00:30Z", "2026-10-25T00:30Z", "2026-10-26T01:30Z"],
  ["Lord Howe", "Australia/Lord_Howe", 1, 45, "2026-04-03T13:00Z", "2026-04-03T14:45Z", "2026-04-04T14:45Z", "2026-04-05T15:15Z"],
  ["Sao Paulo", "America/Sao_Paulo", 23, 15, "2019-02-15T12:00Z", "2019-02-16T01:15Z", "2019-02-17T01:15Z", "2019-02-18T02:15Z"],
  ["Casablanca", "Africa/Casablanca", 2, 15, "2026-02-14T00:00Z", "2026-02-14T01:15Z", "2026-02-15T01:15Z", "2026-02-16T02:15Z"],
] as const)("%s falls back", (_, zone, hour, minute, after, ...expected) => {
  it.each(daily(hour, minute, zone))("%s: a time that comes twice fires the first time only", (_, schedule) => {
    expect(firings(schedule, after, 3)).toEqual(expected);
  });
});

describe("An hourly cron follows the clock on the wall", () => {
  it("pauses for two hours when an hour comes twice, as Prefect documents", () => {
    expect(firings(cron("0 * * * *", "America/New_York"), "2026-11-01T03:59Z", 4)).toEqual([
      "2026-11-01T04:00Z",
      "2026-11-01T05:00Z",
      "2026-11-01T07:00Z",
      "2026-11-01T08:00Z",
    ]);
  });
  it("goes on every hour when one is skipped, without a second run at the same instant", () => {
    expect(firings(cron("0 * * * *", "America/New_York"), "2026-03-08T05:59Z", 4)).toEqual([
      "2026-03-08T06:00Z",
      "2026-03-08T07:00Z",
      "2026-03-08T08:00Z",
      "2026-03-08T09:00Z",
    ]);
  });
  it("puts several skipped times among those after the change, in order", () => {
    expect(firings(cron("10,50 2,3 * * *", "America/New_York"), "2026-03-08T00:00Z", 3)).toEqual([
      "2026-03-08T07:10Z",
      "2026-03-08T07:50Z",
      "2026-03-09T06:10Z",
    ]);
    expect(firings(cron("10 2,4 * * *", "America/New_York"), "2026-03-08T00:00Z", 2)).toEqual(["2026-03-08T07:10Z", "2026-03-08T08:10Z"]);
    expect(firings(rrule("FREQ=DAILY;BYHOUR=2,3;BYMINUTE=20", "Australia/Lord_Howe"), "2026-10-03T12:00Z", 2)).toEqual([
      "2026-10-03T15:50Z",
      "2026-10-03T16:20Z",
    ]);
  });
  it("finds a skipped time when asked between the change and it", () => {
    expect(firings(cron("30 2 * * *", "America/New_York"), "2026-03-08T07:10Z", 1)).toEqual(["2026-03-08T07:30Z"]);
  });
});

describe("A whole day can be skipped", () => {
  it("Samoa crossed the date line on 30 December 2011, and the run of that day is the next day's", () => {
    expect(firings(cron("0 9 * * *", "Pacific/Apia"), "2011-12-29T00:00Z", 3)).toEqual([
      "2011-12-29T19:00Z",
      "2011-12-30T19:00Z",
      "2011-12-31T19:00Z",
    ]);
  });
});

describe("UTC never changes its clocks", () => {
  it("fires every day at the same instant", () => {
    expect(firings(cron("30 2 * * *"), "2026-03-07T12:00Z", 2)).toEqual(["2026-03-08T02:30Z", "2026-03-09T02:30Z"]);
  });
});

describe("Intervals", () => {
  it("of 24 hours and more keep the wall clock, shorter ones the time between runs", () => {
    const nine = "2026-03-06T14:00:00.000000Z";
    expect(firings(interval(86_400, "America/New_York", nine), "2026-03-07T00:00Z", 3)).toEqual([
      "2026-03-07T14:00Z",
      "2026-03-08T13:00Z",
      "2026-03-09T13:00Z",
    ]);
    expect(firings(interval(12 * 3600, "America/New_York", nine), "2026-03-07T13:00Z", 4)).toEqual([
      "2026-03-07T14:00Z",
      "2026-03-08T02:00Z",
      "2026-03-08T14:00Z",
      "2026-03-09T02:00Z",
    ]);
    expect(firings(interval(36 * 3600, "America/New_York", nine), "2026-03-07T00:00Z", 3)).toEqual([
      "2026-03-08T02:00Z",
      "2026-03-09T13:00Z",
      "2026-03-11T01:00Z",
    ]);
  });
  it("every hour go on through the hour that comes twice", () => {
    expect(firings(interval(3600, "America/New_York"), "2026-11-01T04:00Z", 3)).toEqual([
      "2026-11-01T05:00Z",
      "2026-11-01T06:00Z",
      "2026-11-01T07:00Z",
    ]);
  });
  it("daily on a skipped time fire once, moved by the change", () => {
    expect(firings(interval(86_400, "America/New_York", "2026-03-06T07:30:00.000000Z"), "2026-03-07T08:00Z", 2)).toEqual([
      "2026-03-08T07:30Z",
      "2026-03-09T06:30Z",
    ]);
  });
});
