import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readFile, symlink } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliDecompressSync } from "node:zlib";

/** The version kept by pack.ts. */
export const archive = fileURLToPath(new URL("previous.tar.br", import.meta.url));

/** Unpacks the previous version into `directory`, a checkout with the dependencies of this one. */
export async function unpackPrevious(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  const tar = spawn("tar", ["-x", "-C", directory], { stdio: ["pipe", "ignore", "inherit"] });
  tar.stdin.end(brotliDecompressSync(await readFile(archive)));
  const [code] = await once(tar, "exit");
  if (code !== 0) throw new Error(`tar ended with ${code} on ${archive}.`);
  await symlink(fileURLToPath(new URL("../../../node_modules", import.meta.url)), join(directory, "node_modules"));
}
