import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, resolve } from "node:path";
import type { Plugin } from "esbuild";

/**
 * Leaves what opens S3 or reads a parameter, and what describes the API, to a build of their own: `apart` hears of them. In one build with the rest, whatever they
 * need of a module would be loaded at the start by all who import that module for another reason.
 */
export function takeApart(apart: Set<string>): Plugin {
  return {
    name: "apart",
    setup({ onResolve }) {
      onResolve(
        { filter: /\/(open-bucket|open-s3-storage|open-master-key|open-scheduler|put-site|openapi)\.ts$/ },
        ({ kind, path, resolveDir }) => {
          if (kind !== "dynamic-import") return undefined;
          apart.add(path.startsWith("#") ? createRequire(import.meta.url).resolve(path) : resolve(resolveDir, path));
          return { path: `./${basename(path, ".ts")}.mjs`, external: true };
        },
      );
    },
  };
}

/** Of a package.json, ours or of a client of the SDK, the functions know the version alone. */
export const versionOnly: Plugin = {
  name: "version",
  setup({ onLoad }) {
    onLoad({ filter: /\/package\.json$/ }, async ({ path }) => {
      const { version } = JSON.parse(await readFile(path, "utf8")) as { version: string };
      return { loader: "json", contents: JSON.stringify({ version }) };
    });
  },
};

/**
 * Leaves out what only the description of the API needs, which is built apart: the summaries of routes, and how zod turns schemas into JSON
 * schemas. A test holds the description that a bundle answers to that of the sources.
 */
export const withoutReference: Plugin = {
  name: "without-reference",
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /\?whole$/ }, ({ path, resolveDir }) => ({
      path: resolve(resolveDir, path.slice(0, -WHOLE.length)),
      suffix: WHOLE,
    }));
    onLoad({ filter: /\/core\/contract\/routes\/[\w-]+\.ts$/ }, async ({ path, suffix }) => {
      const noun = basename(path, ".ts");
      if (SELDOM_NOUNS.includes(noun) && suffix !== WHOLE)
        return { loader: "ts", contents: await outlined(path), resolveDir: dirname(path) };
      const text = await readFile(path, "utf8");
      return { loader: "ts", contents: text.replace(/^ +summary: "[^"\n]*",\n/gm, "") };
    });
    onLoad({ filter: /\/zod\/v4\/core\/json-schema-processors\.js$/ }, () => ({ contents: "export const toJSONSchema = undefined;" }));
    onLoad({ filter: /\/zod\/v4\/core\/json-schema-generator\.js$/ }, () => ({
      contents: "export const JSONSchemaGenerator = undefined;",
    }));
    onLoad({ filter: /\/zod\/v4\/core\/to-json-schema\.js$/ }, () => ({ contents: NO_SCHEMAS }));
  },
};

/** Nouns whose routes have their schemas loaded when one is first asked for: those of people and pages. */
const SELDOM_NOUNS = [
  "artifacts",
  "blocks",
  "concurrency-limits",
  "deployments",
  "events",
  "notifications",
  "run-inputs",
  "storages",
  "variables",
];
const WHOLE = "?whole";

/** A file of routes as what is known of each before it is asked for, and where the rest is. */
async function outlined(path: string): Promise<string> {
  const routes = Object.entries((await import(path)) as Record<string, Record<string, Route>>).filter(([name]) => name.endsWith("Routes"));
  return routes
    .map(([exported, each]) => {
      const outlines = Object.entries(each).map(
        ([name, { method, path: route, access }]) =>
          `${name}: { method: "${method}", path: "${route}", access: "${access}", later: later("${name}") }`,
      );
      return `const later = (name) => async () => (await import("./${basename(path)}${WHOLE}")).${exported}[name];
        export const ${exported} = { ${outlines.join(",\n")} };`;
    })
    .join("\n");
}

interface Route {
  readonly method: string;
  readonly path: string;
  readonly access: string;
}

// each schema carries these as methods
const NO_SCHEMAS = `
  const none = () => { throw new Error("JSON schemas are made by the build that describes the API."); };
  export const createToJSONSchemaMethod = () => none, createStandardJSONSchemaMethod = () => none;
`;
