import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseTemplate, renderTemplate } from "#core/rules/template.ts";

const VARIABLES = ["flow.name", "state.name", "message"];
const word = fc.string({ unit: "grapheme" }).filter((text) => !/[{}\n]/.test(text));
const piece = fc.oneof(
  word,
  fc.constantFrom(...VARIABLES).map((name) => ({ name })),
);
const values = fc.record(Object.fromEntries(VARIABLES.map((name) => [name, fc.string({ unit: "grapheme", minLength: 1 })])));

describe("templates", () => {
  it("say their text with each value in its place, whatever the values say", () => {
    fc.assert(
      fc.property(fc.array(piece), values, (pieces, given) => {
        const text = pieces.map((one) => (typeof one === "string" ? one : `{{ ${one.name} }}`)).join("");
        const read = parseTemplate(text, VARIABLES);
        if ("problems" in read) throw new Error("it was refused");
        expect(renderTemplate(read.template, given)).toBe(pieces.map((one) => (typeof one === "string" ? one : given[one.name])).join(""));
      }),
    );
  });

  it("are read or refused with reasons, whatever the text, and what was read never throws and shows known values only", () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.string(), fc.constantFrom("{{", "}}", "{{ message }}", "\n", "toString"))).map((parts) => parts.join("")),
        (text) => {
          const read = parseTemplate(text, VARIABLES);
          if ("problems" in read) {
            expect(read.problems.length).toBeGreaterThan(0);
            return;
          }
          // nothing inherited is a value
          expect(renderTemplate(read.template, {}).length).toBeLessThanOrEqual(text.length);
          expect(renderTemplate(read.template, { message: "m" })).not.toContain("function");
        },
      ),
    );
  });

  it("quote every value and nothing else", () => {
    fc.assert(
      fc.property(word, fc.string(), (text, value) => {
        const read = parseTemplate(`${text}|{{ message }}|`, VARIABLES);
        if ("problems" in read) throw new Error("it was refused");
        expect(renderTemplate(read.template, { message: value }, () => "Q")).toBe(`${text}|Q|`);
      }),
    );
  });
});
