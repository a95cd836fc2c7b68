import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { problemsByField, readDraft, writeDraft } from "../../../web/src/form/draft.ts";
import { readFields } from "../../../web/src/form/schema.ts";

const schema = z.toJSONSchema(
  z.object({
    rows: z.int().min(1),
    rate: z.number().default(0.1),
    name: z.string(),
    model: z.enum(["forest", "linear"]),
    day: z.iso.date().nullable(),
    shuffle: z.boolean().optional(),
    features: z.array(z.string()),
    weights: z.array(z.number()),
    split: z.object({ train: z.number() }),
    either: z.union([z.string(), z.number()]),
  }),
  { io: "input" },
);
const fields = readFields(schema);

describe("fields of a schema", () => {
  it("get the control that fits", () => {
    expect(fields.map(({ name, kind, required }) => [name, kind, required])).toEqual([
      ["rows", "integer", true],
      ["rate", "number", false],
      ["name", "text", true],
      ["model", "choice", true],
      ["day", "date", true],
      ["shuffle", "boolean", false],
      ["features", "lines", true],
      ["weights", "lines", true],
      ["split", "json", true],
      ["either", "json", true],
    ]);
  });

  it("follow references, as Prefect's clients write enums, and their positions", () => {
    const prefect = {
      type: "object",
      properties: {
        second: { position: 1, title: "second", type: "integer" },
        first: { position: 0, allOf: [{ $ref: "#/definitions/Colour" }], default: "red" },
      },
      definitions: { Colour: { enum: ["red", "green"], description: "A colour" } },
    };
    expect(readFields(prefect)).toMatchObject([
      { name: "first", kind: "choice", choices: ["red", "green"], standard: "red", description: "A colour" },
      { name: "second", kind: "integer" },
    ]);
  });

  it("are none where there is no schema, and end where a reference turns in a circle", () => {
    expect(readFields(null)).toEqual([]);
    expect(readFields({ type: "string" })).toEqual([]);
    const circle = { properties: { a: { $ref: "#/$defs/a" } }, $defs: { a: { $ref: "#/$defs/a" } } };
    expect(readFields(circle)).toMatchObject([{ name: "a", kind: "json" }]);
  });
});

describe("a form", () => {
  it("leaves out what is empty and says what is no value", () => {
    const { values, problems } = readDraft(fields, { rows: "1.5", rate: "x", name: "", weights: "1\ntwo", split: "{", model: "1" });
    expect(values).toEqual({ model: "linear" });
    expect(Object.keys(problems)).toEqual(["rows", "rate", "weights", "split"]);
  });

  it("turns into JSON and back without loss", () => {
    const value = fc.record(
      {
        rows: fc.integer(),
        rate: fc.double({ noNaN: true, noDefaultInfinity: true }).filter((number) => !Object.is(number, -0)),
        name: fc.string(),
        model: fc.constantFrom("forest", "linear", "unknown"),
        shuffle: fc.boolean(),
        features: fc.array(fc.string()),
        weights: fc.array(fc.integer()),
        split: fc.dictionary(fc.string(), fc.integer()).map((entries) => ({ ...entries })),
        stranger: fc.jsonValue(),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(value, (given) => {
        const values = JSON.parse(JSON.stringify(given));
        const { draft, extra } = writeDraft(fields, values);
        expect(readDraft(fields, draft, extra)).toEqual({ values, problems: {} });
      }),
    );
  });

  it("shows the server's problems where they belong", () => {
    expect(
      problemsByField(fields, [
        { path: "parameters.rows", message: "must be at least 1" },
        { path: "parameters", message: 'must have the property "name"' },
        { path: "tags.0", message: "too long" },
      ]),
    ).toEqual({ byField: { rows: "must be at least 1", name: 'must have the property "name"' }, rest: ["tags.0: too long"] });
  });
});
