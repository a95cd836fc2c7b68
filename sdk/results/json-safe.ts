/** Bounds on what {@link jsonSafe} keeps. */
export interface JsonSafeLimits {
  /** Longest text, in characters. Default 10,000. */
  readonly text?: number;
  /** Longest list or object, in entries. Default 1,000. */
  readonly entries?: number;
  /** Deepest nesting. Default 8. */
  readonly depth?: number;
}

/**
 * A JSON value that shows `value` to people: dates as text, maps and sets as objects and lists, and `<…>` for what JSON cannot
 * hold (functions, cycles, class instances without enumerable fields) or what is too large.
 */
export function jsonSafe(value: unknown, limits: JsonSafeLimits = {}): unknown {
  const { text = 10_000, entries = 1_000, depth = 8 } = limits;
  const around: object[] = [];

  const visit = (item: unknown): unknown => {
    switch (typeof item) {
      case "string":
        return item.length <= text ? item : `${item.slice(0, text)}<${item.length - text} more characters>`;
      case "number":
        return Number.isFinite(item) ? item : `<${item}>`;
      case "boolean":
        return item;
      case "bigint":
        return item.toString();
      case "undefined":
        return null;
      case "function":
        return `<function${item.name === "" ? "" : ` ${item.name}`}>`;
      case "symbol":
        return `<${item.toString()}>`;
    }
    if (item === null || typeof item !== "object") return null;
    if (around.includes(item)) return "<cycle>";
    if (around.length >= depth) return "<nested too deep>";
    around.push(item);
    try {
      return visitObject(item);
    } catch {
      return "<unreadable>";
    } finally {
      around.pop();
    }
  };

  const visitObject = (item: object): unknown => {
    if (item instanceof Date) return Number.isNaN(item.getTime()) ? "<invalid date>" : item.toISOString();
    if (item instanceof URL || item instanceof RegExp) return String(item);
    if (item instanceof Error) return `<${item.name}: ${item.message}>`;
    if (ArrayBuffer.isView(item)) return `<${item.constructor.name} of ${item.byteLength} bytes>`;
    if (item instanceof ArrayBuffer) return `<ArrayBuffer of ${item.byteLength} bytes>`;
    if (item instanceof Map) return fields([...item].map(([key, inner]) => [typeof key === "string" ? key : String(visit(key)), inner]));
    const list = Array.isArray(item) ? item : item instanceof Set ? [...item] : undefined;
    if (list !== undefined) {
      const shown = list.slice(0, entries).map(visit);
      return list.length > entries ? [...shown, `<${list.length - entries} more>`] : shown;
    }
    const own = Object.entries(item);
    const name = Object.getPrototypeOf(item)?.constructor?.name ?? "Object";
    return own.length === 0 && name !== "Object" ? `<${name}>` : fields(own);
  };

  const fields = (pairs: [string, unknown][]): Record<string, unknown> => {
    const shown = Object.fromEntries(pairs.slice(0, entries).map(([key, inner]) => [key, visit(inner)]));
    if (pairs.length > entries) shown["…"] = `<${pairs.length - entries} more>`;
    return shown;
  };

  return visit(value);
}
