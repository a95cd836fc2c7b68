import { ApiError, type Client } from "#core/contract/client.ts";
import type { ResultBlobs } from "../results/result-blobs.ts";

/**
 * Result blobs over presigned links. `ifAbsent` is a look before the write here: of two runs that write one key at the same moment both may
 * succeed, and the last one stays.
 */
export function remoteBlobs(client: Client): ResultBlobs {
  const link = (key: string, method: "GET" | "PUT", content_type: string | null) =>
    client.presignBlob({ body: { key, method, content_type } });

  const get: ResultBlobs["get"] = async (key) => {
    const found = await link(key, "GET", null).catch((error: unknown) => {
      // its storage is not set up any more
      if (error instanceof ApiError && error.status === 404) return null;
      throw error;
    });
    if (found === null) return null;
    const answer = await patiently(found.url);
    if (answer.status === 404 || answer.status === 403) return null;
    if (!answer.ok) throw new Error(`Reading blob ${key} answered ${answer.status}.`);
    const bytes = new Uint8Array(await answer.arrayBuffer());
    const contentType = answer.headers.get("content-type") ?? "application/octet-stream";
    return {
      info: { key, size: bytes.byteLength, contentType, modifiedAt: Date.parse(answer.headers.get("last-modified") ?? "") || 0 },
      bytes,
    };
  };

  return {
    get,
    async put(key, bytes, { contentType = "application/octet-stream", ifAbsent = false } = {}) {
      const { url, key: placed } = await link(key, "PUT", contentType);
      if (ifAbsent && (await get(placed)) !== null) return false;
      const answer = await patiently(url, {
        method: "PUT",
        headers: { "content-type": contentType },
        body: bytes as Uint8Array<ArrayBuffer>,
      });
      if (!answer.ok) throw new Error(`Writing blob ${key} answered ${answer.status}.`);
      return placed;
    },
  };
}

/** Follows a link, once more after a moment for each of three failures: storage is allowed a hiccup. */
async function patiently(url: string, request?: RequestInit): Promise<Response> {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await fetch(url, request).catch((error: unknown) => {
      if (attempt > 3) throw error;
      return undefined;
    });
    if (answer !== undefined && (answer.status < 500 || attempt > 3)) return answer;
    await answer?.body?.cancel();
    await new Promise((resolve) => setTimeout(resolve, 100 * 2 ** attempt));
  }
}
