import { glob } from "node:fs/promises";
import { basename, dirname } from "node:path";
import type { Plugin } from "esbuild";
import type { Route } from "#core/contract/route.ts";

/**
 * Puts outlines in the place of the table of routes: of each route what is known before it is asked for, and where the whole of it is. A
 * function then loads the schemas of those nouns alone that it is asked for, and none of them when it starts.
 */
export const outlineRoutes: Plugin = {
  name: "outline-routes",
  setup({ onLoad }) {
    onLoad({ filter: /\/core\/contract\/routes\.ts$/ }, async ({ path }) => {
      const nouns: string[] = [];
      for await (const noun of glob(`${path.replace(/\.ts$/, "")}/*.ts`)) nouns.push(...(await outlinesOf(noun)));
      return { contents: `${OUTLINED} export const routes = { ${nouns.join(",\n")} };`, resolveDir: dirname(path) };
    });
  },
};

/** The outlines of a noun, read off its routes themselves. */
async function outlinesOf(noun: string): Promise<string[]> {
  const tables = Object.entries((await import(noun)) as Record<string, Record<string, Route>>).filter(([name]) => name.endsWith("Routes"));
  return tables.map(([table, routes]) => {
    const known = Object.entries(routes).map(([name, { method, path, access }]) => [name, [method, path, access]]);
    return `...outlined(${JSON.stringify(Object.fromEntries(known))}, async () => (await import("./routes/${basename(noun)}")).${table})`;
  });
}

const OUTLINED = `
  function outlined(known, load) {
    const entries = Object.entries(known).map(([name, [method, path, access]]) => {
      const later = async () => (await load())[name];
      return [name, { method, path, access, later }];
    });
    return Object.fromEntries(entries);
  }
`;
