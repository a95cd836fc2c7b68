import { readdir, readFile, rm, stat } from "node:fs/promises";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { type BuildOptions, build, type Metafile } from "esbuild";
import { httpWithoutUndici, takeApart, versionOnly } from "./bundle-plugins.ts";
import { bundleRunner } from "./bundle-runner.ts";
import { outlineRoutes } from "./outline-routes.ts";
import { putInPlace } from "./put-in-place.ts";
import { regionalEndpoints, sdkForLambda } from "./sdk-for-lambda.ts";
import { zodForLambda } from "./zod-for-lambda.ts";

// Builds the bundle of every Lambda to dist/functions/<name>/index.mjs and prints its weight beside its budget.
// Synth, tests and deployment use these very files. Run by Node directly: node scripts/bundle.ts

/** Every Lambda: its entry, and how many KB are loaded when it starts cold, which takes the longer the more they are. */
export const functions: Readonly<Record<string, { readonly entry: string; readonly budgetKb: number }>> = {
  api: { entry: "functions/api/api.lambda.ts", budgetKb: 428 },
  authorizer: { entry: "functions/authorizer/authorizer.lambda.ts", budgetKb: 151 },
  tick: { entry: "functions/tick/tick.lambda.ts", budgetKb: 369 },
  sweep: { entry: "functions/sweep/sweep.lambda.ts", budgetKb: 350 },
  react: { entry: "functions/react/react.lambda.ts", budgetKb: 325 },
  notify: { entry: "functions/notify/notify.lambda.ts", budgetKb: 297 },
  site: { entry: "functions/site/site.lambda.ts", budgetKb: 20 },
  fleet: { entry: "functions/fleet/fleet.lambda.ts", budgetKb: 295 },
  token: { entry: "functions/token/token.lambda.ts", budgetKb: 189 },
};

export interface BundleSize {
  readonly name: string;
  /** What is loaded when the function starts cold: the entry and all it imports. */
  readonly kb: number;
  readonly gzippedKb: number;
  /** With what is loaded when it is first needed. */
  readonly wholeKb: number;
  readonly budgetKb: number;
}

/** Builds all bundles into `outdir` and answers what they weigh. */
export async function bundleFunctions(outdir: string): Promise<BundleSize[]> {
  await rm(outdir, { recursive: true, force: true });
  return Promise.all([
    ...Object.entries(functions).map(([name, { entry, budgetKb }]) => bundleFunction(name, entry, budgetKb, outdir)),
    weighRunner(outdir),
  ]);
}

async function bundleFunction(name: string, entry: string, budgetKb: number, outdir: string): Promise<BundleSize> {
  const apart = new Set<string>();
  const { metafile } = await build({
    ...settings,
    entryPoints: [{ in: entry, out: "index" }],
    outdir: `${outdir}/${name}`,
    plugins: [httpWithoutUndici, sdkForLambda, regionalEndpoints, versionOnly, outlineRoutes, zodForLambda, takeApart(apart)],
  });
  const entryPoints = [...apart].map((path) => ({ in: path, out: basename(path, ".ts") }));
  if (entryPoints.length > 0)
    await build({
      ...settings,
      entryPoints,
      outdir: `${outdir}/${name}`,
      chunkNames: "apart-[hash]",
      banner: requireOfNode,
      plugins: [httpWithoutUndici, sdkForLambda, versionOnly],
    });
  const cold = [...loadedAtStart(metafile)];
  const files = await Promise.all(cold.map((path) => readFile(`${root}${path}`)));
  const all = await readdir(`${outdir}/${name}`);
  const whole = await Promise.all(all.map((file) => stat(`${outdir}/${name}/${file}`)));
  return {
    name,
    kb: toKb(files.reduce((sum, { length }) => sum + length, 0)),
    gzippedKb: toKb(files.reduce((sum, bytes) => sum + gzipSync(bytes).length, 0)),
    wholeKb: toKb(whole.reduce((sum, { size }) => sum + size, 0)),
    budgetKb,
  };
}

/** The runner whole: its function's own files are a part of them, and a flow's process loads the rest. */
async function weighRunner(outdir: string): Promise<BundleSize> {
  await bundleRunner(root, `${outdir}/runner`);
  const paths = (await readdir(`${outdir}/runner`)).map((file) => `${outdir}/runner/${file}`);
  const files = await Promise.all(paths.map((path) => readFile(path)));
  const kb = toKb(files.reduce((sum, { length }) => sum + length, 0));
  const gzippedKb = toKb(files.reduce((sum, bytes) => sum + gzipSync(bytes).length, 0));
  return { name: "runner", kb, gzippedKb, wholeKb: kb, budgetKb: RUNNER_BUDGET_KB };
}

const RUNNER_BUDGET_KB = 3000;

const root = fileURLToPath(new URL("..", import.meta.url));

const settings = {
  absWorkingDir: root,
  outExtension: { ".js": ".mjs" },
  bundle: true,
  // What is imported by `await import` becomes a file of its own, loaded when it is first needed.
  splitting: true,
  chunkNames: "[name]-[hash]",
  metafile: true,
  minify: true,
  format: "esm",
  platform: "node",
  target: "node24",
  // The ES module builds of a package can be shaken; its CommonJS builds cannot.
  mainFields: ["module", "main"],
  legalComments: "none",
  charset: "utf8",
  logLevel: "error",
} as const satisfies BuildOptions;

/** Packages written as CommonJS, of which S3's client has one, call `require` for Node's own modules. */
const requireOfNode = {
  js: 'import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);',
};

/** The entry, and every file that it, or one of them, imports before it runs. */
function loadedAtStart({ outputs }: Metafile): Set<string> {
  const loaded = new Set<string>(Object.keys(outputs).filter((path) => path.endsWith("/index.mjs")));
  for (const path of loaded) {
    for (const { kind, path: imported, external } of outputs[path]!.imports)
      if (kind === "import-statement" && external !== true) loaded.add(imported);
  }
  return loaded;
}

function toKb(bytes: number): number {
  return Math.ceil(bytes / 1000);
}

if (import.meta.main) {
  // other commands may be building or deploying the same files
  const built = `${root}dist/functions.${process.pid}`;
  const sizes = await bundleFunctions(built);
  await putInPlace(built, `${root}dist/functions`);
  for (const { name, kb, gzippedKb, wholeKb, budgetKb } of sizes) {
    const figures = `${String(kb).padStart(5)} KB at start  ${String(gzippedKb).padStart(4)} KB gzipped  ${String(wholeKb).padStart(5)} KB in all`;
    console.log(`${name.padEnd(12)} ${figures}  budget ${budgetKb} KB${kb > budgetKb ? "  OVER" : ""}`);
  }
}
