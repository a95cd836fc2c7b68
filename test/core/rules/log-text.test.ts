import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseLogQuery } from "#core/rules/log-text.ts";

describe("parseLogQuery", () => {
  it.each([
    ["error", "An ERROR occurred", true],
    ["error", "fine", false],
    ["error timeout", "a timeout", true],
    ["error -debug", "error in debug", false],
    ["error !debug", "error in debug", false],
    ["-debug", "fine", true],
    ["-debug", "debug", false],
    ["+user +login", "user login", true],
    ["+user +login", "user logout", false],
    ["error +user", "user", false],
    ["error +user", "error user", true],
    ['"not found"', "was not found", true],
    ['"not found"', "found not", false],
    ['-"not found" found', "was not found", false],
    ['+"not found"', "was not found", true],
    ['"say \\"hi\\""', 'they say "hi"', true],
    ['"open end', "an open end", true],
    ["a-b", "a-b", true],
    ["a-b", "ab", false],
    ["-", "a - b", true],
    ["-", "anything", false],
    ["", "anything", true],
    ['""', "anything", true],
  ])("%s on %j: %s", (query, text, expected) => {
    expect(parseLogQuery(query)(text)).toBe(expected);
  });

  it("finds any line by its own text in quotes, and never by its exclusion", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 50 }), (text) => {
        const quoted = `"${text.replace(/[\\"]/g, "\\$&")}"`;
        expect(parseLogQuery(quoted)(`x${text}y`)).toBe(true);
        expect(parseLogQuery(`-${quoted}`)(`x${text}y`)).toBe(false);
      }),
    );
  });
});
