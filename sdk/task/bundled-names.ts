import { readFileSync } from "node:fs";
import { findSourceMap } from "node:module";
import { fileURLToPath } from "node:url";
import { parametersOf } from "../engine/parameter-names.ts";
import type { AnyFunction } from "../engine/task-definition.ts";
import { callSite } from "./call-site.ts";

/**
 * The names of a function's parameters as its author wrote them. A bundler numbers a parameter called like something at the top of any
 * module it bundles (`month2`); its source map remembers the name.
 */
export function authoredParameterNames(fn: AnyFunction): string[] {
  const parameters = parametersOf(fn);
  const names = parameters.map(({ name }) => name);
  if (!process.sourceMapsEnabled || !names.some((name) => /\d$/.test(name))) return names;
  const module = callSite()?.module;
  const path = module === undefined ? undefined : fileURLToPath(module);
  const map = path === undefined ? undefined : findSourceMap(path);
  if (path === undefined || map === undefined) return names;
  const text = textOf(path);
  const start = text.indexOf(fn.toString());
  if (start < 0) return names;
  return parameters.map(({ name, at }) => {
    const lines = text.slice(0, start + at).split(LINE_END);
    const column = lines.at(-1)?.length ?? 0;
    const entry = map.findEntry(lines.length - 1, column);
    if (!("generatedColumn" in entry) || entry.generatedColumn !== column) return name;
    return (entry as { name?: string }).name ?? name;
  });
}

// as engines count lines; a text in the code may hold one of the last two
const LINE_END = /\r\n|[\n\r\u2028\u2029]/;

const texts = new Map<string, string>();

function textOf(path: string): string {
  let text = texts.get(path);
  if (text === undefined) {
    text = readFileSync(path, "utf8");
    texts.set(path, text);
    // definitions come in bursts while a module loads
    setImmediate(() => texts.delete(path)).unref();
  }
  return text;
}
