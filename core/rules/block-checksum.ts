import { createHash } from "node:crypto";

type Json = { [key: string]: unknown };

/**
 * The checksum of a block schema as Prefect's client computes it, which looks schemas up by it: SHA-256 of Python's JSON text of the fields
 * without `secret_fields` and without the definitions of nested blocks. Numbers such as `1.0` have lost their point by the time we see them.
 */
export function blockChecksum(fields: Json): string {
  const { definitions, ...rest } = withoutSecretFields(fields) as Json;
  const plain = Object.entries((definitions ?? {}) as Json).filter(([, definition]) => !isBlock(definition));
  const hashed = plain.length === 0 ? rest : { ...rest, definitions: Object.fromEntries(plain) };
  return `sha256:${createHash("sha256")
    .update(pythonJson([[hashed], {}]))
    .digest("hex")}`;
}

function withoutSecretFields(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecretFields);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== "secret_fields")
      .map(([key, inner]) => [key, withoutSecretFields(inner)]),
  );
}

function isBlock(definition: unknown): boolean {
  return definition !== null && typeof definition === "object" && "block_type_slug" in definition;
}

// json.dumps(sort_keys=True): a space after each comma and colon, keys in order, nothing beyond ASCII
function pythonJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(pythonJson).join(", ")}]`;
  if (value !== null && typeof value === "object") {
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, inner]) => `${pythonJson(key)}: ${pythonJson(inner)}`).join(", ")}}`;
  }
  return JSON.stringify(value ?? null).replace(
    /[\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
