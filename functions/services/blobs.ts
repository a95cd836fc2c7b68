import { ProblemError } from "#core/contract/problem.ts";
import { BlobKeyError } from "#core/ports/errors.ts";
import type { Services } from "./deps.ts";
import type { Parts } from "./parts.ts";

/** Links that read or write one result blob. Only results: what the server itself keeps in Blobs is out of reach. */
export function blobServices({ blobs }: Parts): Pick<Services, "presignBlob"> {
  return {
    async presignBlob({ body }) {
      if (!PREFIXES.some((prefix) => body.key.startsWith(prefix))) {
        throw new ProblemError("invalid", {
          what: "This blob is not one that clients reach.",
          got: body.key.slice(0, 200),
          expected: `a key beginning with ${PREFIXES.join(" or ")}`,
          do: "Use the key that the result's reference names.",
        });
      }
      try {
        const options = body.content_type === null ? {} : { contentType: body.content_type };
        const url = body.method === "GET" ? await blobs.presignGet(body.key, options) : await blobs.presignPut(body.key, options);
        return { url, key: body.key };
      } catch (error) {
        if (error instanceof BlobKeyError)
          throw new ProblemError("invalid", { what: error.message, got: body.key.slice(0, 200), do: "Use another key.", cause: error });
        throw error;
      }
    },
  };
}

const PREFIXES = ["results/"];
