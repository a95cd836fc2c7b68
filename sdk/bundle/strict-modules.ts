import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import type { Plugin } from "esbuild";
import type { BundleProblem } from "../errors/bundle-errors.ts";

/** Watches what is bundled: native code is refused by name, and files that a package reads beside itself are warned of. */
export function strictModules(root: string): {
  readonly plugin: Plugin;
  natives(): BundleProblem[];
  warnings(): string[];
} {
  const natives = new Map<string, string>();
  const assets = new Map<string, string>();
  const plugin: Plugin = {
    name: "strict-modules",
    setup(build) {
      build.onResolve({ filter: /\.node$/ }, ({ path, importer, resolveDir }) => {
        natives.set(
          packageOf(path.startsWith(".") || path.startsWith("/") ? importer : join("node_modules", path)),
          shown(root, resolve(resolveDir, path)),
        );
        return { path, external: true };
      });
      // these packages find and load a .node file at run time
      build.onResolve(
        { filter: /^(bindings|node-gyp-build|node-gyp-build-optional-packages|@mapbox\/node-pre-gyp|nbind|prebuildify)$/ },
        ({ path, importer }) => {
          if (isPackaged(importer)) natives.set(packageOf(importer), `it loads its native code through "${path}"`);
          return { path, external: true };
        },
      );
      // a package that tries a require and goes on without it behaves in the bundle as outside of it
      build.onResolve({ filter: /^[^./]/ }, async ({ path, importer, resolveDir, kind, pluginData }) => {
        if (pluginData === asked || (kind !== "require-call" && kind !== "dynamic-import") || !isPackaged(importer)) return undefined;
        const found = await build.resolve(path, { importer, resolveDir, kind, pluginData: asked });
        return found.errors.length > 0 ? { path, external: true } : undefined;
      });
      build.onLoad({ filter: /[\\/]node_modules[\\/].*\.[cm]?js$/ }, async ({ path }) => {
        const file = assetOf(path, await readFile(path, "utf8"));
        if (file !== undefined) assets.set(packageOf(path), shown(root, file));
        return undefined;
      });
    },
  };
  return {
    plugin,
    natives: () =>
      sorted(natives).map(([name, where]) => ({
        what: `Package "${name}" has native code (${where}), which no bundle can hold.`,
        do: `Leave it out with --external ${name}, and install it where the agents run.`,
      })),
    warnings: () =>
      sorted(assets).map(
        ([name, file]) =>
          `Package "${name}" reads a file beside itself (${file}), which is not in the bundle; if the run misses it, leave the package out with --external ${name} and install it where the agents run.`,
      ),
  };
}

const asked = Symbol("asked");

/** A file, other than code, that a module names by `new URL("…", import.meta.url)`. */
function assetOf(path: string, source: string): string | undefined {
  for (const [, name = ""] of source.matchAll(
    /new URL\(\s*["'`](\.{0,2}\/?[\w./-]+\.(?!m?js\b|cjs\b|ts\b)\w+)["'`]\s*,\s*import\.meta\.url/g,
  )) {
    const file = join(dirname(path), name);
    if (existsSync(file)) return file;
  }
  return undefined;
}

function isPackaged(path: string): boolean {
  return /[\\/]node_modules[\\/]/.test(path);
}

/** The package a file belongs to; a file of the author's own goes by its path. */
function packageOf(path: string): string {
  return /.*[\\/]?node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(path)?.[1]?.replaceAll("\\", "/") ?? path;
}

function shown(root: string, path: string): string {
  return relative(root, path).replaceAll("\\", "/");
}

function sorted(map: ReadonlyMap<string, string>): [string, string][] {
  return [...map].sort(([one], [other]) => (one < other ? -1 : 1));
}
