import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, globSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What became of the console: up to date, built now, or not buildable (an older build may still be there). */
export type ConsoleState =
  | { readonly state: "current" }
  | { readonly state: "built"; readonly seconds: number }
  | { readonly state: "failed"; readonly output: string };

/** Builds the console if its sources have changed since the last build. */
export async function buildConsole(root: string, onBuild: () => void): Promise<ConsoleState> {
  const stampFile = join(root, "web", "dist", ".sources");
  const stamp = digestOfSources(root);
  if (existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp) return { state: "current" };
  onBuild();
  const started = performance.now();
  const output = await build(root);
  if (output !== undefined) return { state: "failed", output };
  writeFileSync(stampFile, stamp);
  return { state: "built", seconds: (performance.now() - started) / 1000 };
}

/** Answers nothing if all went well, else what the build said. */
function build(root: string): Promise<string | undefined> {
  const vite = join(root, "node_modules", "vite", "bin", "vite.js");
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [vite, "build", "--config", join(root, "web", "vite.config.ts"), "--logLevel", "warn"],
      { cwd: root, env: { ...process.env, NODE_ENV: "production" } },
      (error, stdout, stderr) => {
        resolve(error === null ? undefined : `${stdout}${stderr}`.trim() || error.message);
      },
    );
  });
}

/** The console is made from web/, the contract it shares with the server, and the packages of the lockfile. */
function digestOfSources(root: string): string {
  const digest = createHash("sha256");
  const files = globSync(["web/**/*", "core/contract/*.ts", "package-lock.json"], {
    cwd: root,
    withFileTypes: true,
    exclude: (entry) => ["dist", "node_modules"].includes(entry.name),
  });
  for (const path of files
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()) {
    digest.update(path.slice(root.length)).update("\0").update(readFileSync(path)).update("\0");
  }
  return digest.digest("hex");
}
