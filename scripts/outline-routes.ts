import { glob } from "node:fs/promises";
import { basename, dirname } from "node:path";
import type { Plugin } from "esbuild";
import type { Route } from "#core/contract/route.ts";

/**
 * Puts outlines in the place of the table of routes: of each route what is known before it is asked for, and where the whole of it is. A
 * function then loads the schemas of a noun when that is first asked for. What runs and agents ask for all the time it starts with.
 */
export const outlineRoutes: Plugin = {
  name: "outline-routes",
  setup({ onLoad }) {
    onLoad({ filter: /\/core\/contract\/routes\.ts$/ }, async ({ path }) => {
      const nouns: string[] = [];
      for await (const file of glob(`${path.replace(/\.ts$/, "")}/*.ts`)) nouns.push(...(await outlinesOf(file)));
      return { contents: `${OUTLINED}${nouns.join("\n")}\nexport const routes = Object.assign({}, ...nouns);`, resolveDir: dirname(path) };
    });
  },
};

/** Nouns that come whole: a function is slower once it has started. */
export const OFTEN: readonly string[] = ["agents", "flow-runs", "task-runs"];

/** What the table has of the nouns of a file, read off their routes themselves. */
async function outlinesOf(file: string): Promise<string[]> {
  const noun = JSON.stringify(`./routes/${basename(file)}`);
  const tables = Object.entries((await import(file)) as Record<string, Record<string, Route>>).filter(([name]) => name.endsWith("Routes"));
  return tables.map(([table, routes]) => {
    if (OFTEN.includes(basename(file, ".ts"))) return `import { ${table} } from ${noun}; nouns.push(${table});`;
    const known = Object.entries(routes).map(([name, { method, path, access }]) => [name, [method, path, access]]);
    return `nouns.push(outlined(${JSON.stringify(Object.fromEntries(known))}, async () => (await import(${noun})).${table}));`;
  });
}

const OUTLINED = `
  const nouns = [];
  function outlined(known, load) {
    const entries = Object.entries(known).map(([name, [method, path, access]]) => {
      const later = async () => (await load())[name];
      return [name, { method, path, access, later }];
    });
    return Object.fromEntries(entries);
  }
`;
