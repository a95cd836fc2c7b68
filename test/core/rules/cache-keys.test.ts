import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CacheKeyError, cacheKeyOf, stableText, taskInputHash } from "#core/rules/cache-keys.ts";

class Point {
  readonly x: number;
  constructor(x: number) {
    this.x = x;
  }
}

describe("taskInputHash", () => {
  it("is the same for equal inputs whatever the order of their keys, and 64 digits", () => {
    const key = taskInputHash("load@1", { path: "a.csv", options: { header: true, limit: 5 } });
    expect(key).toMatch(/^[0-9a-f]{64}$/);
    expect(taskInputHash("load@1", { options: { limit: 5, header: true }, path: "a.csv" })).toBe(key);
    expect(taskInputHash("load@2", { path: "a.csv", options: { header: true, limit: 5 } })).not.toBe(key);
  });

  it("stays the same across releases, for results stored by older ones", () => {
    expect(taskInputHash("load@1", { path: "a.csv", rows: [1, 2.5, -0], at: new Date(0), seen: new Set(["b", "a"]) })).toBe(
      "29a96413f1cc3711a46f905744a60c0ecaf1a306138a1f4e1cb76a9bac9605a4",
    );
  });

  it("uses a description for what it does not know", () => {
    const describePoint = (value: object) => (value instanceof Point ? { type: "Point", value: { x: value.x } } : undefined);
    expect(taskInputHash("a", [new Point(1)], describePoint)).toBe(taskInputHash("a", [new Point(1)], describePoint));
    expect(taskInputHash("a", [new Point(1)], describePoint)).not.toBe(taskInputHash("a", [new Point(2)], describePoint));
    expect(taskInputHash("a", [new Point(1)], describePoint)).not.toBe(taskInputHash("a", [{ x: 1 }]));
  });
});

describe("cacheKeyOf", () => {
  it("keeps values apart", () => {
    expect(cacheKeyOf(undefined, "a", "b")).not.toBe(cacheKeyOf(undefined, "ab"));
    expect(cacheKeyOf(undefined, ["a", "b"])).not.toBe(cacheKeyOf(undefined, "a", "b"));
  });
});

describe("stableText", () => {
  it("tells apart all of these", () => {
    const shared = { a: 1 };
    const cyclic: { self?: unknown } = {};
    cyclic.self = cyclic;
    const values: unknown[] = [
      null,
      undefined,
      0,
      -0,
      1,
      1n,
      "1",
      "",
      true,
      "true",
      Number.NaN,
      Number.POSITIVE_INFINITY,
      "null",
      [],
      [undefined],
      new Array(1),
      [null],
      {},
      { a: undefined },
      { a: null },
      [[]],
      [[], []],
      "[]",
      new Date(0),
      new Date(1),
      new Date(Number.NaN),
      new Map(),
      new Map([["a", 1]]),
      new Set(),
      new Set(["a"]),
      new Set([["a"]]),
      /a/g,
      /a/,
      new URL("http://a/"),
      "http://a/",
      new Uint8Array([1]),
      new Uint8Array([1, 0]),
      new Int8Array([1]),
      new Uint16Array([1]),
      new Float64Array([1]),
      new ArrayBuffer(1),
      new DataView(new ArrayBuffer(1)),
      new Error("a"),
      new TypeError("a"),
      Object(1),
      Object("1"),
      Object(false),
      cyclic,
      [shared, shared],
      [shared],
      '{"a":1}',
      new URLSearchParams("a=1"),
    ];
    const texts = values.map((value) => stableText(value));
    expect(new Set(texts).size).toBe(values.length);
  });

  it("sees the same in what is equal", () => {
    expect(
      stableText(
        new Map([
          ["a", 1],
          ["b", 2],
        ]),
      ),
    ).toBe(
      stableText(
        new Map([
          ["b", 2],
          ["a", 1],
        ]),
      ),
    );
    expect(stableText(new Set([3, 1, 2]))).toBe(stableText(new Set([1, 2, 3])));
    expect(stableText(Buffer.from([1, 2]))).toBe(stableText(new Uint8Array([0, 1, 2, 3]).subarray(1, 3)));
    expect(stableText(Object.assign(Object.create(null), { a: 1 }))).toBe(stableText({ a: 1 }));
    const shared = { a: 1 };
    expect(stableText([shared, shared])).toBe(stableText([{ a: 1 }, { a: 1 }]));
    const mutual = () => {
      const [a, b]: [{ to?: unknown }, { to?: unknown }] = [{}, {}];
      a.to = b;
      b.to = a;
      return a;
    };
    expect(stableText(mutual())).toBe(stableText(mutual()));
  });

  it.each([
    ["a function", { rows: [1, { load: () => 1 }] }, "$.rows[1].load"],
    ["a symbol", [Symbol("x")], "$[0]"],
    ["an instance of Point", { a: new Map([["p", new Point(1)]]) }, "$.a{p}"],
    ["an instance of Promise", Promise.resolve(), "$"],
    ["an instance of WeakMap", new WeakMap(), "$"],
  ])("refuses %s, naming where it is", (what, value, path) => {
    expect(() => stableText(value)).toThrow(CacheKeyError);
    expect(() => stableText(value)).toThrow(`The value at ${path} is ${what}`);
  });

  it("is the same exactly for equal plain values", () => {
    const value = fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withTypedArray: true,
      withSparseArray: true,
      withNullPrototype: true,
    });
    fc.assert(
      fc.property(value, (one) => {
        expect(stableText(structuredClone(one))).toBe(stableText(one));
      }),
    );
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
        const equal = JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
        expect(stableText(JSON.parse(JSON.stringify(one))) === stableText(JSON.parse(JSON.stringify(other)))).toBe(equal);
      }),
    );
  });
});

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  return {
    entries: Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  };
}
