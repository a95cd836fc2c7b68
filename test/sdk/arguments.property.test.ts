import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { namedParameters, parametersOf } from "#sdk/engine/parameter-names.ts";
import { findFutures, replaceFutures } from "#sdk/engine/resolve.ts";
import { jsonSafe } from "#sdk/results/json-safe.ts";
import { EngineFuture } from "#sdk/task/future.ts";

const future = (name: string) => new EngineFuture({ id: name, name, state: {} as never, sleep: async () => {} });

describe("futures in arguments", () => {
  it("are all found and replaced, wherever they are", () => {
    const leaf = fc.oneof(
      fc.integer(),
      fc.string(),
      fc.constant(null),
      fc.constant(undefined),
      fc.integer().map((n) => future(`f${n}`)),
    );
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { depthSize: "small" },
        leaf,
        fc.array(tie("tree"), { maxLength: 5 }),
        fc.dictionary(fc.string(), tie("tree"), { maxKeys: 5, noNullPrototype: true }),
      ),
    }));
    fc.assert(
      fc.property(tree, (value) => {
        const count = findFutures(value).length;
        let replaced = 0;
        const result = replaceFutures(value, () => {
          replaced += 1;
          return "value";
        });
        expect(replaced).toBe(count);
        expect(findFutures(result)).toEqual([]);
        if (count === 0) expect(result).toBe(value);
      }),
    );
  });

  it("are found among the entries of long lists, and inside them if the first ones hold some", () => {
    const rows = Array.from({ length: 5_000 }, (_, n) => ({ n }));
    expect(findFutures(rows)).toEqual([]);
    expect(findFutures([...rows, future("last")])).toHaveLength(1);
    expect(findFutures(rows.map(({ n }) => ({ n: future(`f${n}`) })))).toHaveLength(5_000);
  });

  it("are not looked for in instances, which are handed on as they are", () => {
    class Box {
      readonly inside = future("x");
    }
    const box = new Box();
    expect(replaceFutures([box], () => 1)).toEqual([box]);
  });
});

describe("parameter names", () => {
  it.each([
    ["(a, b) => a", ["a", "b"]],
    ["async x => x", ["x"]],
    ["async function load(day, { limit = 3, ...more } = {}, ...rest) {}", ["day", "arg1", "rest"]],
    ['function f(a = "(,)", b = [1, 2], /* c, */ d = () => ({ e: 1 })) {}', ["a", "b", "d"]],
    ["load(day) { return day; }", ["day"]],
    ["() => 1", []],
  ])("of %s", (source, names) => {
    const parameters = parametersOf({ toString: () => source });
    expect(parameters.map(({ name }) => name)).toEqual(names);
    for (const { name, at } of parameters) if (!name.startsWith("arg")) expect(source.startsWith(name, at)).toBe(true);
  });

  it("give a lone object its own names", () => {
    expect(namedParameters(["options"], [{ a: 1 }])).toEqual({ a: 1 });
    expect(namedParameters(["a", "b"], [{ x: 1 }, 2])).toEqual({ a: { x: 1 }, b: 2 });
    expect(namedParameters([], [1, 2])).toEqual({ arg0: 1, arg1: 2 });
  });
});

describe("what is shown as JSON", () => {
  it("is JSON, whatever it was, and plain JSON unchanged", () => {
    fc.assert(
      fc.property(
        fc.anything({
          withBigInt: true,
          withDate: true,
          withMap: true,
          withSet: true,
          withTypedArray: true,
          withObjectString: true,
          withNullPrototype: true,
        }),
        (value) => {
          const shown = jsonSafe(value);
          expect(JSON.parse(JSON.stringify(shown))).toEqual(shown);
        },
      ),
    );
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        expect(jsonSafe(value)).toEqual(value);
      }),
    );
  });
});
