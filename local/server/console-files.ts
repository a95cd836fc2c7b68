import { createHash } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import { extname, join, sep } from "node:path";
import { consoleHeaders, consolePolicy } from "#core/contract/console-headers.ts";

/** What the console's files answer a GET with. */
export interface FileAnswer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Buffer;
}

export interface FileRequest {
  /** Decoded path, such as `/assets/app-1a2b.js`. */
  readonly path: string;
  readonly acceptEncoding: string | undefined;
  readonly ifNoneMatch: string | undefined;
}

/**
 * Serves a built single-page application: files by their path, `index.html` for every other page. Only files found in the directory are
 * served, by name, so that no path leads out of it. Where `x.js.br` or `x.js.gz` lie beside `x.js`, clients that take them get those.
 */
export function consoleFiles(directory: string): (request: FileRequest) => Promise<FileAnswer | null> {
  let files: Promise<ReadonlySet<string>> | undefined;
  let listedAt = 0;
  const list = () => {
    listedAt = Date.now();
    files = readdir(directory, { recursive: true }).then((names) => new Set(names.map((name) => `/${name.split(sep).join("/")}`)));
    return files;
  };
  const has = async (path: string): Promise<boolean> => {
    if ((await (files ?? list())).has(path)) return true;
    // built anew while the server runs
    return Date.now() - listedAt > LIST_AGAIN_MS && (await list()).has(path);
  };

  return async (request) => {
    const isFile = extname(request.path) !== "" && !request.path.endsWith("/");
    const found = isFile && (await has(request.path));
    if (isFile && !found) return null;
    const path = found ? request.path : "/index.html";
    if (!(await has(path))) return null;
    const encoding = await encodingOf(path, request.acceptEncoding, has);
    const file = join(directory, encoding === undefined ? path : `${path}.${encoding.suffix}`);
    const info = await stat(file);
    if (!info.isFile()) return null;
    const etag = `"${info.size.toString(36)}-${Math.floor(info.mtimeMs).toString(36)}"`;
    const isPage = extname(path) === ".html";
    const headers: Record<string, string> = {
      ...consoleHeaders,
      etag,
      "cache-control": HASHED.test(path) ? "public, max-age=31536000, immutable" : "no-cache",
      "content-type": TYPES[extname(path)] ?? "application/octet-stream",
      vary: "accept-encoding",
      ...(encoding && { "content-encoding": encoding.name }),
    };
    if (request.ifNoneMatch === etag) return { status: 304, headers, body: Buffer.alloc(0) };
    const body = await readFile(file);
    if (isPage) headers["content-security-policy"] = policyFor(encoding === undefined ? body : await readFile(join(directory, path)));
    return { status: 200, headers, body };
  };
}

const LIST_AGAIN_MS = 1000;
// Names made by the bundler carry a hash of the content.
const HASHED = /^\/assets\/.*-[\w-]{8,}\.\w+$/;

const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".webp": "image/webp",
  ".woff2": "font/woff2",
  ".txt": "text/plain; charset=utf-8",
  ".map": "application/json",
  ".webmanifest": "application/manifest+json",
  ".wasm": "application/wasm",
};

async function encodingOf(
  path: string,
  accepted: string | undefined,
  has: (path: string) => Promise<boolean>,
): Promise<{ name: string; suffix: string } | undefined> {
  for (const { name, suffix } of [
    { name: "br", suffix: "br" },
    { name: "gzip", suffix: "gz" },
  ]) {
    if (
      accepted !== undefined &&
      new RegExp(`\\b${name}\\b(?!\\s*;\\s*q=0(?:\\.0*)?\\s*(?:,|$))`).test(accepted) &&
      (await has(`${path}.${suffix}`))
    )
      return { name, suffix };
  }
  return undefined;
}

// Inline scripts of the page itself (the theme, set before the first paint) are allowed by their hashes.
function policyFor(page: Buffer): string {
  const inline = [...page.toString().matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)].map((match) => match[1] ?? "");
  const hashes = inline.map((script) => `'sha256-${createHash("sha256").update(script).digest("base64")}'`);
  return consolePolicy(hashes);
}
