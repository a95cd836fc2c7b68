import { fork } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Declared } from "../deployments/declared.ts";
import { BundleError } from "../errors/bundle-errors.ts";
import type { FileBundle } from "./bundle-file.ts";
import type { Described } from "./describe-process.ts";

/**
 * Loads a bundle as an agent would, in a process of its own, and answers the deployments it declares. What the file prints while it loads
 * goes to the standard error.
 *
 * @throws BundleError if it cannot be loaded, or declares what cannot be.
 */
export async function describeBundle(file: string, bundle: FileBundle): Promise<Declared> {
  const directory = await mkdtemp(join(tmpdir(), "millrace-bundle-"));
  try {
    const path = join(directory, `${bundle.digest}.mjs`);
    await writeFile(path, bundle.bytes);
    const described = await load(path);
    if ("declared" in described) return described.declared;
    throw new BundleError(file, [{ what: described.error.replaceAll(directory, ".") }]);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function load(path: string): Promise<Described> {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(new URL("./describe-process.ts", import.meta.url)), [path], {
      execArgv: [],
      stdio: ["ignore", 2, 2, "ipc"],
    });
    let answer: Described | undefined;
    child.on("message", (message) => {
      answer = message as Described;
      // whatever the file has opened may keep its process alive
      child.kill("SIGKILL");
    });
    child.on("error", reject);
    child.on("close", (code, signal) =>
      resolve(answer ?? { error: `Its process ended while it loaded (${signal ?? `exit code ${code}`}); see what it printed above.` }),
    );
  });
}
