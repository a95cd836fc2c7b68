import { isPlainObject } from "./plain-object.ts";

/**
 * The names of a function's parameters, read off its source: `(day, { limit }, ...rest)` gives `day`, `arg1`, `rest`.
 * What has no name of its own is called `arg` and its position.
 */
export function parameterNamesOf(fn: { toString(): string }): string[] {
  const source = fn.toString();
  const arrow = /^(?:async\s+)?([A-Za-z_$][\w$]*)\s*=>/.exec(source);
  if (arrow !== null) return [arrow[1] as string];
  const open = source.indexOf("(");
  if (open < 0) return [];
  return splitTopLevel(source, open + 1).map((text, index) => /^(?:\.\.\.)?\s*([A-Za-z_$][\w$]*)/.exec(text)?.[1] ?? `arg${index}`);
}

/** The arguments by name; those beyond the names are called by their position. A lone plain object stands for named parameters itself. */
export function namedParameters(names: readonly string[], args: readonly unknown[]): Record<string, unknown> {
  const [only] = args;
  if (args.length === 1 && names.length <= 1 && isPlainObject(only)) return only;
  return Object.fromEntries(args.map((value, index) => [names[index] ?? `arg${index}`, value]));
}

function splitTopLevel(source: string, start: number): string[] {
  const parts: string[] = [];
  let depth = 0;
  let part = "";
  for (let at = start; at < source.length; at += 1) {
    const character = source.charAt(at);
    if (character === "'" || character === '"' || character === "`") {
      const end = endOfText(source, at);
      part += source.slice(at, end);
      at = end - 1;
      continue;
    }
    if (source.startsWith("/*", at)) {
      at = source.indexOf("*/", at) + 1;
      if (at < 1) break;
      continue;
    }
    if ("([{".includes(character)) depth += 1;
    if (")]}".includes(character)) {
      if (depth === 0) break;
      depth -= 1;
    }
    if (character === "," && depth === 0) {
      parts.push(part.trim());
      part = "";
    } else part += character;
  }
  const last = part.trim();
  return last === "" ? parts : [...parts, last];
}

function endOfText(source: string, start: number): number {
  const quote = source.charAt(start);
  for (let at = start + 1; at < source.length; at += 1) {
    if (source.charAt(at) === "\\") at += 1;
    else if (source.charAt(at) === quote) return at + 1;
  }
  return source.length;
}
