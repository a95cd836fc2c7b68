/** A parameter as a form asks for it. */
export interface Field {
  readonly name: string;
  readonly kind: Kind;
  /** The type in words, for people. */
  readonly typeText: string;
  readonly title: string | undefined;
  readonly description: string | undefined;
  readonly required: boolean;
  /** Of an enum, in their order. */
  readonly choices: readonly unknown[];
  /** The schema's default; undefined when it has none. */
  readonly standard: unknown;
  /** Bounds of a number. */
  readonly minimum: number | undefined;
  readonly maximum: number | undefined;
}

/** Which control asks for a value. `lines` is a list of texts or numbers, one a line; `json` is everything else. */
export type Kind = "text" | "number" | "integer" | "boolean" | "choice" | "date" | "date-time" | "lines" | "json";

/** The fields of an object's JSON Schema, in its order (`position`, as Prefect's clients write it, goes first). */
export function readFields(schema: unknown): readonly Field[] {
  if (!isRecord(schema) || !isRecord(schema["properties"])) return [];
  const required = Array.isArray(schema["required"]) ? schema["required"] : [];
  return Object.entries(schema["properties"])
    .map(([name, property]) => ({ property: resolve(property, schema), name }))
    .sort((one, other) => position(one.property) - position(other.property))
    .map(({ name, property }) => fieldOf(name, property, required.includes(name), schema));
}

/** Whether a list's items are numbers, so that lines are read as such. */
export function isNumeric(field: Field): boolean {
  return field.typeText.startsWith("list of number") || field.typeText.startsWith("list of integer");
}

type Schema = Readonly<Record<string, unknown>>;

function fieldOf(name: string, property: Schema, required: boolean, root: Schema): Field {
  const shape = withoutNull(property, root);
  const kind = kindOf(shape, root);
  return {
    name,
    kind,
    typeText: typeText(shape, root),
    title: text(property["title"] ?? shape["title"]),
    description: text(property["description"] ?? shape["description"]),
    required: required && property["default"] === undefined,
    choices: kind === "choice" ? choicesOf(shape) : [],
    standard: property["default"] ?? shape["default"],
    minimum: number(shape["minimum"] ?? shape["exclusiveMinimum"]),
    maximum: number(shape["maximum"] ?? shape["exclusiveMaximum"]),
  };
}

function kindOf(shape: Schema, root: Schema): Kind {
  if (Array.isArray(shape["enum"]) || shape["const"] !== undefined) return "choice";
  const type = shape["type"];
  if (type === "boolean" || type === "integer" || type === "number") return type;
  if (type === "string") return shape["format"] === "date" || shape["format"] === "date-time" ? shape["format"] : "text";
  if (type !== "array") return "json";
  const items = isRecord(shape["items"]) ? kindOf(resolve(shape["items"], root), root) : "json";
  return items === "text" || items === "number" || items === "integer" ? "lines" : "json";
}

function typeText(shape: Schema, root: Schema): string {
  const kind = kindOf(shape, root);
  if (kind === "choice")
    return (
      "one of " +
      choicesOf(shape)
        .map((choice) => JSON.stringify(choice))
        .join(", ")
    );
  const { type } = shape;
  if (type === "array") return `list${isRecord(shape["items"]) ? ` of ${typeText(resolve(shape["items"], root), root)}` : ""}`;
  if (typeof type === "string") return text(shape["format"]) ?? type;
  const parts = alternatives(shape);
  return parts === undefined ? "any" : parts.map((part) => typeText(resolve(part, root), root)).join(" or ");
}

/** What is left of `anyOf: [X, null]` and `type: ["X", "null"]`. */
function withoutNull(shape: Schema, root: Schema): Schema {
  const { type } = shape;
  if (Array.isArray(type)) {
    const types = type.filter((one) => one !== "null");
    return types.length === 1 ? { ...shape, type: types[0] } : shape;
  }
  const parts = alternatives(shape)?.map((part) => resolve(part, root));
  const real = parts?.filter((part) => part["type"] !== "null");
  if (real?.length === 1 && real[0] !== undefined) return real[0];
  const values = real?.map((part) => part["const"]);
  return values !== undefined && values.length > 0 && values.every((value) => value !== undefined) ? { enum: values } : shape;
}

function alternatives(shape: Schema): readonly unknown[] | undefined {
  const parts = shape["anyOf"] ?? shape["oneOf"];
  return Array.isArray(parts) ? parts : undefined;
}

function resolve(part: unknown, root: Schema, depth = 0): Schema {
  if (!isRecord(part)) return {};
  const single = Array.isArray(part["allOf"]) && part["allOf"].length === 1 ? part["allOf"][0] : undefined;
  if (isRecord(single)) return { ...resolve(single, root, depth + 1), ...part };
  const reference = part["$ref"];
  if (typeof reference !== "string" || !reference.startsWith("#/") || depth > 20) return part;
  const target = reference
    .slice(2)
    .split("/")
    .reduce<unknown>((at, key) => (isRecord(at) ? at[key.replaceAll("~1", "/").replaceAll("~0", "~")] : undefined), root);
  return { ...resolve(target, root, depth + 1), ...part };
}

function choicesOf(shape: Schema): readonly unknown[] {
  return Array.isArray(shape["enum"]) ? shape["enum"] : [shape["const"]];
}

function position(property: Schema): number {
  return number(property["position"]) ?? Number.MAX_SAFE_INTEGER;
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function number(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}

function isRecord(value: unknown): value is Schema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
