import { readdir, readFile } from "node:fs/promises";
import { extname, join, relative } from "node:path";
import { DeleteObjectsCommand, ListObjectsV2Command, PutObjectCommand } from "@aws-sdk/client-s3";
import { s3Client } from "../blobs/s3-client.ts";

/**
 * Puts the files of a site into its bucket: the documents last, so that none names a file that is not there. Files of earlier versions stay,
 * for pages that are open in a browser.
 */
export async function putSite(bucket: string, directory: string, client = s3Client()): Promise<number> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && !/\.(br|gz)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
  const isDocument = (file: string) => extname(file) === ".html";
  for (const file of [...files.filter((each) => !isDocument(each)), ...files.filter(isDocument)]) {
    const key = relative(directory, file).replaceAll("\\", "/");
    await client.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: key,
        Body: await readFile(file),
        ContentType: TYPES[extname(file)] ?? "application/octet-stream",
        // names of assets carry a hash of what is in them
        CacheControl: key.startsWith("assets/") ? "public, max-age=31536000, immutable" : "no-cache",
      }),
    );
  }
  return files.length;
}

/** Empties the bucket, so that the stack can delete it. */
export async function clearSite(bucket: string, client = s3Client()): Promise<void> {
  for (;;) {
    const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: bucket }));
    if (Contents.length === 0) return;
    await client.send(new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects: Contents.map(({ Key }) => ({ Key })) } }));
  }
}

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
  ".json": "application/json",
  ".txt": "text/plain; charset=utf-8",
};
