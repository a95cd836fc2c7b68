import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { displayWidth, oneLine, safe, truncate } from "#cli/render/text.ts";

const text = fc.string({ unit: "grapheme", maxLength: 40 });

describe("text for a terminal", () => {
  it.each([
    ["", 0],
    ["abc", 3],
    ["漢字", 4],
    ["🎉", 2],
    ["e\u0301", 1],
    ["한글", 4],
    ["✔ …", 3],
    ["\u200b", 0],
  ])("%j takes %i columns", (value, width) => {
    expect(displayWidth(value)).toBe(width);
  });

  it("is cut to the width, and only if it is longer", () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 0, max: 50 }), (value, width) => {
        const cut = truncate(value, width);
        expect(displayWidth(cut)).toBeLessThanOrEqual(width);
        if (displayWidth(value) <= width) expect(cut).toBe(value);
      }),
    );
  });

  it("holds no control character but newline and tab", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (value) => {
        // biome-ignore lint/suspicious/noControlCharactersInRegex: the characters under test
        expect(safe(value)).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
        expect(oneLine(value)).not.toMatch(/[\n\r\t]/);
      }),
    );
  });

  it("loses escape sequences whole", () => {
    expect(safe("\u001b[31mred\u001b[0m \u001b]0;title\u0007\u001b[2J.")).toBe("red .");
  });
});
