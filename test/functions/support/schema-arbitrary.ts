import fc from "fast-check";

/** A JSON Schema as the OpenAPI document holds it. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly properties?: { readonly [key: string]: Schema };
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly maxItems?: number;
}

/** Values that code forgets about. */
export const junk: fc.Arbitrary<unknown> = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.constantFrom<unknown>(
    null,
    "",
    0,
    -1,
    1e308,
    -1e-7,
    2 ** 53,
    [],
    {},
    "\u0000",
    "\ud800",
    "../../etc/passwd",
    "%00",
    "${jndi:x}",
    "<script>",
    "' OR 1=1 --",
    "x".repeat(3000),
    "9999-12-31T23:59:59Z",
    "0001-01-01",
    253402300800,
    { constructor: { prototype: 1 } },
    { toString: 1 },
    [[[[]]]],
  ),
);

/** Values that fit a schema, mostly: now and then a part is junk, and ids are often those given. */
export function valueFor(
  schema: Schema,
  components: { readonly [name: string]: Schema },
  ids: fc.Arbitrary<string>,
  depth = 0,
): fc.Arbitrary<unknown> {
  const fitting = fc.memo(() => fits(schema, components, ids, depth))();
  return fc.oneof({ weight: 200, arbitrary: fitting }, { weight: 1, arbitrary: junk });
}

function fits(
  schema: Schema,
  components: { readonly [name: string]: Schema },
  ids: fc.Arbitrary<string>,
  depth: number,
): fc.Arbitrary<unknown> {
  const of = (part: Schema) => valueFor(part, components, ids, depth + 1);
  if (depth > 8) return fc.constant(null);
  if (schema.$ref !== undefined) return of(components[schema.$ref.split("/").at(-1)!] ?? {});
  if ("const" in schema) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  const options = schema.anyOf ?? schema.oneOf;
  if (options !== undefined) return fc.oneof(...options.map(of));
  if (schema.allOf !== undefined) return of(schema.allOf[0] ?? {});
  const type = Array.isArray(schema.type) ? (schema.type[0] as string) : schema.type;
  switch (type) {
    case "string":
      if (schema.format === "uuid") return ids;
      if (schema.format === "date-time")
        return fc.date({ noInvalidDate: true, min: new Date("0001-01-01"), max: new Date("9999-12-31") }).map((date) => date.toISOString());
      return fc.oneof(fc.constantFrom("alpha", "beta", "t"), fc.string({ maxLength: Math.min(30, schema.maxLength ?? 30) }));
    case "integer":
      return fc.integer({ min: Math.max(schema.minimum ?? -5, -(2 ** 31)), max: Math.min(schema.maximum ?? 2 ** 31, 2 ** 31) });
    case "number":
      return fc.double({ min: schema.minimum ?? -1e6, max: Math.min(schema.maximum ?? 1e6, 1e6), noNaN: true });
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    case "array":
      return fc.array(of(schema.items ?? {}), { maxLength: 3 });
    case "object":
      return objectOf(schema, of);
    default:
      return schema.properties === undefined ? fc.jsonValue({ maxDepth: 2 }) : objectOf(schema, of);
  }
}

function objectOf(schema: Schema, of: (part: Schema) => fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const required = new Set(schema.required);
  const properties = Object.entries(schema.properties ?? {}).map(([key, part]) => {
    const value = of(part).map((found) => [key, found] as const);
    return required.has(key)
      ? fc.oneof({ weight: 300, arbitrary: value }, { weight: 1, arbitrary: fc.constant(undefined) })
      : fc.option(value, { nil: undefined });
  });
  const extra =
    typeof schema.additionalProperties === "object"
      ? fc.array(fc.tuple(fc.string({ maxLength: 10 }), of(schema.additionalProperties)), { maxLength: 2 })
      : fc.oneof(
          { weight: 100, arbitrary: fc.constant([]) },
          { weight: 1, arbitrary: fc.array(fc.tuple(fc.string({ maxLength: 10 }), junk), { maxLength: 1 }) },
        );
  return fc
    .tuple(fc.tuple(...properties), extra)
    .map(([own, more]) => Object.fromEntries([...own.filter((pair) => pair !== undefined), ...more]));
}
