import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Name } from "#core/contract/scalars.ts";
import { makeRunId } from "#core/rules/ids.ts";
import { generateRunName, RunNameError, renderRunName } from "#core/rules/names.ts";
import { ADJECTIVES, ANIMALS } from "#core/rules/words.ts";

describe("generateRunName", () => {
  it("is an adjective and an animal, always the same for an id", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 8, maxLength: 8 }), (random) => {
        const id = makeRunId(Date.UTC(2026, 0, 1), random);
        const [adjective, animal, ...rest] = generateRunName(id).split("-");
        expect(rest).toEqual([]);
        expect(ADJECTIVES).toContain(adjective);
        expect(ANIMALS).toContain(animal);
        expect(generateRunName(id)).toBe(generateRunName(id));
      }),
    );
  });

  it("tells runs of one moment apart, using the whole of both lists", () => {
    const ids = Array.from({ length: 40_000 }, (_, index) =>
      makeRunId(
        0,
        Uint8Array.from({ length: 8 }, (_, byte) => (Math.imul(index + 1, 2_654_435_761 + byte * 97) >>> 13) & 255),
      ),
    );
    const names = ids.map(generateRunName);
    expect(new Set(names).size).toBeGreaterThan(20_000);
    expect(new Set(names.map((name) => name.split("-")[0])).size).toBe(ADJECTIVES.length);
    expect(new Set(names.map((name) => name.split("-")[1])).size).toBe(ANIMALS.length);
  });

  it("draws from words that are lower-case letters and unlike each other", () => {
    for (const list of [ADJECTIVES, ANIMALS]) {
      expect(new Set(list).size).toBe(list.length);
      for (const word of list) expect(word).toMatch(/^[a-z]+$/);
    }
  });
});

describe("renderRunName", () => {
  const values = {
    user: { name: "Ada", tags: ["x", "y"] },
    n: 7,
    big: 12n,
    ratio: 0.12345,
    day: new Date("2026-02-03T04:05:06.789Z"),
    none: null,
    gone: undefined,
    text: "a\nb",
    list: [1, 2],
    "with space": "w",
  };
  it.each([
    ["plain", "plain"],
    ["{n}", "7"],
    ["load-{user.name}-{user.tags.1}", "load-Ada-y"],
    ["{ n }/{with space}", "7/w"],
    ["{{n}} {{}}", "{n} {}"],
    ["{ratio:.2f} {ratio:f} {n:03d} {n:3d} {big:04d} {ratio:d}", "0.12 0.123450 007   7 0012 0"],
    ["{ratio:08.2f}", "00000.12"],
    ["{day}", "2026-02-03T04:05:06.789Z"],
    ["{day:%Y-%m-%d %H:%M:%S.%f}", "2026-02-03 04:05:06.789000"],
    ["{day:%a %A %b %B %y %j %%%q}", "Tue Tuesday Feb February 26 034 %%q"],
    ["{none} {gone} {list} {user.tags}", 'null undefined [1,2] ["x","y"]'],
    ["{text}", "a b"],
  ])("%s → %s", (template, name) => {
    expect(renderRunName(template, values)).toBe(name);
  });

  it.each([
    ["{nobody}", 'names {nobody}, but there is no "nobody". Known there: user, n, big'],
    ["{user.age}", 'there is no "age". Known there: name, tags'],
    ["{n.x}", 'there is no "x". Nothing is known there'],
    ["{none.x}", 'there is no "x"'],
    ["{user.constructor}", 'there is no "constructor"'],
    ["{}", 'there is no ""'],
    ["{n", "has a single {"],
    ["n}", "has a single }"],
    ["{n:%Y}", 'formats {n} as "%Y", which does not fit "7"'],
    ["{day:.2f}", 'formats {day} as ".2f"'],
    ["{user.name:d}", 'does not fit "Ada"'],
    ["{text:}{none:x}", 'formats {none} as "x"'],
    ["", "came out empty"],
  ])("%s: %s", (template, message) => {
    expect(() => renderRunName(template, values)).toThrow(RunNameError);
    expect(() => renderRunName(template, values)).toThrow(message);
  });

  it("always gives a name the contract takes", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 600 }), (text) => {
        fc.pre(renderable(text));
        expect(Name.safeParse(renderRunName("{x}", { x: text })).success).toBe(true);
      }),
    );
  });

  it("prints what has no JSON without failing", () => {
    const cycle: { self?: unknown } = {};
    cycle.self = cycle;
    expect(renderRunName("{x}", { x: cycle })).toBe("[object Object]");
    expect(renderRunName("{x}", { x: new Date(Number.NaN) })).toBe("Invalid Date");
    expect(() => renderRunName("{x:%Y}", { x: new Date(Number.NaN) })).toThrow(RunNameError);
  });
});

function renderable(text: string): boolean {
  return Array.from(text.slice(0, 255)).some((character) => character.trim() !== "" && character > "\u001f" && character !== "\u007f");
}
