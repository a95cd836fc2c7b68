import { type Field, isNumeric } from "./schema.ts";

/** What was typed, by field; a field that is not there, or is empty, is left to whoever has a default. */
export type Draft = Readonly<Record<string, string>>;

/** The values of a draft and what is wrong with it, by field. Values no field stands for are kept from `extra`. */
export function readDraft(
  fields: readonly Field[],
  draft: Draft,
  extra: Readonly<Record<string, unknown>> = {},
): { readonly values: Record<string, unknown>; readonly problems: Record<string, string> } {
  const values: Record<string, unknown> = { ...extra };
  const problems: Record<string, string> = {};
  for (const field of fields) {
    const text = draft[field.name] ?? "";
    if (text === "") continue;
    const read = readValue(field, text);
    if ("problem" in read) problems[field.name] = read.problem;
    else values[field.name] = read.value;
  }
  return { values, problems };
}

/** The draft of given values; what no field stands for comes back as `extra`. */
export function writeDraft(
  fields: readonly Field[],
  values: Readonly<Record<string, unknown>>,
): { readonly draft: Draft; readonly extra: Readonly<Record<string, unknown>> } {
  const known = new Map(fields.map((field) => [field.name, field]));
  const draft: Record<string, string> = {};
  const extra: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(values)) {
    const field = known.get(name);
    const text = field === undefined ? undefined : writeValue(field, value);
    if (text === undefined) extra[name] = value;
    else draft[name] = text;
  }
  return { draft, extra };
}

/** Problems of an answer by the field they are about; the rest belongs to the whole form. */
export function problemsByField(
  fields: readonly Field[],
  issues: readonly { readonly path: string; readonly message: string }[] | undefined,
): { readonly byField: Readonly<Record<string, string>>; readonly rest: readonly string[] } {
  const byField: Record<string, string> = {};
  const rest: string[] = [];
  for (const { path, message } of issues ?? []) {
    const name = path.split(/[./[\]]+/).find((part) => fields.some((field) => field.name === part));
    const missing = fields.find((field) => message.includes(`"${field.name}"`))?.name;
    const place = name ?? missing;
    if (place === undefined) rest.push(path === "" ? message : `${path}: ${message}`);
    else byField[place] ??= message;
  }
  return { byField, rest };
}

function readValue(field: Field, text: string): { readonly value: unknown } | { readonly problem: string } {
  switch (field.kind) {
    case "boolean":
      return { value: text === "true" };
    case "integer":
    case "number":
      return readNumber(text, field.kind);
    case "choice":
      return { value: field.choices[Number(text)] };
    case "date-time": {
      const ms = Date.parse(text);
      return Number.isNaN(ms) ? { problem: "not a date and time" } : { value: new Date(ms).toISOString() };
    }
    case "lines": {
      const lines = text.split("\n").filter((line) => line.trim() !== "");
      return isNumeric(field) ? readNumbers(lines) : { value: lines };
    }
    case "json":
      return readJson(text);
    default:
      return { value: text };
  }
}

function readNumber(text: string, kind: "integer" | "number"): { readonly value: number } | { readonly problem: string } {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value)) return { problem: `“${text}” is no number` };
  return kind === "integer" && !Number.isInteger(value) ? { problem: `“${text}” is no whole number` } : { value };
}

function readNumbers(lines: readonly string[]): { readonly value: number[] } | { readonly problem: string } {
  const values = lines.map(Number);
  const bad = values.findIndex((value) => !Number.isFinite(value));
  return bad === -1 ? { value: values } : { problem: `“${lines[bad]}” is no number` };
}

/** A JSON text, or why it is none. */
export function readJson(text: string): { readonly value: unknown } | { readonly problem: string } {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    return { problem: `not JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** A JSON object, or why the text is none. */
export function readObject(text: string): { readonly value: Record<string, unknown> } | { readonly problem: string } {
  const read = readJson(text.trim() === "" ? "{}" : text);
  if ("problem" in read) return read;
  return typeof read.value === "object" && read.value !== null && !Array.isArray(read.value)
    ? { value: read.value as Record<string, unknown> }
    : { problem: "not a JSON object: write it as { … }" };
}

/** Undefined where the control can't show the value. */
function writeValue(field: Field, value: unknown): string | undefined {
  if (field.kind === "json") return JSON.stringify(value, null, 2);
  if (field.kind === "choice") {
    const at = field.choices.findIndex((choice) => JSON.stringify(choice) === JSON.stringify(value));
    return at === -1 ? undefined : String(at);
  }
  if (field.kind === "boolean") return typeof value === "boolean" ? String(value) : undefined;
  if (field.kind === "integer" || field.kind === "number") return typeof value === "number" ? String(value) : undefined;
  if (field.kind === "lines") {
    const fits = Array.isArray(value) && value.every((item) => (isNumeric(field) ? typeof item === "number" : isLine(item)));
    return fits && value.length > 0 ? value.join("\n") : undefined;
  }
  if (typeof value !== "string" || value === "") return undefined;
  if (field.kind === "date-time") {
    const ms = Date.parse(value);
    return Number.isNaN(ms) ? undefined : localWall(ms);
  }
  return value;
}

function isLine(item: unknown): boolean {
  return typeof item === "string" && item.trim() !== "" && !item.includes("\n");
}

/** As a `datetime-local` field takes it, by this browser's clock. */
export function localWall(ms: number): string {
  const date = new Date(ms);
  return new Date(ms - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}
