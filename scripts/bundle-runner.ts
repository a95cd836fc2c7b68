import { readFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { build, type Plugin } from "esbuild";

/**
 * What the runner function consists of: the function itself, the program of a flow's process, and the SDK, which flows import as `millrace`.
 * They share what they have in common, so that a flow's SDK is the very engine that runs it.
 */
const entries: Readonly<Record<string, string>> = {
  index: "functions/runner/runner.lambda.ts",
  "flow-process": "agent/process/main.ts",
  millrace: "sdk/index.ts",
  "millrace-testing": "sdk/testing/index.ts",
  worker: "sdk/runners/worker.ts",
};

/** Bundles the runner into `outdir`. */
export async function bundleRunner(root: string, outdir: string): Promise<void> {
  await build({
    entryPoints: Object.entries(entries).map(([out, entry]) => ({ in: entry, out })),
    outdir,
    absWorkingDir: root,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
    minify: true,
    format: "esm",
    platform: "node",
    target: "node24",
    mainFields: ["module", "main"],
    // of a developer's machine; and what only a server of one's own needs
    external: ["esbuild", "@aws-sdk/*"],
    banner: { js: 'import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);' },
    plugins: [besideEachOther(root)],
    legalComments: "none",
    logLevel: "error",
  });
}

// Sources name each other's files by URL. All files of the bundle lie beside each other.
function besideEachOther(root: string): Plugin {
  return {
    name: "beside-each-other",
    setup({ onLoad }) {
      onLoad({ filter: /\/(agent|sdk)\/.*\.ts$/ }, async ({ path }) => {
        const text = await readFile(path, "utf8");
        const contents = text.replace(/new URL\("(\.[^"]+\.ts)", import\.meta\.url\)/g, (whole, target: string) => {
          const file = relative(root, join(dirname(path), target));
          const out = Object.entries(entries).find(([, entry]) => entry === file)?.[0];
          return out === undefined ? whole : `new URL("./${out}.mjs", import.meta.url)`;
        });
        // bundled, what was written as CommonJS has no names but the one of its whole
        return { contents: contents.replace(/await import\("(undici|piscina)"\)/g, '(await import("$1")).default'), loader: "ts" };
      });
    },
  };
}
