import { describe, expect, it } from "vitest";
import { checkSchedule } from "#core/rules/schedules/times.ts";
import { firings, rrule } from "./firings.ts";

const from = "2026-11-23T00:00Z";
const on = (...days: string[]) => days.map((day) => `${day}T09:00Z`);
const at9 = (rule: string) => rrule(`DTSTART:20260901T090000\nRRULE:${rule}`);

// The recurrences are of the kinds RFC 5545 §3.8.5.3 shows; the dates were worked out by hand from a calendar of 2026 and 2027.
describe("The recurrences of RFC 5545", () => {
  it.each([
    ["FREQ=DAILY;INTERVAL=10", on("2026-11-30", "2026-12-10", "2026-12-20")],
    ["FREQ=DAILY;BYMONTH=1", on("2027-01-01", "2027-01-02", "2027-01-03")],
    ["FREQ=WEEKLY", on("2026-11-24", "2026-12-01", "2026-12-08")],
    ["FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE", on("2026-11-23", "2026-11-25", "2026-12-07")],
    ["FREQ=MONTHLY", on("2026-12-01", "2027-01-01", "2027-02-01")],
    ["FREQ=MONTHLY;BYDAY=1FR", on("2026-12-04", "2027-01-01", "2027-02-05")],
    ["FREQ=MONTHLY;INTERVAL=2;BYDAY=1SU,-1SU", on("2026-11-29", "2027-01-03", "2027-01-31")],
    ["FREQ=MONTHLY;BYDAY=-2MO", on("2026-11-23", "2026-12-21", "2027-01-18")],
    ["FREQ=MONTHLY;BYMONTHDAY=-3", on("2026-11-28", "2026-12-29", "2027-01-29")],
    ["FREQ=MONTHLY;BYMONTHDAY=13;BYDAY=FR", on("2027-08-13", "2028-10-13", "2029-04-13")],
    ["FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", on("2026-11-30", "2026-12-31", "2027-01-29")],
    ["FREQ=MONTHLY;BYDAY=TU,WE,TH;BYSETPOS=3", on("2026-12-03", "2027-01-07", "2027-02-04")],
    ["FREQ=YEARLY", on("2027-09-01", "2028-09-01", "2029-09-01")],
    ["FREQ=YEARLY;BYMONTH=6,7", on("2027-06-01", "2027-07-01", "2028-06-01")],
    ["FREQ=YEARLY;BYYEARDAY=1,100", on("2027-01-01", "2027-04-10", "2028-01-01")],
    ["FREQ=YEARLY;BYDAY=20MO", on("2027-05-17", "2028-05-15", "2029-05-14")],
    ["FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", on("2027-05-17", "2028-05-15", "2029-05-14")],
    ["FREQ=YEARLY;BYWEEKNO=20", on("2027-05-18", "2028-05-16", "2029-05-15")],
    ["FREQ=YEARLY;BYWEEKNO=-1;BYDAY=MO", on("2026-12-28", "2027-12-27", "2028-12-25")],
    ["FREQ=YEARLY;BYMONTH=3;BYDAY=TH", on("2027-03-04", "2027-03-11", "2027-03-18")],
    ["FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8", on("2030-11-05", "2034-11-07", "2038-11-02")],
    ["FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10;BYSETPOS=1", on("2027-10-31", "2028-10-29", "2029-10-28")],
    ["FREQ=DAILY;COUNT=85", on("2026-11-23", "2026-11-24")],
    ["FREQ=DAILY;UNTIL=20261124T090000", on("2026-11-23", "2026-11-24")],
    ["FREQ=DAILY;UNTIL=20261124T085959Z", on("2026-11-23")],
    ["FREQ=DAILY;UNTIL=20261124", on("2026-11-23")],
    ["FREQ=DAILY;BYHOUR=9,10;BYMINUTE=0,30;BYSETPOS=2,-1", ["2026-11-23T09:30Z", "2026-11-23T10:30Z", "2026-11-24T09:30Z"]],
    ["FREQ=HOURLY;INTERVAL=7", ["2026-11-23T05:00Z", "2026-11-23T12:00Z", "2026-11-23T19:00Z"]],
    ["FREQ=HOURLY;BYHOUR=5,6;BYMINUTE=15,45;BYSETPOS=-1", ["2026-11-23T05:45Z", "2026-11-23T06:45Z", "2026-11-24T05:45Z"]],
    ["FREQ=MINUTELY;INTERVAL=90", ["2026-11-23T01:30Z", "2026-11-23T03:00Z", "2026-11-23T04:30Z"]],
    ["FREQ=MINUTELY;INTERVAL=20;BYHOUR=9;BYDAY=TU", ["2026-11-24T09:00Z", "2026-11-24T09:20Z", "2026-11-24T09:40Z"]],
    ["FREQ=SECONDLY;INTERVAL=20;BYMINUTE=59", ["2026-11-23T00:59Z", "2026-11-23T00:59:20Z", "2026-11-23T00:59:40Z"]],
    ["FREQ=SECONDLY;BYSECOND=30;BYMONTHDAY=24", ["2026-11-24T00:00:30Z", "2026-11-24T00:01:30Z", "2026-11-24T00:02:30Z"]],
  ])("%s", (rule, expected) => {
    expect(firings(at9(rule), from, 3)).toEqual(expected);
  });

  it("the day a week starts on tells which weeks are skipped", () => {
    const rule = (start: string) => rrule(`DTSTART:19970805T090000\nRRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=${start}`);
    expect(firings(rule("MO"), "1997-08-01T00:00Z", 9)).toEqual(on("1997-08-05", "1997-08-10", "1997-08-19", "1997-08-24"));
    expect(firings(rule("SU"), "1997-08-01T00:00Z", 9)).toEqual(on("1997-08-05", "1997-08-17", "1997-08-19", "1997-08-31"));
  });
});

