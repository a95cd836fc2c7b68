import { isPlainObject } from "./plain-object.ts";

/** A parameter of a function: its name, and where in the function's source it stands. */
export interface Parameter {
  readonly name: string;
  readonly at: number;
}

/**
 * A function's parameters, read off its source: `(day, { limit }, ...rest)` gives `day`, `arg1`, `rest`.
 * What has no name of its own is called `arg` and its position.
 */
export function parametersOf(fn: { toString(): string }): Parameter[] {
  const source = fn.toString();
  const arrow = /^(?:async\s+)?([A-Za-z_$][\w$]*)\s*=>/d.exec(source);
  if (arrow !== null) return [{ name: arrow[1] as string, at: arrow.indices?.[1]?.[0] ?? 0 }];
  const open = source.indexOf("(");
  if (open < 0) return [];
  return splitTopLevel(source, open + 1).map(({ text, at }, index) => {
    const [all = "", name] = /^(?:\.\.\.)?\s*([A-Za-z_$][\w$]*)/.exec(text) ?? [];
    return { name: name ?? `arg${index}`, at: at + all.length - (name?.length ?? 0) };
  });
}

/** The arguments by name; those beyond the names are called by their position. A lone plain object stands for named parameters itself. */
export function namedParameters(names: readonly string[], args: readonly unknown[]): Record<string, unknown> {
  const [only] = args;
  if (args.length === 1 && names.length <= 1 && isPlainObject(only)) return only;
  return Object.fromEntries(args.map((value, index) => [names[index] ?? `arg${index}`, value]));
}

/** The texts between top-level commas without comments, each with the place it begins at. */
function splitTopLevel(source: string, start: number): { text: string; at: number }[] {
  const parts: { text: string; at: number }[] = [];
  let depth = 0;
  let part = "";
  let begins = start;
  const close = () => {
    const text = part.trim();
    if (text !== "") parts.push({ text, at: begins });
    part = "";
  };
  for (let at = start; at < source.length; at += 1) {
    const character = source.charAt(at);
    if (part === "" && /\s/.test(character)) continue;
    if (source.startsWith("/*", at)) {
      at = source.indexOf("*/", at) + 1;
      if (at < 1) break;
      continue;
    }
    if (character === ")" && depth === 0) break;
    if (character === "," && depth === 0) {
      close();
      continue;
    }
    if (part === "") begins = at;
    if (character === "'" || character === '"' || character === "`") {
      const end = endOfText(source, at);
      part += source.slice(at, end);
      at = end - 1;
      continue;
    }
    if ("([{".includes(character)) depth += 1;
    if (")]}".includes(character)) depth -= 1;
    part += character;
  }
  close();
  return parts;
}

function endOfText(source: string, start: number): number {
  const quote = source.charAt(start);
  for (let at = start + 1; at < source.length; at += 1) {
    if (source.charAt(at) === "\\") at += 1;
    else if (source.charAt(at) === quote) return at + 1;
  }
  return source.length;
}
