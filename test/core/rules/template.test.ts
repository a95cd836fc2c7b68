import { describe, expect, it } from "vitest";
import { parseTemplate, renderTemplate } from "#core/rules/template.ts";

const render = (text: string, values: Record<string, string | null>, quote?: (value: string) => string) => {
  const read = parseTemplate(text, ["a", "a.b", "c"]);
  if ("problems" in read) throw new Error(JSON.stringify(read.problems));
  return renderTemplate(read.template, values, quote);
};

describe("a template", () => {
  it.each([
    ["plain", "plain"],
    ["{{ a }} and {{a.b}}", "1 and 2"],
    ["{{a}}{{ a }}", "11"],
    ["} } { {{ a }} }}", "} } { 1 }}"],
    ["x\n{{ c }}\ny", "x\ny"],
    ["x\n  {{ c }} {{ c }}\ny", "x\ny"],
    ["x: {{ c }}", "x: "],
    ["x\n\ny", "x\n\ny"],
    ["", ""],
  ])("%j says %j", (text, said) => {
    expect(render(text, { a: "1", "a.b": "2", c: null })).toBe(said);
  });

  it("quotes values and not its own text, and reads no value as a template", () => {
    expect(render("<b>{{ a }}</b>", { a: "<{{ c }}>", c: "no" }, (value) => value.replaceAll("<", "&lt;"))).toBe("<b>&lt;{{ c }}></b>");
  });

  it.each([
    ["{{ nope }}", [{ got: "nope", message: 'unknown variable "nope"' }]],
    ["{{ a", [{ got: "{{ a", message: "a place opened with {{ must end with }} on the same line" }]],
    ["{{ a\n}}", [{ got: "{{ a", message: "a place opened with {{ must end with }} on the same line" }]],
    ["{{ }}", [{ got: "", message: 'unknown variable ""' }]],
    ["{{ a.constructor }} {{ __proto__ }}", [{ got: "a.constructor" }, { got: "__proto__" }]],
    ["{{ {{ a }} }}", [{ got: "{{ a" }]],
    ["{{ a() }}", [{ got: "a()" }]],
  ])("%j is refused", (text, problems) => {
    expect(parseTemplate(text, ["a"])).toMatchObject({ problems });
  });
});
