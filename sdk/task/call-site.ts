import { readFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { bundledSite } from "./bundled-site.ts";

/** Where in the user's code a flow or task was defined. */
export interface CallSite {
  /** `file:` URL of the module. */
  readonly module: string;
  /** From 1. */
  readonly line: number;
  /** The text of the line, where it is known without the file. */
  readonly text?: string | undefined;
}

const sdk = new URL("..", import.meta.url).href;

/** The nearest caller outside of the SDK; undefined if that is not in a file. */
export function callSite(): CallSite | undefined {
  // the text of a stack, not `util.getCallSites()`: test runners and loaders map the former back to the sources
  for (const frame of (new Error().stack ?? "").split("\n").slice(1)) {
    const [, place = "", line] = /\(?([^\s()]+):(\d+):\d+\)?$/.exec(frame) ?? [];
    const module = place.startsWith("/") ? pathToFileURL(place).href : place;
    if (!module.startsWith("file:") || module.startsWith(sdk)) continue;
    const file = module.replace(/\?.*$/, "");
    return bundledSite(file, sdk) ?? { module: file, line: Number(line) };
  }
  return undefined;
}

/** The variable or property that the call `word(…)` on that line is assigned to: `add` in `const add = task(…)`. */
export function assignedName(site: CallSite | undefined, word: string): string | undefined {
  if (site === undefined) return undefined;
  const line = site.text ?? linesOf(site.module)[site.line - 1];
  return line === undefined ? undefined : new RegExp(`([A-Za-z_$][\\w$]*)\\s*[=:]\\s*(?:\\w+\\.)?${word}\\d*\\s*[(<]`).exec(line)?.[1];
}

const sources = new Map<string, readonly string[]>();

function linesOf(module: string): readonly string[] {
  let lines = sources.get(module);
  if (lines === undefined) {
    try {
      lines = readFileSync(fileURLToPath(module), "utf8").split("\n");
    } catch {
      lines = [];
    }
    sources.set(module, lines);
    // definitions come in bursts while a module loads; its text is of no use afterwards
    setImmediate(() => sources.delete(module)).unref();
  }
  return lines;
}
