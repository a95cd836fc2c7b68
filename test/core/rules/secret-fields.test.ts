import { describe, expect, it } from "vitest";
import { parsePath, pathText, replaceLeaves, secretLeaves } from "#core/rules/secret-fields.ts";

const data = { a: "1", b: { c: "2", d: [3, null] }, e: { f: { g: true }, h: { g: "4" } }, r: { $ref: { block_document_id: "x" } } };

describe("secretLeaves", () => {
  it.each([
    [["a"], [["a"]]],
    [["b.c"], [["b", "c"]]],
    [
      ["b"],
      [
        ["b", "c"],
        ["b", "d", "0"],
      ],
    ],
    [
      ["b", "b.c"],
      [
        ["b", "c"],
        ["b", "d", "0"],
      ],
    ],
    [
      ["e.*.g"],
      [
        ["e", "f", "g"],
        ["e", "h", "g"],
      ],
    ],
    [["*"], [["a"], ["b", "c"], ["b", "d", "0"], ["e", "f", "g"], ["e", "h", "g"]]],
    [["nothing", "a.b", "b.c.d", "r", "constructor", "__proto__"], []],
    [[], []],
  ])("of %j are at %j", (secret_fields, paths) => {
    expect(secretLeaves({ secret_fields }, data).map(({ path }) => path)).toEqual(paths);
  });

  it("are none where the schema lists none, or nonsense", () => {
    for (const fields of [{}, { secret_fields: null }, { secret_fields: "a" }, { secret_fields: [1, null] }])
      expect(secretLeaves(fields, data)).toEqual([]);
  });
});

describe("replaceLeaves", () => {
  it("changes those places in a copy and nothing else", () => {
    const leaves = secretLeaves({ secret_fields: ["b", "a"] }, data);
    const before = structuredClone(data);
    const changed = replaceLeaves(
      data,
      leaves.map(({ path }) => ({ path, value: "*" })),
    );
    expect(changed).toEqual({ ...data, a: "*", b: { c: "*", d: ["*", null] } });
    expect(data).toEqual(before);
    expect(replaceLeaves(changed, leaves)).toEqual(data);
  });
});

describe("paths", () => {
  it("keep dots and quotes in keys", () => {
    const path = ["a.b", 'c"d', "0"];
    expect(parsePath(pathText(path))).toEqual(path);
  });
});