describe("Lines around the rule", () => {
  it("a bare rule starts on 1 January 2020 at midnight of its zone", () => {
    expect(firings(rrule("FREQ=DAILY", "Europe/Kyiv"), "2019-01-01T00:00Z", 2)).toEqual(["2019-12-31T22:00Z", "2020-01-01T22:00Z"]);
    expect(firings(rrule("rrule:freq=yearly;"), from, 1)).toEqual(["2027-01-01T00:00Z"]);
  });
  it("RDATE adds dates, EXDATE takes dates out, each once and in order", () => {
    const text =
      "DTSTART:20261123T090000\r\nRRULE:FREQ=DAILY;COUNT=3\r\nRDATE:20261201T120000,20261123T100000\r\nRDATE:20261124T090000\r\nEXDATE:20261125T090000,20270101T000000";
    expect(firings(rrule(text), from, 9)).toEqual(["2026-11-23T09:00Z", "2026-11-23T10:00Z", "2026-11-24T09:00Z", "2026-12-01T12:00Z"]);
    expect(firings(rrule(text), "2026-11-24T09:00Z", 9)).toEqual(["2026-12-01T12:00Z"]);
  });
  it("a date in UTC is read in UTC, any other on the wall of the zone", () => {
    expect(firings(rrule("DTSTART:20261123T140000Z\nRRULE:FREQ=DAILY", "America/New_York"), from, 1)).toEqual(["2026-11-23T14:00Z"]);
    expect(firings(rrule("DTSTART;TZID=America/New_York:20261123T090000\nRRULE:FREQ=DAILY", "America/New_York"), from, 1)).toEqual([
      "2026-11-23T14:00Z",
    ]);
  });
  it("lines may be joined by blanks", () => {
    expect(firings(rrule("DTSTART:20261123T090000 RRULE:FREQ=DAILY"), from, 1)).toEqual(["2026-11-23T09:00Z"]);
  });
  it("a rule that has ended fires no more", () => {
    expect(firings(rrule("DTSTART:20200101T000000\nRRULE:FREQ=DAILY;COUNT=3"), from, 9)).toEqual([]);
    expect(() => checkSchedule(rrule("FREQ=DAILY;COUNT=3"))).not.toThrow();
  });
});

