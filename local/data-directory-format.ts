import { link, readFile, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { hasCode } from "#local/blobs/file-errors.ts";
import { DataDirectoryError, FORMAT_VERSION, newerFormat } from "#local/store/format.ts";

/** What `format.json` says: the format of everything beside it, and the key that signs links to blobs. */
export interface DirectoryFormat {
  readonly format: number;
  readonly secret: string;
}

/** The format of a data directory, written on its first use. Several processes may come first at once; one of them wins. */
export async function readOrCreateFormat(directory: string, secret: () => string): Promise<DirectoryFormat> {
  const path = join(directory, FORMAT_FILE);
  const found = await readFormat(path);
  if (found !== null) return found;
  const draft = `${path}.${process.pid}-${secret().slice(0, 8)}.tmp`;
  await writeFile(draft, `${JSON.stringify({ format: FORMAT_VERSION, secret: secret() })}\n`, { mode: 0o600 });
  try {
    await link(draft, path);
  } catch (error) {
    if (!hasCode(error, "EEXIST")) throw error;
  } finally {
    await unlink(draft);
  }
  const created = await readFormat(path);
  if (created === null) throw new DataDirectoryError(`${path} vanished while it was being made. Try again.`);
  return created;
}

/** Its name in the directory. */
export const FORMAT_FILE = "format.json";

async function readFormat(path: string): Promise<DirectoryFormat | null> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if (hasCode(error, "ENOENT")) return null;
    throw error;
  }
  const value = parse(text);
  if (typeof value?.format === "number" && value.format > FORMAT_VERSION) throw newerFormat(path, value.format);
  if (typeof value?.format !== "number" || typeof value.secret !== "string") {
    throw new DataDirectoryError(
      `${path} cannot be read as the format of a data directory. Restore it from a backup, or move the directory away to start afresh.`,
    );
  }
  return { format: value.format, secret: value.secret };
}

function parse(text: string): Partial<DirectoryFormat> | null {
  try {
    return JSON.parse(text) as Partial<DirectoryFormat> | null;
  } catch {
    return null;
  }
}
