import { execFile } from "node:child_process";
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { buildPackage } from "./build-package.ts";

// Builds what an agent in a container runs, to dist/agent/agent.tgz: the package with the dependencies it loads, nothing to install or compile.
// The same sources give the same bytes, so that a deployment changes it only when it changed. Run: node scripts/agent-package.ts

const root = fileURLToPath(new URL("..", import.meta.url));
/** What an agent never loads: bundlers have native code, and the reference of the API is a server's. */
const needless = new Set(["esbuild", "@scalar/api-reference", "node"]);

/** Builds the archive into `directory` and answers its path. */
export async function buildAgentPackage(directory: string): Promise<string> {
  const staged = join(directory, "millrace");
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  await buildPackage(staged, { console: false, cdk: false });
  const { dependencies } = JSON.parse(await readFile(join(staged, "package.json"), "utf8")) as { dependencies: Record<string, string> };
  for (const name of await closure(Object.keys(dependencies))) {
    await cp(join(root, "node_modules", name), join(staged, "node_modules", name), { recursive: true, filter: isLoaded });
  }
  await writeFile(join(staged, "package.json"), await readFile(join(staged, "package.json")));
  const archive = join(directory, "agent.tgz");
  const options = ["--sort=name", "--mtime=@0", "--owner=0", "--group=0", "--numeric-owner", "-C", directory];
  await promisify(execFile)("tar", [...options, "--use-compress-program", "gzip -9n", "-cf", archive, "millrace"]);
  await rm(staged, { recursive: true, force: true });
  return archive;
}

async function closure(names: readonly string[]): Promise<string[]> {
  const found = new Set<string>();
  const visit = async (name: string): Promise<void> => {
    if (found.has(name) || needless.has(name)) return;
    const text = await readFile(join(root, "node_modules", name, "package.json"), "utf8").catch(() => undefined);
    // an optional one that is not installed for this machine
    if (text === undefined) return;
    found.add(name);
    for (const dependency of Object.keys((JSON.parse(text) as { dependencies?: Record<string, string> }).dependencies ?? {}))
      await visit(dependency);
  };
  for (const name of names) await visit(name);
  return [...found].sort();
}

// types, maps and pictures are for people
function isLoaded(path: string): boolean {
  return !/\.(map|md|d\.[cm]?ts|markdown|png|svg)$/.test(path) && !/\/(test|tests|docs|\.github|bench|benchmark|examples)$/.test(path);
}

if (import.meta.main) console.log(`${await buildAgentPackage(join(root, "dist/agent"))} is built`);
