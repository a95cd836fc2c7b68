/** Parameters in one short line: `rows=1000 model="forest" {…}`; long values are cut. */
export function glimpse(parameters: Readonly<Record<string, unknown>>, limit = 100): string {
  const parts: string[] = [];
  let length = 0;
  for (const [name, value] of Object.entries(parameters)) {
    const part = `${name}=${brief(value)}`;
    length += part.length + 1;
    if (length > limit && parts.length > 0) return `${parts.join("  ")}  …`;
    parts.push(part);
  }
  return parts.join("  ");
}

function brief(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.length > 32 ? `${value.slice(0, 31)}…` : value);
  if (Array.isArray(value))
    return value.length === 0
      ? "[]"
      : value.length <= 3 && value.every(isSmall)
        ? `[${value.map(brief).join(", ")}]`
        : `[${value.length} ${value.length === 1 ? "item" : "items"}]`;
  if (typeof value === "object" && value !== null) return Object.keys(value).length === 0 ? "{}" : "{…}";
  return String(value);
}

function isSmall(value: unknown): boolean {
  return typeof value === "number" || typeof value === "boolean" || (typeof value === "string" && value.length <= 20);
}
