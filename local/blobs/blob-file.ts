import { crc32 } from "node:zlib";
import type { BlobInfo } from "#core/ports/blobs.ts";

/** A blob as its file holds it: one line of JSON that describes the bytes after it, so that both are replaced in one step. */
export function encodeBlobFile(info: Omit<BlobInfo, "key">, bytes: Uint8Array): [head: Uint8Array, body: Uint8Array] {
  return [Buffer.from(`${JSON.stringify({ ...info, crc32: crc32(bytes) })}\n`), bytes];
}

/** The description at the beginning of a file, and where the bytes begin. Null if the file is none of ours. */
export function decodeBlobHead(
  file: Uint8Array,
  key: string,
): { readonly info: BlobInfo; readonly start: number; readonly crc32: number } | null {
  const end = file.indexOf(0x0a);
  if (end === -1) return null;
  try {
    const { size, contentType, modifiedAt, crc32 } = JSON.parse(Buffer.from(file.subarray(0, end)).toString()) as BlobInfo & {
      crc32: number;
    };
    return { info: { key, size, contentType, modifiedAt }, start: end + 1, crc32 };
  } catch {
    return null;
  }
}

/** The blob in a whole file. Null if the file was torn, as a power loss may leave the last ones: such a blob was never there. */
export function decodeBlobFile(file: Uint8Array, key: string): { readonly info: BlobInfo; readonly bytes: Uint8Array } | null {
  const head = decodeBlobHead(file, key);
  if (head === null) return null;
  const bytes = file.subarray(head.start);
  return bytes.length === head.info.size && crc32(bytes) === head.crc32 ? { info: head.info, bytes } : null;
}

/** No description is longer. */
export const HEAD_BYTES = 1024;
