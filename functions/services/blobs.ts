import { ProblemError } from "#core/contract/problem.ts";
import { BlobKeyError } from "#core/ports/errors.ts";
import { parseStorageKey } from "#core/rules/storage-keys.ts";
import type { Services } from "./deps.ts";
import type { Parts } from "./parts.ts";
import { storageGone } from "./storage/router.ts";

/** Links that read or write one result or bundle. Nothing else: what the server itself keeps in Blobs is out of reach. */
export function blobServices({ blobs, storage }: Parts): Pick<Services, "presignBlob"> {
  return {
    async presignBlob({ body }, { baseUrl }) {
      if (!PREFIXES.some((prefix) => parseStorageKey(body.key).key.startsWith(prefix))) {
        throw new ProblemError("invalid", {
          what: "This blob is not one that clients reach.",
          got: body.key.slice(0, 200),
          expected: `a key beginning with ${PREFIXES.join(" or ")}`,
          do: "Use the key that the result's reference names.",
        });
      }
      try {
        const options = {
          baseUrl: baseUrl.replace(/\/api$/, ""),
          ...(body.content_type !== null && { contentType: body.content_type }),
        };
        if (!(await storage.isReachable(body.key))) throw storageGone(body.key);
        if (body.method === "GET") return { url: await blobs.presignGet(body.key, options), key: body.key };
        const key = await storage.place(body.key);
        return { url: await blobs.presignPut(key, options), key };
      } catch (error) {
        if (error instanceof BlobKeyError)
          throw new ProblemError("invalid", { what: error.message, got: body.key.slice(0, 200), do: "Use another key.", cause: error });
        throw error;
      }
    },
  };
}

const PREFIXES = ["results/", "bundles/"];
