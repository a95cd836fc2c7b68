import { checkBlobKey } from "#core/ports/blob-keys.ts";
import type { BlobInfo, Blobs } from "#core/ports/blobs.ts";
import { systemClock } from "#core/ports/system.ts";
import { checkContentType } from "./content-type.ts";
import { type PresignSettings, presign } from "./presign.ts";

/** Blobs in memory, gone with the process. Its links work only where a server answers `baseUrl`. */
export function memoryBlobs(settings: Partial<PresignSettings> = {}): Blobs {
  const { clock = systemClock, baseUrl = () => "memory://", secret = "memory" } = settings;
  const blobs = new Map<string, { readonly info: BlobInfo; readonly bytes: Uint8Array }>();
  return {
    async put(key, bytes, options = {}) {
      checkBlobKey(key);
      const contentType = checkContentType(options.contentType);
      if (options.ifAbsent && blobs.has(key)) return false;
      blobs.set(key, { info: { key, size: bytes.length, contentType, modifiedAt: Math.floor(clock.now()) }, bytes: bytes.slice() });
      return true;
    },
    async get(key) {
      checkBlobKey(key);
      const blob = blobs.get(key);
      return blob === undefined ? null : { info: blob.info, bytes: blob.bytes.slice() };
    },
    async head(key) {
      checkBlobKey(key);
      return blobs.get(key)?.info ?? null;
    },
    async delete(key) {
      checkBlobKey(key);
      return blobs.delete(key);
    },
    async list(prefix, cursor = "") {
      const keys = [...blobs.keys()].filter((key) => key.startsWith(prefix) && key > cursor).sort();
      const page = keys.slice(0, PAGE).map((key) => blobs.get(key)!.info);
      const last = page.at(-1);
      return keys.length > PAGE && last !== undefined ? { blobs: page, cursor: last.key } : { blobs: page };
    },
    async presignGet(key, options = {}) {
      return presign("GET", key, options, { clock, baseUrl, secret });
    },
    async presignPut(key, options = {}) {
      return presign("PUT", key, options, { clock, baseUrl, secret });
    },
  };
}

const PAGE = 1000;
