import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, resolve } from "node:path";
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
        { filter: /\/(open-bucket|open-s3-storage|open-master-key|open-secret|open-scheduler|put-site|openapi)\.ts$/ },
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
 * Takes `node:http` as it is, and not by its face as an ES module: that reads all it has when it is imported, and what it has of WebSockets
 * loads all of undici, which takes a quarter of the start of the API. One of middy's packages asks it for the names of statuses.
 */
export const httpWithoutUndici: Plugin = {
  name: "http-without-undici",
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^node:http$/ }, ({ path }) => ({ path, namespace: "node" }));
    onLoad({ filter: /.*/, namespace: "node" }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule(${JSON.stringify(path)});`,
    }));
  },
};
