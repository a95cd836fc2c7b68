// npm run bench:cold [-- --repeats 15]
// How heavy each function's bundle is at a cold start, and how long Node takes to import it in a process that has just begun.
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs, promisify } from "node:util";
import { variables } from "#cloud/environment.ts";
import { bundleFunctions } from "../../scripts/bundle.ts";
import { figure, markdownTable, quantile } from "../table.ts";

const { values } = parseArgs({ options: { repeats: { type: "string", default: "15" } } });
const GOALS: Readonly<Record<string, { readonly kb?: string; readonly ms?: string }>> = {
  api: { kb: "320", ms: "90" },
  authorizer: { kb: "120" },
};
const directory = await mkdtemp(join(tmpdir(), "bench-cold-"));
try {
  const sizes = await bundleFunctions(directory);
  const rows: string[][] = [];
  for (const { name, kb, gzippedKb, wholeKb, budgetKb } of sizes) {
    const times: number[] = [];
    for (let n = 0; n < Number(values.repeats); n++) times.push(await importMs(`${directory}/${name}/index.mjs`));
    const figures = [Math.min(...times), quantile(times, 0.5)].map(figure);
    const goal = GOALS[name];
    rows.push([name, `${kb}`, goal?.kb ?? "", `${budgetKb}`, `${gzippedKb}`, `${wholeKb}`, ...figures, goal?.ms ?? ""]);
  }
  console.log(
    markdownTable([["function", "KB at start", "goal", "budget", "gzipped", "in all", "import ms, best", "median", "goal"], ...rows]),
  );
} finally {
  await rm(directory, { recursive: true, force: true });
}

async function importMs(bundle: string): Promise<number> {
  const script = `const began = performance.now(); await import(${JSON.stringify(bundle)}); process.stdout.write(String(performance.now() - began));`;
  const env = {
    AWS_REGION: "us-east-1",
    ...Object.fromEntries(Object.values(variables).map((name) => [name, "x"])),
    MILLRACE_EVENTS_QUEUE: "https://sqs.us-east-1.amazonaws.com/0/events",
  };
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", script], { env });
  return Number(stdout);
}
