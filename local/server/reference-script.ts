import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

/** The script of the API reference page, from the package that makes it. */
export async function referenceScript(): Promise<Uint8Array> {
  const entry = fileURLToPath(import.meta.resolve("@scalar/api-reference"));
  return readFile(entry.replace(/dist[\\/].*$/, "dist/browser/standalone.js"));
}
