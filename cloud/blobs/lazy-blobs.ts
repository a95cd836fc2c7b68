import type { Blobs } from "#core/ports/blobs.ts";

/** Blobs that are opened when they are first used: S3's client is heavy, and most requests need none. */
export function lazyBlobs(open: () => Promise<Blobs>): Blobs {
  let opening: Promise<Blobs> | undefined;
  const opened = () => {
    opening ??= open();
    return opening;
  };
  return {
    put: async (...args) => (await opened()).put(...args),
    get: async (...args) => (await opened()).get(...args),
    head: async (...args) => (await opened()).head(...args),
    delete: async (...args) => (await opened()).delete(...args),
    list: async (...args) => (await opened()).list(...args),
    presignGet: async (...args) => (await opened()).presignGet(...args),
    presignPut: async (...args) => (await opened()).presignPut(...args),
  };
}
