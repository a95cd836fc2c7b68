import type { Store } from "#core/ports/store.ts";
import { edgeKey } from "./edge-document.ts";
import { isToken, tokenDigest } from "./token.ts";

/** The headers in which CloudFront says who it is, from where its viewer came and to which name. */
export const EDGE_HEADERS = { key: "x-millrace-edge", viewer: "x-millrace-viewer", host: "x-millrace-host" } as const;

/** Whether a request shows the key that CloudFront alone adds. A key that was good is remembered. */
export type IsEdge = (key: string | undefined) => Promise<boolean>;

/** Looks keys up in the store. */
export function createIsEdge({ store }: { readonly store: Pick<Store, "get"> }): IsEdge {
  const known = new Set<string>();
  return async (key) => {
    if (key === undefined || !isToken(key)) return false;
    const digest = tokenDigest(key);
    if (!known.has(digest) && (await store.get(edgeKey(digest))) !== null) known.add(digest);
    return known.has(digest);
  };
}