describe("What rrule refuses", () => {
  it.each([
    ["FREQ=BOGUS", "no frequency we know"],
    ["COUNT=3", "no frequency we know"],
    ["FREQ=DAILY;FOO=1", '"FOO=1"'],
    ["FREQ=DAILY;FREQ=DAILY", '"FREQ=DAILY"'],
    ["FREQ=DAILY;COUNT", '"COUNT"'],
    ["FREQ=DAILY;COUNT=1=2", '"COUNT=1=2"'],
    ["FREQ=DAILY;BYHOUR=24", "0 to 23"],
    ["FREQ=DAILY;BYMINUTE=-1", "0 to 59"],
    ["FREQ=DAILY;BYSECOND=60", "0 to 59"],
    ["FREQ=DAILY;BYMONTH=13", "1 to 12"],
    ["FREQ=DAILY;BYMONTH=1.5", '"1.5"'],
    ["FREQ=MONTHLY;BYMONTHDAY=0", "1 to 31, or negative from the end"],
    ["FREQ=MONTHLY;BYMONTHDAY=-32", '"-32"'],
    ["FREQ=MONTHLY;BYSETPOS=0", '"0"'],
    ["FREQ=DAILY;INTERVAL=0", "1 to 100000"],
    ["FREQ=DAILY;INTERVAL=1,2", "INTERVAL of this recurrence is a list"],
    ["FREQ=DAILY;COUNT=10001", "1 to 10000"],
    ["FREQ=DAILY;COUNT=2;UNTIL=20270101T000000Z", "UNTIL has no meaning"],
    ["FREQ=DAILY;UNTIL=tomorrow", '"TOMORROW"'],
    ["FREQ=DAILY;UNTIL=20270230", '"20270230"'],
    ["FREQ=DAILY;BYDAY=1MO", "only MONTHLY and YEARLY rules number weekdays"],
    ["FREQ=YEARLY;BYWEEKNO=1;BYDAY=1MO", '"1MO"'],
    ["FREQ=MONTHLY;BYDAY=0MO", '"0MO"'],
    ["FREQ=MONTHLY;BYDAY=54MO", '"54MO"'],
    ["FREQ=WEEKLY;BYDAY=XX", '"XX"'],
    ["FREQ=WEEKLY;WKST=MO,TU", '"MO,TU"'],
    ["FREQ=WEEKLY;BYMONTHDAY=1", "BYMONTHDAY has no meaning in a WEEKLY"],
    ["FREQ=DAILY;BYYEARDAY=1", "BYYEARDAY has no meaning in a DAILY"],
    ["FREQ=MONTHLY;BYWEEKNO=1", "BYWEEKNO has no meaning in a MONTHLY"],
    ["DTSTART:20260101T000000", "has no rule"],
    ["DTSTART:20260101T000000\nDTSTART:20260101T000000\nRRULE:FREQ=DAILY", "a line too many or of another kind: DTSTART"],
    ["RRULE:FREQ=DAILY\nRRULE:FREQ=WEEKLY", "several schedules"],
    ["RRULE:FREQ=DAILY\nEXRULE:FREQ=WEEKLY", "of another kind: EXRULE"],
    ["DTSTART;TZID=Europe/Kyiv:20260101T000000\nRRULE:FREQ=DAILY", 'Set the schedule\'s timezone to "Europe/Kyiv"'],
    ["DTSTART;X=1:20260101T000000\nRRULE:FREQ=DAILY", "This option of DTSTART is not known: X=1"],
    ["DTSTART:2026-01-01\nRRULE:FREQ=DAILY", '"2026-01-01"'],
    ["every day", '"every day"'],
  ])("%j: %s", (text, message) => {
    const refused = () => checkSchedule(rrule(text));
    expect(refused).toThrow(message);
    expect(refused).toThrow(expect.objectContaining({ name: "ScheduleError", code: "bad-rrule", got: text }));
  });

  it.each([
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
    "FREQ=MINUTELY;BYMONTH=2;BYMONTHDAY=30",
    "FREQ=SECONDLY;INTERVAL=2;BYSECOND=1",
    "FREQ=MINUTELY;INTERVAL=2;BYMINUTE=1;BYHOUR=3",
    "FREQ=HOURLY;INTERVAL=2;BYHOUR=1",
    "FREQ=MONTHLY;BYMONTHDAY=1;BYSETPOS=2",
    "DTSTART:20260101T000000\nRRULE:FREQ=DAILY;UNTIL=20251231T000000",
    "DTSTART:20260101T000000\nRRULE:FREQ=DAILY;COUNT=1\nEXDATE:20260101T000000",
  ])("a rule that never comes round, after a bounded search: %s", (text) => {
    expect(() => checkSchedule(rrule(text))).toThrow(expect.objectContaining({ code: "never-fires" }));
  });

  it("a rule whose periods hold millions of times is walked lazily", () => {
    const every = (size: number, first = 0) => Array.from({ length: size }, (_, index) => index + first).join();
    const times = `BYHOUR=${every(24)};BYMINUTE=${every(60)};BYSECOND=${every(60)};BYMONTHDAY=${every(31, 1)}`;
    expect(firings(rrule(`FREQ=YEARLY;${times}`), "2026-11-23T12:00:00Z", 1)).toEqual(["2026-11-23T12:00:01Z"]);
    expect(firings(rrule(`FREQ=YEARLY;BYSETPOS=-1;${times}`), "2026-11-23T12:00:00Z", 1)).toEqual(["2026-12-31T23:59:59Z"]);
  });
});
