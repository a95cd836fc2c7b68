import { readdir, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { bundleRunner } from "./bundle-runner.ts";

// Builds the bundle of every Lambda to dist/functions/<name>/index.mjs and prints its weight beside its budget.
// Synth, tests and deployment use these very files. Run by Node directly: node scripts/bundle.ts

/** Every Lambda: its entry, and how many KB its bundle may weigh. Cold start grows with the weight. */
export const functions: Readonly<Record<string, { readonly entry: string; readonly budgetKb: number }>> = {
  api: { entry: "functions/api/api.lambda.ts", budgetKb: 970 },
  authorizer: { entry: "functions/authorizer/authorizer.lambda.ts", budgetKb: 240 },
  tick: { entry: "functions/tick/tick.lambda.ts", budgetKb: 800 },
  sweep: { entry: "functions/sweep/sweep.lambda.ts", budgetKb: 800 },
  react: { entry: "functions/react/react.lambda.ts", budgetKb: 800 },
  notify: { entry: "functions/notify/notify.lambda.ts", budgetKb: 950 },
  site: { entry: "functions/site/site.lambda.ts", budgetKb: 320 },
  fleet: { entry: "functions/fleet/fleet.lambda.ts", budgetKb: 460 },
  token: { entry: "functions/token/token.lambda.ts", budgetKb: 320 },
};

export interface BundleSize {
  readonly name: string;
  readonly kb: number;
  readonly gzippedKb: number;
  readonly budgetKb: number;
}

/** Builds all bundles into `outdir` and answers what they weigh. */
export async function bundleFunctions(outdir: string): Promise<BundleSize[]> {
  await rm(outdir, { recursive: true, force: true });
  await build({
    entryPoints: Object.entries(functions).map(([name, { entry }]) => ({ in: entry, out: `${name}/index` })),
    outdir,
    absWorkingDir: root,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    minify: true,
    format: "esm",
    platform: "node",
    target: "node24",
    // The ES module builds of a package can be shaken; its CommonJS builds cannot.
    mainFields: ["module", "main"],
    // Packages written as CommonJS call `require` for Node's own modules.
    banner: { js: 'import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);' },
    alias: { "@aws-sdk/credential-provider-node": createRequire(import.meta.url).resolve("#cloud/environment-credentials.ts") },
    legalComments: "none",
    logLevel: "error",
  });
  await bundleRunner(root, `${outdir}/runner`);
  const budgets = Object.entries(functions).map(([name, { budgetKb }]) => [name, budgetKb] as const);
  return Promise.all(
    [...budgets, ["runner", RUNNER_BUDGET_KB] as const].map(([name, budgetKb]) => weigh(`${outdir}/${name}`, name, budgetKb)),
  );
}

/** All its files: the function's own are a part of them, and a flow's process loads the rest. */
const RUNNER_BUDGET_KB = 3000;

async function weigh(directory: string, name: string, budgetKb: number): Promise<BundleSize> {
  const files = (await readdir(directory)).map((file) => readFile(`${directory}/${file}`));
  const bytes = Buffer.concat(await Promise.all(files));
  return { name, kb: toKb(bytes.length), gzippedKb: toKb(gzipSync(bytes).length), budgetKb };
}

const root = fileURLToPath(new URL("..", import.meta.url));

function toKb(bytes: number): number {
  return Math.ceil(bytes / 1000);
}

if (import.meta.main) {
  const sizes = await bundleFunctions(`${root}dist/functions`);
  for (const { name, kb, gzippedKb, budgetKb } of sizes) {
    console.log(
      `${name.padEnd(12)} ${String(kb).padStart(5)} KB  ${String(gzippedKb).padStart(4)} KB gzipped  budget ${budgetKb} KB${kb > budgetKb ? "  OVER" : ""}`,
    );
  }
}
