import { createHash, randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Claim } from "#core/contract/agents.ts";
import { BundleDigestError, BundleMissingError } from "./errors.ts";

/** A bundle as a claim names it. */
export type ClaimedBundle = NonNullable<Claim["bundle"]>;

/** The bundles on this machine, named by their content. */
export interface BundleCache {
  /**
   * The path of the verified file, downloaded if it is not here.
   *
   * @throws BundleDigestError, BundleMissingError; TypeError while the storage can't be reached.
   */
  fetch(bundle: ClaimedBundle): Promise<string>;
}

/** Opens the cache in a directory, which several agents may share. */
export function openBundleCache(directory: string): BundleCache {
  const verified = new Map<string, { readonly print: string; readonly path: string }>();
  const downloads = new Map<string, Promise<string>>();

  const fetchOne = async (bundle: ClaimedBundle): Promise<string> => {
    const path = join(directory, `${bundle.digest}.mjs`);
    const known = verified.get(bundle.digest);
    const print = await printOf(path);
    if (known !== undefined && known.print === print) return path;
    // what lies here may have been damaged, so it counts no more than what comes from the storage
    if (print === undefined || digestOf(await readFile(path)) !== bundle.digest) await download(bundle, directory, path);
    verified.set(bundle.digest, { print: (await printOf(path)) ?? "", path });
    return path;
  };
  return {
    fetch(bundle) {
      const going = downloads.get(bundle.digest);
      if (going !== undefined) return going;
      const one = fetchOne(bundle).finally(() => downloads.delete(bundle.digest));
      downloads.set(bundle.digest, one);
      return one;
    },
  };
}

async function download(bundle: ClaimedBundle, directory: string, path: string): Promise<void> {
  const answer = await fetch(bundle.url, { signal: AbortSignal.timeout(DOWNLOAD_MS) });
  if (answer.status >= 500) throw new TypeError(`The storage answered ${answer.status}.`);
  if (!answer.ok) throw new BundleMissingError(bundle.key, `status ${answer.status}`);
  const bytes = new Uint8Array(await answer.arrayBuffer());
  const digest = digestOf(bytes);
  if (digest !== bundle.digest) throw new BundleDigestError(bundle.key, bundle.digest, digest);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const draft = `${path}.${randomUUID()}`;
  try {
    await writeFile(draft, bytes, { mode: 0o600, flush: true });
    await rename(draft, path);
  } finally {
    await rm(draft, { force: true });
  }
}

const DOWNLOAD_MS = 300_000;

function digestOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** Changes whenever the file does; undefined if there is none. */
async function printOf(path: string): Promise<string | undefined> {
  const found = await stat(path, { bigint: true }).catch(() => undefined);
  return found === undefined ? undefined : `${found.ino}.${found.size}.${found.mtimeNs}.${found.ctimeNs}`;
}
