/** What is known of a blob without its bytes. */
export interface BlobInfo {
  readonly key: string;
  readonly size: number;
  readonly contentType: string;
  /** Epoch milliseconds. */
  readonly modifiedAt: number;
}

export interface PutBlobOptions {
  /** Default `application/octet-stream`. */
  readonly contentType?: string;
  /** Refuse to replace: `put` then answers false if the key is taken. */
  readonly ifAbsent?: boolean;
}

export interface PresignOptions {
  /** Seconds until the link stops working, 1 to 604,800; default 900. */
  readonly expiresIn?: number;
  readonly contentType?: string;
  /** Where the caller reaches this server, for adapters whose links lead to the server itself; default as the adapter was opened. */
  readonly baseUrl?: string;
}

/**
 * Bytes by key. Keys are 1 to 900 characters of `a-z A-Z 0-9 . - / =`, no empty, `.` or `..` segment.
 *
 * @throws BlobKeyError for any other key, before anything is touched; StoreFullError when there is no space.
 */
export interface Blobs {
  /** @returns false only if `ifAbsent` was asked and the key is taken. */
  put(key: string, bytes: Uint8Array, options?: PutBlobOptions): Promise<boolean>;
  get(key: string): Promise<{ readonly info: BlobInfo; readonly bytes: Uint8Array } | null>;
  head(key: string): Promise<BlobInfo | null>;
  /** True if a blob was there (the cloud cannot tell, and answers true). */
  delete(key: string): Promise<boolean>;
  /** Keys in ascending byte order, 1000 at most a page. The cloud does not list content types: use `head` where one matters. */
  list(prefix: string, cursor?: string): Promise<{ readonly blobs: BlobInfo[]; readonly cursor?: string }>;
  /** A link that reads the blob by plain GET without credentials until it expires. */
  presignGet(key: string, options?: PresignOptions): Promise<string>;
  /** A link that writes the blob by plain PUT without credentials until it expires. */
  presignPut(key: string, options?: PresignOptions): Promise<string>;
}
