import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  formatTimestamp,
  Labels,
  Name,
  optional,
  orDefault,
  orNull,
  parseTimestamp,
  Tags,
  Timestamp,
  TimestampInput,
  toTimestamp,
  Uuid,
} from "#core/contract/scalars.ts";

describe("toTimestamp", () => {
  it.each([
    ["2026-11-23T09:30:00Z", "2026-11-23T09:30:00.000000Z"],
    ["2026-11-23t09:30:00Z", undefined],
    ["2026-11-23 09:30:00.969624+00:00", "2026-11-23T09:30:00.969624Z"],
    ["2026-11-23T09:30:00.1", "2026-11-23T09:30:00.100000Z"],
    ["2026-11-23T09:30:00.123456789Z", "2026-11-23T09:30:00.123456Z"],
    ["2026-11-23T09:30:00.9999999Z", "2026-11-23T09:30:00.999999Z"],
    ["2026-11-23T09:30z", "2026-11-23T09:30:00.000000Z"],
    ["2026-11-23T09:30:00+05:30", "2026-11-23T04:00:00.000000Z"],
    ["2026-11-23T09:30:00-0330", "2026-11-23T13:00:00.000000Z"],
    ["2026-11-23T23:30:00-02", "2026-11-24T01:30:00.000000Z"],
    ["2026-11-23T09:30:00.25 +00:00", "2026-11-23T09:30:00.250000Z"],
    [" 2026-11-23 ", "2026-11-23T00:00:00.000000Z"],
    ["2024-02-29", "2024-02-29T00:00:00.000000Z"],
    ["2000-02-29", "2000-02-29T00:00:00.000000Z"],
    ["2026-11-30T00:00:00Z", "2026-11-30T00:00:00.000000Z"],
    ["2026-12-31T24:00:00Z", "2027-01-01T00:00:00.000000Z"],
    ["9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z"],
    ["0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000000Z"],
    ["2026-02-31", undefined],
    ["2026-02-29", undefined],
    ["1900-02-29", undefined],
    ["2026-04-31T00:00:00Z", undefined],
    ["2026-06-31", undefined],
    ["2026-09-31", undefined],
    ["2026-11-31", undefined],
    ["2026-01-32", undefined],
    ["2026-00-10", undefined],
    ["2026-13-10", undefined],
    ["2026-01-00", undefined],
    ["2026-01-01T25:00:00Z", undefined],
    ["2026-01-01T10:61:00Z", undefined],
    ["2026-01-01T10:00:61Z", undefined],
    ["2026-01-01T10:00:00+25:00", undefined],
    ["0000-12-31T00:00:00Z", undefined],
    ["9999-12-31T23:59:59-01:00", undefined],
    ["2026-11-23T", undefined],
    ["23.11.2026", undefined],
    ["now", undefined],
    ["", undefined],
    [0, "1970-01-01T00:00:00.000000Z"],
    [1_795_381_820.780518, "2026-11-22T21:10:20.780518Z"],
    [2e10, "2603-10-11T11:33:20.000000Z"],
    [1_795_381_820_780, "2026-11-22T21:10:20.780000Z"],
    [-1, "1969-12-31T23:59:59.000000Z"],
    [Number.NaN, undefined],
    [Number.POSITIVE_INFINITY, undefined],
    [-1e12, undefined],
    [1e15, undefined],
  ])("%j → %s", (value, expected) => {
    expect(toTimestamp(value)).toBe(expected);
    if (expected !== undefined) expect(Timestamp.safeParse(expected).success).toBe(true);
    expect(TimestampInput.safeParse(value).data).toBe(expected);
  });

  it("says what it expects instead", () => {
    expect(TimestampInput.safeParse("2026-02-31").error?.issues[0]?.message).toContain("2026-11-23T09:30:00Z");
    expect(TimestampInput.safeParse(" ".repeat(65)).success).toBe(false);
    expect(TimestampInput.safeParse(true).success).toBe(false);
  });

  it("takes any date there is as it is, and refuses those there are not", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9999 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 31 }),
        fc.integer({ min: 0, max: 999_999 }),
        (year, month, day, micros) => {
          const text = `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}T23:59:59.${String(micros).padStart(6, "0")}Z`;
          const date = new Date(0);
          date.setUTCFullYear(year, month - 1, day);
          expect(toTimestamp(text)).toBe(date.getUTCDate() === day ? text : undefined);
        },
      ),
    );
  });
});

describe("formatTimestamp and parseTimestamp", () => {
  // milliseconds as a double tell microseconds apart up to the year 2109
  const micros = fc.integer({ min: 0, max: 2 ** 42 * 1000 });

  it("are each other's inverse, to the microsecond", () => {
    fc.assert(
      fc.property(micros, (value) => {
        const text = formatTimestamp(value / 1000);
        expect(Math.round(parseTimestamp(text) * 1000)).toBe(value);
        expect(formatTimestamp(parseTimestamp(text))).toBe(text);
        expect(toTimestamp(text)).toBe(text);
      }),
    );
  });

  it("keep text in the order of time", () => {
    fc.assert(
      fc.property(micros, micros, (a, b) => {
        expect(Math.sign(a - b)).toBe(
          formatTimestamp(a / 1000) < formatTimestamp(b / 1000) ? -1 : formatTimestamp(a / 1000) === formatTimestamp(b / 1000) ? 0 : 1,
        );
      }),
    );
  });

  it("carry a rounded microsecond over", () => {
    expect(formatTimestamp(999.9999)).toBe("1970-01-01T00:00:01.000000Z");
    expect(formatTimestamp(-0.001)).toBe("1969-12-31T23:59:59.999999Z");
  });
});

describe("other scalars", () => {
  it("takes UUIDs of any version and case, in lower case", () => {
    expect(Uuid.parse("01A20000-0000-8000-8000-00000000000F")).toBe("01a20000-0000-8000-8000-00000000000f");
    for (const wrong of ["", "01a20000", "01a20000-0000-8000-8000-00000000000g", "01a200000000800080000000000000ff"])
      expect(Uuid.safeParse(wrong).success).toBe(false);
  });

  it.each([
    ["a", true],
    ["é 名/x", true],
    ["", false],
    ["a\u0000", false],
    ["a\nb", false],
    ["\u007f", false],
    ["x".repeat(255), true],
    ["x".repeat(256), false],
  ])("Name %j: %s", (value, ok) => {
    expect(Name.safeParse(value).success).toBe(ok);
  });

  it("bounds tags and labels", () => {
    expect(Tags.safeParse(Array(100).fill("a")).success).toBe(true);
    expect(Tags.safeParse(Array(101).fill("a")).success).toBe(false);
    expect(Labels.safeParse({ a: 1, b: "x", c: true }).success).toBe(true);
    expect(Labels.safeParse({ a: null }).success).toBe(false);
  });

  it("treat null like nothing", () => {
    for (const nothing of [null, undefined]) {
      expect(orNull(Name).parse(nothing)).toBeNull();
      expect(orDefault(Tags, ["x"]).parse(nothing)).toEqual(["x"]);
      expect(optional(Name).parse(nothing)).toBeUndefined();
    }
    expect([orNull(Name).parse("a"), orDefault(Tags, ["x"]).parse([]), optional(Name).parse("a")]).toEqual(["a", [], "a"]);
    expect(optional(Name).safeParse("").success).toBe(false);
  });
});
