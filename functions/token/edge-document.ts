import type { DocumentKey, NewDocument } from "#core/ports/store.ts";

/** What CloudFront shows on the way to the API, as the store holds it: that there is one, found by its digest. */
export type EdgeBody = {
  /** Epoch milliseconds. */
  readonly created: number;
};

/** Where it lives: beside tokens, so that the function that makes those may make this. */
export function edgeKey(digest: string): DocumentKey {
  return { pk: `TOKEN#${digest}`, sk: "EDGE" };
}

/** The document of a key; it goes when the distribution goes. */
export function edgeDocument(digest: string, body: EdgeBody): NewDocument<EdgeBody> {
  return { ...edgeKey(digest), body };
}
