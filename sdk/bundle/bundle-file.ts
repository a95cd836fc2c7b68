import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import type { BuildOptions } from "esbuild";
import { BundleError } from "../errors/bundle-errors.ts";
import { problemOf } from "./problems.ts";
import { strictModules } from "./strict-modules.ts";

/** A file of flows with all it imports, as one module. */
export interface FileBundle {
  readonly bytes: Uint8Array;
  /** SHA-256 of the bytes, in hex. */
  readonly digest: string;
  /** Where it is kept: named by its content, so that one content is kept once. */
  readonly key: string;
  /** Things that may go wrong when it runs elsewhere, for people. */
  readonly warnings: readonly string[];
}

export interface BundleOptions {
  /** Packages left out: agents take them from the run's working directory, or from beside their own SDK. */
  readonly external?: readonly string[];
}

/**
 * Bundles a file of flows with its dependencies. The same sources give the same bytes, wherever they lie. `millrace` itself stays
 * outside: who runs the bundle brings it. The source map is inside, so that stack traces name the author's lines.
 *
 * @throws BundleError naming each module that is missing or cannot be bundled, and what to do about it.
 */
export async function bundleFile(file: string, { external = [] }: BundleOptions = {}): Promise<FileBundle> {
  const { build } = await import("esbuild");
  const path = resolve(file);
  if (!existsSync(path)) throw new BundleError(file, [{ what: "There is no such file.", do: "Check the path." }]);
  const root = packageRootOf(path);
  const strict = strictModules(root);
  const answer = await build({ ...options(root, path), external: ["millrace", ...external], plugins: [strict.plugin] }).catch(
    (error: { errors?: readonly Parameters<typeof problemOf>[0][] }) => {
      if (error.errors === undefined) throw error;
      throw new BundleError(relative(root, path), [...error.errors.map(problemOf), ...strict.natives()]);
    },
  );
  if (strict.natives().length > 0) throw new BundleError(relative(root, path), strict.natives());
  const bytes = answer.outputFiles[0]!.contents;
  const digest = createHash("sha256").update(bytes).digest("hex");
  return { bytes, digest, key: `bundles/${digest}.mjs`, warnings: strict.warnings() };
}

function options(root: string, path: string) {
  return {
    entryPoints: [relative(root, path)],
    // all paths in the output are relative to it
    absWorkingDir: root,
    outfile: join(root, "bundle.mjs"),
    write: false,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node24",
    // functions and classes keep the names the author gave them, though two modules use the same
    keepNames: true,
    sourcemap: "inline",
    charset: "utf8",
    legalComments: "none",
    logLevel: "silent",
    banner: { js: 'import { createRequire as __millraceRequire } from "node:module"; const require = __millraceRequire(import.meta.url);' },
    // of packages written as CommonJS
    define: { __dirname: "import.meta.dirname", __filename: "import.meta.filename" },
  } as const satisfies BuildOptions;
}

/** The directory of the nearest package.json, else that of the file. */
function packageRootOf(path: string): string {
  for (let at = dirname(path); ; at = dirname(at)) {
    if (basename(at) !== "node_modules" && existsSync(join(at, "package.json"))) return at;
    if (at === dirname(at)) return dirname(path);
  }
}
