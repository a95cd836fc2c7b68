import { existsSync } from "node:fs";
import { findSourceMap } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import { getCallSites } from "node:util";

/** A call in a bundle: the bundle's own URL, and the author's line as its source map keeps it. */
export interface BundledSite {
  readonly module: string;
  readonly line: number;
  readonly text: string | undefined;
}

/** Where a call really stands whose stack was mapped back to a source that is not on this machine; undefined if it is. */
export function bundledSite(mapped: string, sdk: string): BundledSite | undefined {
  if (!process.sourceMapsEnabled || existsSync(fileURLToPath(mapped))) return undefined;
  const site = getCallSites(30, { sourceMap: false })
    .map(({ scriptName, lineNumber, columnNumber }) => ({ module: urlOf(scriptName), line: lineNumber, column: columnNumber }))
    .find(({ module }) => module.startsWith("file:") && !module.startsWith(sdk));
  return site === undefined ? undefined : { module: site.module, line: site.line, text: sourceLine(site) };
}

function sourceLine({ module, line, column }: { module: string; line: number; column: number }): string | undefined {
  const map = findSourceMap(fileURLToPath(module));
  const entry = map?.findEntry(line - 1, column - 1);
  if (map === undefined || entry === undefined || !("originalSource" in entry)) return undefined;
  // a map's sources are relative to it, and an entry's is resolved
  const index = map.payload.sources.findIndex((source) => entry.originalSource.endsWith(source.replace(/^(?:\.\.?\/)+/, "")));
  return map.payload.sourcesContent[index]?.split("\n")[entry.originalLine];
}

function urlOf(script: string): string {
  return script.startsWith("/") ? pathToFileURL(script).href : script;
}
