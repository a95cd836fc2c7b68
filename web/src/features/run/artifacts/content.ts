/** A table artifact's rows: a list of objects or of lists, an object of columns, or any of these as JSON text; null if it is none. */
export function recordsOf(data: unknown): { readonly columns: readonly string[]; readonly rows: readonly (readonly unknown[])[] } | null {
  const value = typeof data === "string" ? parse(data) : data;
  if (Array.isArray(value)) {
    if (value.every(isRecord)) {
      const columns = [...new Set(value.flatMap((row) => Object.keys(row)))];
      return { columns, rows: value.map((row) => columns.map((column) => row[column])) };
    }
    if (value.every(Array.isArray))
      return {
        columns: Array.from({ length: Math.max(0, ...value.map((row) => row.length)) }, (_, index) => String(index + 1)),
        rows: value,
      };
    return null;
  }
  if (!isRecord(value)) return null;
  const columns = Object.keys(value);
  const lists = columns.map((column) => value[column]);
  if (!lists.every(Array.isArray)) return null;
  return {
    columns,
    rows: Array.from({ length: Math.max(0, ...lists.map((list) => list.length)) }, (_, row) => lists.map((list) => list[row])),
  };
}

/** An address that is safe to link to: http, https or mailto; null for anything else, `javascript:` above all. */
export function safeHref(text: string): string | null {
  const url = URL.parse(text.trim());
  return url !== null && (url.protocol === "http:" || url.protocol === "https:" || url.protocol === "mailto:") ? url.href : null;
}

/** A cell as text. */
export function cellText(value: unknown): string {
  if (value === null || value === undefined) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
