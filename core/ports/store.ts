/** A JSON object as documents hold it. */
export type JsonObject = { [key: string]: unknown };

/** Address of one document: partition and sort key, both non-empty. */
export interface DocumentKey {
  readonly pk: string;
  readonly sk: string;
}

/**
 * Secondary indexes. A document appears in an index only if it declares an entry there.
 * `list` carries whole documents; the others carry keys and cost one more batched read.
 */
export type IndexName = "list" | "flow" | "deployment" | "holder" | "parent";

/** What a writer hands to the store. */
export interface NewDocument<Body extends JsonObject = JsonObject> extends DocumentKey {
  readonly body: Body;
  /** Index entries of this version; entries of earlier versions not named here disappear. Sort keys must be unique: append the id. */
  readonly indexes?: Partial<Record<IndexName, DocumentKey>>;
  /** Order among writers of the same document, compared as text; used by the expectation `newer`. */
  readonly rank?: string;
  /** Epoch seconds after which the document counts as absent. */
  readonly expiresAt?: number;
}

/** A document as read. */
export interface StoredDocument<Body extends JsonObject = JsonObject> extends NewDocument<Body> {
  /** 1 after the first write, one more after each further write. */
  readonly version: number;
}

/**
 * What must hold for a write to happen:
 * `absent` no live document is there; `any` nothing; `{ version }` that exact version is there;
 * `newer` nothing is there or its `rank` is smaller than the new document's.
 */
export type Expectation = "absent" | "any" | "newer" | { readonly version: number };

/** Outcome of one conditional write; a refused write returns what is there now. */
export type PutResult<Body extends JsonObject = JsonObject> =
  | { readonly ok: true; readonly version: number }
  | { readonly ok: false; readonly current: StoredDocument<Body> | null };

/** One page of an index or of a partition. */
export interface StoreQuery {
  /** `main` reads the partition `pk` itself by its sort keys, with strong consistency; index reads may lag. */
  readonly index: "main" | IndexName;
  readonly pk: string;
  /** Bounds on the sort key: a prefix, or an inclusive range. */
  readonly range?: { readonly prefix: string } | { readonly from?: string; readonly to?: string };
  /** Page size, 1 to 1000; default 100. A page may hold fewer even when more follow. */
  readonly limit?: number;
  /** Where the last page ended. */
  readonly cursor?: string;
  /** Descending sort keys. */
  readonly reverse?: boolean;
}

/** Documents of one page, and where to go on; no cursor means the end. */
export interface StorePage<Body extends JsonObject = JsonObject> {
  readonly documents: StoredDocument<Body>[];
  readonly cursor?: string;
}

/**
 * Versioned documents with declared index entries. Every change is one compare-and-set on one document.
 *
 * @throws StoreBusyError when the store throttles beyond its own retries; StoreFullError when there is no space.
 */
export interface Store {
  get<Body extends JsonObject>(key: DocumentKey): Promise<StoredDocument<Body> | null>;
  /** Same order as `keys`; null where nothing is there. Any number of keys. */
  getMany<Body extends JsonObject>(keys: readonly DocumentKey[]): Promise<(StoredDocument<Body> | null)[]>;
  put<Body extends JsonObject>(document: NewDocument<Body>, expect: Expectation): Promise<PutResult<Body>>;
  /** Independent conditional writes, in one round trip where possible; same order as `writes`. Not a transaction. */
  putMany(writes: readonly { readonly document: NewDocument; readonly expect: Expectation }[]): Promise<PutResult[]>;
  /** True if a document was there. With `expect`, deletes only that version. */
  delete(key: DocumentKey, expect?: { readonly version: number }): Promise<boolean>;
  deleteMany(keys: readonly DocumentKey[]): Promise<void>;
  query<Body extends JsonObject>(query: StoreQuery): Promise<StorePage<Body>>;
  close(): Promise<void>;
}
